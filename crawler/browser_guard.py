"""Stands around one page in a browser: whatever it asks for is asked of the gate first."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from playwright.async_api import APIResponse, Route
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request as BrowserRequest
from scrapy import Request
from scrapy.http import Response

from crawler.barriers import closed_by_status
from crawler.gatekeeper import Denied, Gatekeeper, kind_of
from crawler.patience import BUSY, bearable, retry_after
from domain.certificates import Kind

NEVER = {"image", "media", "font", "websocket", "eventsource", "manifest", "texttrack", "ping", "other"}
DATA = {"xhr", "fetch", "document"}  # what a page is built from; a document here is a frame
WHOLE = {200, 204, 304, 404, 410}  # answers after which a page says what there is, or that there is nothing
LARGEST = 5_000_000  # bytes of one answer, as DOWNLOAD_MAXSIZE
SECONDS = 20
GRACE = 3  # seconds a page that shows something else first gets to finish


class PageGuard:
    """One visit of one page. `incomplete` in the request's meta says why its contents prove nothing."""

    def __init__(self, page: Request, gatekeeper: Gatekeeper) -> None:
        self.page, self.gatekeeper = page, gatekeeper
        self.busy: tuple[int, str] | None = None  # the status that asked for rest, and its Retry-After
        self.incomplete = ""
        self._begun = False  # whether the page itself was asked for: a reload is one more request
        self._data = 0  # parts that the page is built from and that have not come yet
        self._open: set[asyncio.Task[None]] = set()

    async def ask(self, route: Route, asked: BrowserRequest) -> None:
        """Playwright's question about one request. Ends when that is answered, refused, or the page is closed."""
        asking = asyncio.ensure_future(self._decide(route, asked))
        self._open.add(asking)
        await asyncio.wait({asking})
        self._open.discard(asking)
        if not asking.cancelled():
            asking.result()

    async def close(self) -> None:
        """What still waits is refused: a browser lets go of all it holds when its page closes, past every gate."""
        waiting = set(self._open)
        for asking in waiting:
            asking.cancel()
        if waiting:
            await asyncio.wait(waiting)

    def judged(self, response: Response) -> Response:
        """A page whose data the site was too busy for is itself answered so: all rests, and it is asked for again."""
        if self._data and self.gatekeeper.resting:
            self._must_rest()
        if self.busy:
            status, told = self.busy
            return response.replace(status=status, headers={"Retry-After": told} if told else {}, body=b"")
        late = "gegevens van de pagina kwamen niet op tijd" if self._data else ""
        self.page.meta["incomplete"] = self.incomplete or late
        return response

    async def _decide(self, route: Route, asked: BrowserRequest) -> None:
        try:
            if not self._begun and asked.url == self.page.url and asked.is_navigation_request():
                self._begun = True
                self.gatekeeper.left(urlsplit(asked.url).netloc)  # let out by the handler, before its page was opened
                await self._answer(route)
            elif reason := self._objection(asked):
                self._deny(reason, asked.url)
                if closed := self.gatekeeper.objection(self.page.url, kind_of(self.page)):
                    self.incomplete = closed  # not this part: nothing may leave any more
                await route.abort()
            elif self.busy or self.gatekeeper.resting > GRACE:  # a page does not last that long
                self._must_rest()
                await route.abort()
            else:
                await self._part(route, asked)
        except asyncio.CancelledError:
            await _abort(route)
            raise

    def _deny(self, reason: str, url: str) -> None:
        self.gatekeeper.tally.deny(Kind.BROWSER, reason, urlsplit(url).netloc)

    def _must_rest(self) -> None:
        self.busy = self.busy or (503, str(round(self.gatekeeper.resting)))

    def _objection(self, asked: BrowserRequest) -> str:
        if asked.resource_type in NEVER:
            return f"soort '{asked.resource_type}' wordt nooit opgevraagd"
        if asked.method != "GET":
            return "alleen lezen: een andere methode dan GET"
        if urlsplit(asked.url).netloc not in self.gatekeeper.gate.policy.hosts:
            return "een derde partij"
        return self.gatekeeper.objection(asked.url, Kind.BROWSER)

    async def _part(self, route: Route, asked: BrowserRequest) -> None:
        """Data waits its turn as a page does; scripts and styles come with the page they belong to."""
        data = asked.resource_type in DATA
        self._data += data
        try:
            if data:
                await self.gatekeeper.let_out(asked.url, Kind.BROWSER)
            else:
                self.gatekeeper.tally.let_out(Kind.BROWSER, urlsplit(asked.url).netloc)
        except Denied as denied:  # while it waited its turn
            self.incomplete = str(denied)
            await _abort(route)
            return
        status, size = await self._answer(route, part=True)
        self._data -= data
        self.gatekeeper.tally.count(Kind.BROWSER, urlsplit(asked.url).netloc, status, size)
        if data and status not in WHOLE:
            self.incomplete = f"gegevens van de pagina kwamen niet ({status or 'afgebroken'})"

    async def _answer(self, route: Route, part: bool = False) -> tuple[int, int]:
        """Fetch without redirects: Chromium would follow them past every route. Status (0 = none) and bytes.

        A barrier closes the crawl at once, before the page that says so can ask for more; a page's reader names it too.
        """
        try:
            answer = await route.fetch(max_redirects=0, timeout=SECONDS * 1000)
            size = len(await answer.body())
            stop = self._stop_sign(answer, part)
            if stop and part:
                await route.abort()
            elif 300 <= answer.status < 400 and answer.status != 304:
                self._deny("omleiding in de browser", answer.url)
                await route.abort()
            elif size > LARGEST:
                self._deny("antwoord groter dan 5 MB", answer.url)
                await route.abort()
                return 0, size
            else:
                await route.fulfill(response=answer)
        except PlaywrightError:
            await _abort(route)
            return 0, 0
        return answer.status, size

    def _stop_sign(self, answer: APIResponse, part: bool) -> bool:
        """Whether nothing more may be asked for now. A page that is busy itself is asked for again by its reader."""
        reason = closed_by_status(answer.status)
        if reason:
            self.gatekeeper.stop(reason, suspend=True)
        elif part and answer.status in BUSY:
            self._rest(answer)
        return bool(reason) or (part and answer.status in BUSY)

    def _rest(self, answer: APIResponse) -> None:
        """All rests from now on, not only once the page that met this has given up waiting."""
        told = answer.headers.get("retry-after", "")
        asked = retry_after(told, self.gatekeeper.clock())
        if asked is not None and bearable(asked):
            self.gatekeeper.rest(asked)
        self.busy = (answer.status, told)


async def _abort(route: Route) -> None:
    try:
        await route.abort()
    except PlaywrightError:
        return  # the page is already closed, or this was answered: nothing is left to abort
