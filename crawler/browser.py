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
from playwright.async_api import Page
from playwright.sync_api import sync_playwright
from scrapy import Request, Spider
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.barriers import SIGNS
from crawler.browser_guard import GRACE, PageGuard
from crawler.gatekeeper import Gatekeeper, gatekeeper_of, kind_of
from domain.errors import SetupError

T = TypeVar("T")

# headless-shell first: on Debian it takes about a third less CPU than the full browser
DEBIAN = ("chromium-headless-shell", "chromium")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TURNS = 3  # data that a page may ask for one after another, each in its own turn
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


def browser_meta(wait_for: str | None, timeout: float, delay: float) -> dict[str, Any]:
    """What a request needs in its meta to be rendered; `wait_for` is the selector that shows it is done.

    `timeout` in seconds, without the turns of `delay` seconds that the page's data waits for.
    """
    limit = timeout + TURNS * delay
    return {
        "playwright": True,
        "playwright_page_methods": [PageMethod(_built, wait_for, limit)] if wait_for else [],
        "playwright_page_init_callback": _guard_page,
        "playwright_page_goto_kwargs": {"timeout": limit * 1000},
        "limit": limit,
    }


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
        if not (request.meta.get("playwright") and gatekeeper.delay(urlsplit(request.url).netloc)):
            return await self._download(request, gatekeeper)
        # Pages side by side would share the turns, and each one's data would wait behind all the others.
        async with gatekeeper.one_page:
            return await self._download(request, gatekeeper)

    async def _download(self, request: Request, gatekeeper: Gatekeeper) -> Response:
        rendered, host = bool(request.meta.get("playwright")), urlsplit(request.url).netloc
        await gatekeeper.let_out(request.url, kind_of(request), request.meta.get("not_before", 0.0), later=rendered)
        guard = request.meta["guard"] = PageGuard(request, gatekeeper)  # a new one for every try
        if rendered:
            request.meta["playwright_include_page"] = True  # it is closed below, once nothing of it waits any more
            await self._launch_once()
        limit = request.meta.get("limit") or self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        response = await _or_kill(super().download_request(request), 2 * (limit + GRACE) + HUNG)
        gatekeeper.tally.count(kind_of(request), host, response.status, len(response.body))
        return guard.judged(response)

    async def _download_request_with_page(self, request: Request, page: Page, spider: Spider) -> Response:
        try:
            answered: Response = await super()._download_request_with_page(request, page, spider)
            return answered
        finally:
            with suppress(PlaywrightError):
                await page.goto("about:blank", timeout=GRACE * 1000)  # its scripts end: none reloads while it closes
            await request.meta["guard"].close()
            await page.close()

    async def close(self) -> None:
        """Ends the browser, also one that answers nothing any more."""
        with suppress(TimeoutError):
            await _or_kill(super().close(), HUNG)


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
    guard: PageGuard = request.meta["guard"]
    # Registered after scrapy-playwright's own route and therefore asked before it.
    await page.route("**", guard.ask)
    await page.route_web_socket("**", lambda socket: socket.close())
