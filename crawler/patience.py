"""What to do when a site is busy: rest as a whole, try again a few times, then stop."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse

from crawler.answers import header
from crawler.barriers import closed_by_page
from crawler.gatekeeper import Gatekeeper, gatekeeper_of

TRIES = 3
BUSY = {429, 503}  # the site asks everybody for rest, so everything rests
PASSING = {408, 500, 502, 504, 520, 522, 524}  # one page fails: only that page waits
LONGEST_REST = 900.0  # seconds; a site that asks for more does not want us today
SHORTEST_REST = 0.2


class Patience:
    """In the place of Scrapy's RetryMiddleware, which retries one request while the others go on asking."""

    def __init__(self, gatekeeper: Gatekeeper) -> None:
        self.gatekeeper = gatekeeper

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        return cls(gatekeeper_of(crawler))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status in BUSY and not challenged(response):
            return self._busy(request, response)
        if response.status in PASSING:
            return self._again(request, backoff=self._backoff(request)) or response
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        if isinstance(exception, IgnoreRequest):
            return None
        return self._again(request, backoff=self._backoff(request))

    def _busy(self, request: Request, response: Response) -> Request | Response:
        asked = retry_after(header(response, "Retry-After"), self.gatekeeper.clock())
        again = self._again(request, backoff=0.0, most=TRIES) if bearable(asked) else None
        if again is not None:
            self.gatekeeper.rest(self._backoff(request) if asked is None else asked)
            return again
        if response.status == 429:
            self.gatekeeper.stop("te veel verzoeken (429), zonder herstel na wachten", suspend=True)
        return response

    def _again(self, request: Request, backoff: float, most: int = 0) -> Request | None:
        tries = request.meta.get("tries", 1)
        # a page that hangs a browser hangs it again
        most = most or (TRIES - 1 if request.meta.get("playwright") else TRIES)
        if tries >= most or request.meta.get("once"):
            return None
        again = request.replace(dont_filter=True, priority=request.priority + 1)
        again.meta.update(tries=tries + 1, not_before=time.monotonic() + backoff)
        return again

    def _backoff(self, request: Request) -> float:
        pause: float = max(self.gatekeeper.gate.policy.delay, SHORTEST_REST)
        return pause * float(2 ** request.meta.get("tries", 1))


def bearable(asked: float | None) -> bool:
    """Whether a rest of so many seconds is worth waiting for; None = the site does not say how long."""
    return asked is None or asked <= LONGEST_REST


def challenged(response: Response) -> bool:
    """A 503 or 429 that is really a test of the browser: asking again would be working around it."""
    return isinstance(response, TextResponse) and bool(closed_by_page(response.selector, (), expected_found=False))


def retry_after(told: str, now: datetime) -> float | None:
    """Seconds a Retry-After header asks us to wait: a number or an HTTP date; None when it does not say."""
    if told.strip().isdigit():
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
