"""The page where anyone objects: no login, no name, no proof; the same answer at the same pace for everyone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import Annotated, Protocol

from fastapi import FastAPI, Form, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from config.settings import CONFIG
from dashboard.objection_pace import ALARM, Recent
from dashboard.objection_texts import language_for, load_texts
from dashboard.web import environment

PACE = 0.5  # seconds: an answer takes this long, whether or not there was something to erase


class Objections(Protocol):
    """Where objections go."""

    def object_to(self, phone: str, source: str, code: str) -> bool:
        """Take in one objection, alike for known and unknown. False only for what is no number at all."""
        ...

    def alarm(self, count: int) -> None:
        """So many objections in an hour that someone may be silencing offers of help to others."""
        ...

    def turned_away(self) -> None:
        """One connection made more objections in an hour than it may, and one was not taken in."""
        ...


def create_objections(
    act: Objections, clock: Callable[[], float] = monotonic, pace: float = PACE, mailbox: str = ""
) -> FastAPI:
    """The application behind the public objection page. `mailbox` is the other way to object."""
    app = FastAPI(title="Bezwaar", docs_url=None, redoc_url=None, openapi_url=None)
    recent, page = Recent(clock), environment().get_template("bezwaar.html")
    texts = load_texts(CONFIG / "messages" / "objection.yml")

    def shown(request: Request, what: str = "", status: int = 200, **headers: str) -> HTMLResponse:
        asked, accepted = request.query_params.get("taal", ""), request.headers.get("accept-language", "")
        language = language_for(asked, accepted, texts)
        told = getattr(texts[language], what).replace("{mailbox}", mailbox) if what else ""
        safe = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
            "Content-Language": language,
        }
        body = page.render(told=told, language=language, say=texts[language], texts=texts)
        return HTMLResponse(body, status, headers=safe | headers)

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: RequestValidationError) -> HTMLResponse:
        return shown(request, "unreadable", 422)

    @app.get("/bezwaar")
    def form(request: Request) -> HTMLResponse:
        return shown(request)

    @app.post("/bezwaar")
    async def objection(
        request: Request,
        nummer: Annotated[str, Form(max_length=40)] = "",
        bron: Annotated[str, Form(max_length=60)] = "",
        code: Annotated[str, Form(max_length=100)] = "",
    ) -> HTMLResponse:
        began = monotonic()
        if wait := recent.wait(request.client.host if request.client else ""):
            await run_in_threadpool(act.turned_away)
            return shown(request, "busy", 429, **{"Retry-After": str(ceil(wait))})
        taken = await run_in_threadpool(act.object_to, nummer, bron, code)
        if (count := recent.count()) % ALARM == 0:
            await run_in_threadpool(act.alarm, count)
        await asyncio.sleep(max(0.0, pace - (monotonic() - began)))
        return shown(request, "done" if taken else "unreadable")

    return app
