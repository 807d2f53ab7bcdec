"""The pages, read-only and meant for 127.0.0.1: the weekly series, and each source's legal state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from dashboard import pages, wording
from dashboard.reader import Reader

Unit = Literal["advertenties", "adverteerders"]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def environment() -> Environment:
    """Templates that escape everything and refuse a name they do not know."""
    made = Environment(
        loader=PackageLoader("dashboard"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["wording"] = wording
    return made


def create_app(read: Reader, hosts: tuple[str, ...] = ("127.0.0.1", "localhost")) -> FastAPI:
    """The web application over `read`. Answers only to `hosts`, so that no other site can borrow it."""
    app = FastAPI(title="Peilmoment", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    templates = environment()

    def page(name: str, status: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(templates.get_template(name).render(**values), status)

    @app.middleware("http")
    async def secured(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await answer(request)
        response.headers.update(HEADERS)
        if not request.url.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response

    @app.exception_handler(HTTPException)
    async def not_there(request: Request, error: HTTPException) -> HTMLResponse:
        return page("fout.html", error.status_code, here="")

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: RequestValidationError) -> HTMLResponse:
        return page("fout.html", 404, here="")

    @app.get("/")
    def start() -> RedirectResponse:
        return RedirectResponse("/reeksen/all", status_code=307)

    @app.get("/reeksen/{source}")
    def weekly(source: str, eenheid: Unit = "advertenties") -> HTMLResponse:
        names = ["all", *(one.name for one in read.sources())]
        if source not in names:
            raise HTTPException(404)
        series = read.weekly(source)
        accepted = [one for one in read.accepted() if source in {"all", one.source}]
        unit = "advertisers" if eenheid == "adverteerders" else "ads"
        return page(
            "reeksen.html",
            here="reeksen",
            source=source,
            names=names,
            eenheid=eenheid,
            figures=pages.figures(series, unit, read.events(), {one.week for one in accepted}),
            accepted=accepted,
            method=pages.methods(series),
            events=read.events(),
        )

    @app.get("/bronnen")
    def sources() -> HTMLResponse:
        return page("bronnen.html", here="bronnen", sources=read.sources(), expiring=read.expiring())

    return app
