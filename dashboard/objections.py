"""The page where anyone objects: no login, no name, no proof; the same answer at the same pace for everyone."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Annotated, Protocol

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from dashboard.web import environment

HOUR = 3600.0  # seconds
PER_CLIENT, ALARM = 10, 100  # objections an hour
PACE = 0.5  # seconds: an answer takes this long, whether or not there was something to erase
BUSY = "Vanaf dit adres zijn veel bezwaren tegelijk gedaan. Probeer het over een uur opnieuw."


class Objections(Protocol):
    """Where objections go."""

    def object_to(self, phone: str, source: str, code: str) -> str:
        """Take in one objection; the Dutch answer, alike for known and unknown."""
        ...

    def alarm(self, count: int) -> None:
        """So many objections in an hour that someone may be silencing offers of help to others."""
        ...


class _Recent:
    """Moments of the last hour, in memory only."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock, self.all, self.by_client = clock, deque[float](), dict[str, deque[float]]()

    def allow(self, client: str) -> bool:
        mine = self.by_client.setdefault(client, deque())
        self._forget(mine)
        if len(mine) >= PER_CLIENT:
            return False
        mine.append(self.clock())
        return True

    def count(self) -> int:
        self.all.append(self.clock())
        self._forget(self.all)
        self.by_client = {client: times for client, times in self.by_client.items() if times}
        return len(self.all)

    def _forget(self, times: deque[float]) -> None:
        while times and times[0] < self.clock() - HOUR:
            times.popleft()


def create_objections(act: Objections, clock: Callable[[], float] = monotonic, pace: float = PACE) -> FastAPI:
    """The application behind the public objection page."""
    app = FastAPI(title="Bezwaar", docs_url=None, redoc_url=None, openapi_url=None)
    recent, page = _Recent(clock), environment().get_template("bezwaar.html")

    def shown(told: str = "", status: int = 200) -> HTMLResponse:
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; form-action 'self'"}
        return HTMLResponse(page.render(told=told), status, headers=headers)

    @app.get("/bezwaar")
    def form() -> HTMLResponse:
        return shown()

    @app.post("/bezwaar")
    async def objection(
        request: Request,
        nummer: Annotated[str, Form(max_length=40)] = "",
        bron: Annotated[str, Form(max_length=60)] = "",
        code: Annotated[str, Form(max_length=100)] = "",
    ) -> HTMLResponse:
        began = monotonic()
        if not recent.allow(request.client.host if request.client else ""):
            return shown(BUSY, 429)
        told = await run_in_threadpool(act.object_to, nummer, bron, code)
        if (count := recent.count()) % ALARM == 0:
            await run_in_threadpool(act.alarm, count)
        await asyncio.sleep(max(0.0, pace - (monotonic() - began)))
        return shown(told)

    return app
