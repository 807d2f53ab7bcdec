"""One helper's own pages: answers to the own organisation, one number at a time, texts whose language is unsure.

Meant for the machine it runs on. Who opens them is settled when they are started: whoever holds the key in the
address that is shown then, and nobody else.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Protocol

from fastapi import FastAPI, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from dashboard.web import HEADERS, environment
from domain.errors import BadInput, Refused

COOKIE = "peil_hulp"
MOST_FORMS = 500  # open at once; the oldest is forgotten first


@dataclass(frozen=True, slots=True)
class Answer:
    """An open answer as the list shows it: words of our own, never those of the person."""

    id: str
    told: str
    at: str
    helper: str
    pointer: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A masked text whose language a person must tell."""

    key: str
    guesses: tuple[str, ...]
    text: str = field(repr=False)


class Helping(Protocol):
    """What one helper of one organisation may see and do. Each raises Refused or BadInput with a Dutch reason."""

    @property
    def organisation(self) -> str: ...

    @property
    def helper(self) -> str: ...

    @property
    def languages(self) -> Sequence[str]: ...

    def notices(self) -> Sequence[tuple[str, bool]]:
        """What waits for this helper, and whether it is urgent."""
        ...

    def answers(self) -> Sequence[Answer]:
        """Open answers, the urgent first."""
        ...

    def settle(self, answer: str) -> None:
        """This helper dealt with an answer."""
        ...

    def number(self, answer: str, reason: str) -> str:
        """The clear number behind an answer, logged and counted."""
        ...

    def unsure(self) -> Sequence[Text]:
        """Texts whose language is not sure."""
        ...

    def decide(self, key: str, language: str) -> None:
        """In which language a text speaks, or `geen`."""
        ...


class _Forms:
    """Forms that were handed out: each may come back once, so that reloading a page shows no second number."""

    def __init__(self) -> None:
        self.open: dict[str, None] = {}

    def new(self) -> str:
        while len(self.open) >= MOST_FORMS:
            del self.open[next(iter(self.open))]
        made = secrets.token_urlsafe(16)
        self.open[made] = None
        return made

    def take(self, one: str) -> None:
        """Raises Refused for a form that came back before, or was never ours."""
        if one not in self.open:
            raise Refused("dit formulier is al gebruikt of te oud; ga terug naar de lijst en open het opnieuw")
        del self.open[one]


def create_helping(act: Helping, key: str, hosts: tuple[str, ...] = ("127.0.0.1", "localhost")) -> FastAPI:
    """The helper's pages over `act`. `key` opens them; it is exchanged for a cookie at the first visit."""
    app = FastAPI(title="Peilmoment hulp", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    forms, templates = _Forms(), environment()

    def page(name: str, status: int = 200, **values: object) -> HTMLResponse:
        who = {"organisation": act.organisation, "helper": act.helper}
        return HTMLResponse(templates.get_template(name).render(form=forms.new(), **who, **values), status)

    def refused(why: str, status: int) -> HTMLResponse:
        return page("hulp_fout.html", status, why=why)

    @app.middleware("http")
    async def guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        if request.url.path == "/open":
            response = _let_in(request, key)
        elif hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), key.encode()):
            response = await answer(request)
        else:
            response = HTMLResponse("Open deze pagina met het adres dat bij het starten werd getoond.", 403)
        response.headers.update(HEADERS)
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.exception_handler(Refused)
    async def said_no(request: Request, error: Refused) -> HTMLResponse:
        return refused(str(error), 403)

    @app.exception_handler(BadInput)
    async def not_possible(request: Request, error: BadInput) -> HTMLResponse:
        return refused(str(error), 400)

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: RequestValidationError) -> HTMLResponse:
        return refused("vul het hele formulier in", 422)

    @app.exception_handler(HTTPException)
    async def not_there(request: Request, error: HTTPException) -> HTMLResponse:
        return refused("deze pagina is er niet", error.status_code)

    _answer_routes(app, act, forms, page)
    _language_routes(app, act, forms, page)
    return app


def _let_in(request: Request, key: str) -> Response:
    given = request.query_params.get("sleutel", "")
    if not hmac.compare_digest(given.encode(), key.encode()):
        return HTMLResponse("Dit adres klopt niet.", 403)
    response = RedirectResponse("/", status_code=303)
    response.set_cookie(COOKIE, key, httponly=True, samesite="strict")
    return response


def _answer_routes(app: FastAPI, act: Helping, forms: _Forms, page: Callable[..., HTMLResponse]) -> None:
    @app.get("/")
    def start() -> HTMLResponse:
        return page("hulp.html", answers=act.answers(), notices=act.notices())

    @app.post("/afgehandeld")
    def settle(antwoord: Annotated[str, Form()], formulier: Annotated[str, Form()]) -> Response:
        forms.take(formulier)
        act.settle(antwoord)
        return RedirectResponse("/", status_code=303)

    @app.get("/nummer")
    def ask(antwoord: str) -> HTMLResponse:
        return page("hulp_nummer.html", answer=antwoord, number="")

    @app.post("/nummer")
    def show(
        antwoord: Annotated[str, Form()], reden: Annotated[str, Form()], formulier: Annotated[str, Form()]
    ) -> HTMLResponse:
        forms.take(formulier)
        return page("hulp_nummer.html", answer=antwoord, number=act.number(antwoord, reden))


def _language_routes(app: FastAPI, act: Helping, forms: _Forms, page: Callable[..., HTMLResponse]) -> None:
    @app.get("/taal")
    def unsure() -> HTMLResponse:
        return page("hulp_taal.html", texts=act.unsure(), languages=act.languages)

    @app.post("/taal")
    def decide(
        tekst: Annotated[str, Form()], taal: Annotated[str, Form()], formulier: Annotated[str, Form()]
    ) -> Response:
        forms.take(formulier)
        act.decide(tekst, taal)
        return RedirectResponse("/taal", status_code=303)
