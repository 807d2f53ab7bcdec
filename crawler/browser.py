"""A browser behind the same gate: every request a page makes is asked first; images never leave."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psutil
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Route
from playwright.async_api import Request as BrowserRequest
from playwright.sync_api import sync_playwright
from scrapy import Request
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.barriers import SIGNS, closed_by_status
from crawler.gatekeeper import Denied, Gatekeeper, gatekeeper_of, kind_of
from domain.certificates import Kind
from domain.errors import SetupError

T = TypeVar("T")

# headless-shell first: on Debian it takes about a third less CPU than the full browser
DEBIAN = ("chromium-headless-shell", "chromium")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NEVER = {"image", "media", "font", "websocket", "eventsource", "manifest", "texttrack", "ping", "other"}
DATA = {"xhr", "fetch", "document"}  # what a page is built from; a document here is a frame
WHOLE = {200, 204, 304, 404, 410}  # answers after which a page says what there is, or that there is nothing
TOO_MANY = 429  # a page's script would ask again and again: there is no resting inside a page
LARGEST = 5_000_000  # bytes of one answer, as DOWNLOAD_MAXSIZE
SECONDS = 20
GRACE = 3  # seconds a page that shows something else first gets to finish
HUNG = 10  # seconds beyond every limit of a page: then it is the browser itself that hangs


@cache  # asking Playwright where its own browser is takes as long as starting one
def find_browser() -> str:
    """The browser to start: PEIL_CHROMIUM, Playwright's own, else Debian's. Raises SetupError."""
    if named := os.environ.get("PEIL_CHROMIUM"):
        return named
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    for name in DEBIAN:
        if found := shutil.which(name):
            return found
    raise SetupError(
        "Geen browser gevonden voor een bron met `render: browser`. Installeer er een met "
        "`apt-get install chromium-headless-shell`, of wijs er een aan met PEIL_CHROMIUM."
    )


def browser_meta(wait_for: str | None, timeout: float) -> dict[str, Any]:
    """What a request needs in its meta to be rendered; `wait_for` is the selector that shows it is done.

    `timeout` in seconds.
    """
    wait = [PageMethod(_built, wait_for, timeout)] if wait_for else []
    return {"playwright": True, "playwright_page_methods": wait, "playwright_page_init_callback": _guard_page}


class BrowserHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # the library carries no types
    """scrapy-playwright behind the gate, with one browser: Scrapy makes a handler for http and one for
    https, and left to itself each of them starts its own."""

    async def _launch(self) -> None:
        self.launching = asyncio.Lock()

    async def _launch_once(self) -> None:
        async with self.launching:
            if not hasattr(self, "browser_provider"):
                await super()._launch()

    async def download_request(self, request: Request) -> Response:
        gatekeeper = gatekeeper_of(self._crawler)
        await gatekeeper.let_out(request.url, kind_of(request), request.meta.get("not_before", 0.0))
        request.meta["gatekeeper"] = gatekeeper
        request.meta.pop("incomplete", None)  # of an earlier try
        if request.meta.get("playwright"):
            await self._launch_once()
        response = await self._within_reason(super().download_request(request))
        gatekeeper.tally.count(kind_of(request), response.status, len(response.body))
        return response

    async def close(self) -> None:
        """Ends the browser, also one that answers nothing any more."""
        with suppress(TimeoutError):
            await _or_kill(super().close(), HUNG)

    async def _within_reason(self, page: Awaitable[Response]) -> Response:
        limit = self._crawler.settings.getfloat("PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT") / 1000
        return await _or_kill(page, 2 * (limit + GRACE) + HUNG)


async def _or_kill(work: Awaitable[T], seconds: float) -> T:
    """A page has limits of its own; when even those pass without an answer it is the browser that hangs.

    It is killed: what it had open fails, and the next page starts a new one. Raises TimeoutError when
    even that frees nothing.
    """
    doing = asyncio.ensure_future(work)
    for limit in (seconds, HUNG):
        done, _ = await asyncio.wait({doing}, timeout=limit)
        if done:
            return doing.result()
        kill_browsers()
    doing.cancel()
    raise TimeoutError


def kill_browsers() -> None:
    """End every browser of this process: whatever runs below Playwright's own driver."""
    for driver in psutil.Process().children():
        for browser in driver.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                browser.kill()


async def _built(page: Page, wanted: str, timeout: float) -> None:
    """Wait until the page is built, or shows a barrier instead; the reader tells which.

    Raises TimeoutError when the page hangs so that not even its contents can be had.
    """
    either = ", ".join([wanted, *SIGNS.values()])
    for selector, seconds in ((either, timeout), (wanted, GRACE)):
        try:
            await page.wait_for_selector(selector, timeout=seconds * 1000, state="attached")
        except PlaywrightError:
            break
    await asyncio.wait_for(page.content(), GRACE)  # Playwright itself would wait for ever


async def _guard_page(page: Page, request: Request) -> None:
    gatekeeper: Gatekeeper = request.meta["gatekeeper"]

    async def guard(route: Route, asked: BrowserRequest) -> None:
        if asked.url == request.url and asked.is_navigation_request():
            await _answer(route, gatekeeper)  # let out above, counted with the page
        elif reason := _objection(asked, gatekeeper):
            gatekeeper.tally.denials[Kind.BROWSER, reason] += 1
            if gatekeeper.objection(request.url, kind_of(request)):  # not this part: nothing may leave any more
                request.meta["incomplete"] = reason
            await route.abort()
        else:
            await _part(route, asked, gatekeeper, request)

    # Registered after scrapy-playwright's own route and therefore asked before it.
    await page.route("**", guard)
    await page.route_web_socket("**", lambda socket: socket.close())


def _objection(asked: BrowserRequest, gatekeeper: Gatekeeper) -> str:
    if asked.resource_type in NEVER:
        return f"soort '{asked.resource_type}' wordt nooit opgevraagd"
    if asked.method != "GET":
        return "alleen lezen: een andere methode dan GET"
    if urlsplit(asked.url).netloc not in gatekeeper.gate.policy.hosts:
        return "een derde partij"
    return gatekeeper.objection(asked.url, Kind.BROWSER)


async def _part(route: Route, asked: BrowserRequest, gatekeeper: Gatekeeper, page: Request) -> None:
    """One part of a page. Data waits its turn as a page does; scripts and styles come with the page they belong to."""
    try:
        if asked.resource_type in DATA:
            await gatekeeper.let_out(asked.url, Kind.BROWSER)
        else:
            gatekeeper.tally.requests[Kind.BROWSER] += 1
    except Denied as denied:  # while it waited its turn
        page.meta["incomplete"] = str(denied)
        await _abort(route)
        return
    status, size = await _answer(route, gatekeeper, part=True)
    gatekeeper.tally.count(Kind.BROWSER, status, size)
    if asked.resource_type in DATA and status not in WHOLE:
        page.meta["incomplete"] = f"gegevens van de pagina kwamen niet ({status or 'afgebroken'})"


async def _answer(route: Route, gatekeeper: Gatekeeper, part: bool = False) -> tuple[int, int]:
    """Fetch without following redirects: Chromium would follow them past every route. Status (0 = none) and bytes.

    A barrier closes the crawl at once, before the page that says so can ask for more; a page's reader names it too.
    """
    try:
        answer = await route.fetch(max_redirects=0, timeout=SECONDS * 1000)
        size = len(await answer.body())
        if reason := _stop_sign(answer.status, part):
            gatekeeper.stop(reason, suspend=True)
        if reason and part:
            await route.abort()
        elif 300 <= answer.status < 400 and answer.status != 304:
            gatekeeper.tally.denials[Kind.BROWSER, "omleiding in de browser"] += 1
            await route.abort()
        elif size > LARGEST:
            gatekeeper.tally.denials[Kind.BROWSER, "antwoord groter dan 5 MB"] += 1
            await route.abort()
            return 0, size
        else:
            await route.fulfill(response=answer)
    except PlaywrightError:
        await _abort(route)
        return 0, 0
    return answer.status, size


def _stop_sign(status: int, part: bool) -> str:
    """The barrier in the status of a page or of a part of it. A page that is busy is asked again, later."""
    return closed_by_status(status) or (
        "te veel verzoeken (429) aan de gegevens van een pagina" if part and status == TOO_MANY else ""
    )


async def _abort(route: Route) -> None:
    try:
        await route.abort()
    except PlaywrightError:
        return  # the page is already closed: nothing is left to abort
