"""What to do when a site is busy: rest as a whole, try again a few times, then stop."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.gatekeeper import Gatekeeper, gatekeeper_of

TRIES = 4
BUSY = {429, 503}
PASSING = {408, 500, 502, 504, 520, 522, 524}
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
        if response.status in BUSY:
            asked = retry_after(response, self.gatekeeper.clock())
            if asked is not None and asked > LONGEST_REST:
                return self._give_up(response)
            return self._again(request, asked) or self._give_up(response)
        if response.status in PASSING:
            return self._again(request, None) or response
        return response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        return None if isinstance(exception, IgnoreRequest) else self._again(request, None)

    def _again(self, request: Request, asked: float | None) -> Request | None:
        tries = request.meta.get("tries", 1)
        if tries >= TRIES:
            return None
        backoff = max(self.gatekeeper.gate.policy.delay, SHORTEST_REST) * 2**tries
        self.gatekeeper.rest(backoff if asked is None else asked)
        again = request.replace(dont_filter=True, priority=request.priority + 1)
        again.meta["tries"] = tries + 1
        return again

    def _give_up(self, response: Response) -> Response:
        if response.status == 429:
            self.gatekeeper.stop("te veel verzoeken (429), zonder herstel na wachten", suspend=True)
        return response


def retry_after(response: Response, now: datetime) -> float | None:
    """Seconds the site asks us to wait: a number or an HTTP date; None when it does not say."""
    told = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if told.isdigit():
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
