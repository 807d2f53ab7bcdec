"""Where a gateway reports deliveries and hands over answers: authenticated, small, meant for 127.0.0.1.

An answer gets its 200 only after what follows from it is stored; on any failure the gateway must call again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

OPTED_OUT = "21610"  # the provider's error for a number that told it to stop
LARGEST = 64 * 1024  # bytes: far beyond any answer by SMS
Authorised = Callable[[str], bool]
"""Tells from an Authorization header whether the caller is our gateway."""
Signed = Callable[[str, dict[str, str], str], bool]
"""Tells from path with query, fields and signature whether the caller is the provider."""


class Callbacks(Protocol):
    """What the callbacks set in motion. Each returns when its effect is durable; raises when it is not."""

    def delivered(self, ref: str, kind: str) -> None:
        """A delivery report: a DLR type of Kannel or a status of the provider. Unknown ones are counted."""
        ...

    def answered(self, name: str, sender: str, text: str) -> None:
        """An answer, with the gateway's own id for it."""
        ...

    def opted_out(self, number: str) -> None:
        """The provider says that this number told it to stop."""
        ...


def create_callbacks(act: Callbacks, authorised: Authorised, signed: Signed | None = None) -> FastAPI:
    """The application a gateway calls. `signed` opens the provider's routes."""
    app = FastAPI(title="Peilmoment callbacks", docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def guarded(request: Request, answer: Callable) -> Response:  # type: ignore[type-arg]
        size = request.headers.get("content-length")
        if size is None and request.method == "POST":
            return Response(status_code=411)  # a body of unknown length could be of any length
        if not (size or "0").isdigit() or int(size or 0) > LARGEST:
            return Response(status_code=413)
        if request.url.path.startswith("/kannel/") and not authorised(request.headers.get("authorization", "")):
            return Response(status_code=401)
        response: Response = await answer(request)
        return response

    @app.get("/kannel/dlr")
    def kannel_report(ref: str, type: str) -> Response:  # noqa: A002 - the name the gateway uses
        act.delivered(ref, type)
        return Response()

    @app.post("/kannel/in")
    async def kannel_answer(request: Request, id: str) -> Response:  # noqa: A002
        text = (await request.body()).decode("utf-8", "replace")
        sender = request.headers.get("x-kannel-from", "")
        await run_in_threadpool(act.answered, f"kannel {id}", sender, text)
        return Response()

    if signed is not None:
        _provider_routes(app, act, signed)
    return app


def _provider_routes(app: FastAPI, act: Callbacks, signed: Signed) -> None:
    async def fields(request: Request) -> dict[str, str] | None:
        form = {key: str(value) for key, value in (await request.form()).items()}
        asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        known = signed(asked, form, request.headers.get("x-twilio-signature", ""))
        return form if known else None

    @app.post("/twilio/dlr")
    async def provider_report(request: Request, ref: str) -> Response:
        form = await fields(request)
        if form is None:
            return Response(status_code=401)
        if form.get("ErrorCode") == OPTED_OUT:
            await run_in_threadpool(act.opted_out, form.get("To", ""))
        await run_in_threadpool(act.delivered, ref, form.get("MessageStatus", ""))
        return Response()

    @app.post("/twilio/in")
    async def provider_answer(request: Request) -> Response:
        form = await fields(request)
        if form is None:
            return Response(status_code=401)
        name, sender, text = (form.get(key, "") for key in ("MessageSid", "From", "Body"))
        if form.get("OptOutType") == "STOP":  # said with a word of the provider's own list, which blocks the number
            text = "STOP"
        await run_in_threadpool(act.answered, f"twilio {name}", sender, text)
        return Response("<Response/>", media_type="text/xml")
