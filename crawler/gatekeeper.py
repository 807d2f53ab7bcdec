"""The gate at run time: first in the downloader chain, once more at the wire, and around browser routes.

The second look matters: a request that passed the chain may wait in a queue while the source is
suspended, the kill switch falls or the site asks for rest.
"""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.ports import Clock
from crawler.robots import Robots
from crawler.tally import Tally
from domain.certificates import Kind
from legal.gate import Gate

LOOK_AGAIN = 0.5  # seconds a waiting request sleeps before it asks the gate again


class Denied(IgnoreRequest):
    """A request that may not leave. Raised by the gatekeeper, before anything is sent."""


class Gatekeeper:
    """One per crawl; everything that could send asks here."""

    def __init__(self, gate: Gate, clock: Clock, tally: Tally) -> None:
        self.gate, self.clock, self.tally = gate, clock, tally
        self.robots: dict[str, Robots] = {}
        self.stopped = ""  # Dutch reason; once set nothing leaves any more
        self.suspend = ""  # Dutch reason why the source must be suspended
        self._rest_until = 0.0
        self._next_turn: dict[str, float] = {}
        self.one_page = asyncio.Lock()  # a browser's pages, where there is a delay to keep

    def objection(self, url: str, kind: Kind) -> str:
        """Why `url` may not be asked for now, in Dutch; "" when it may."""
        if self.stopped:
            return self.stopped
        verdict = self.gate.decide(url, kind, self.clock(), self.tally.sent)
        if not verdict.allowed:
            return verdict.reason
        if kind is Kind.ROBOTS:
            return ""
        rules = self.robots.get(urlsplit(url).netloc)
        return rules.objection(url) if rules else "robots.txt van deze host is nog niet gelezen"

    def check(self, url: str, kind: Kind) -> None:
        """Raises Denied, and counts it with its reason."""
        if reason := self.objection(url, kind):
            self.tally.deny(kind, reason, urlsplit(url).netloc)
            raise Denied(reason)

    async def let_out(self, url: str, kind: Kind, not_before: float = 0.0, later: bool = False) -> None:
        """Wait for rest and rate, look once more, count the request. Raises Denied.

        `not_before` is a moment of time.monotonic for this request alone; with `later` it does not leave yet,
        and whoever sends it says so with `left`.
        """
        host = urlsplit(url).netloc
        while True:
            self.check(url, kind)
            wait = max(self._rest_until, self._next_turn.get(host, 0.0), not_before) - time.monotonic()
            if wait <= 0:
                break
            await asyncio.sleep(min(wait, LOOK_AGAIN))
        self.tally.let_out(kind, host)
        if later:
            self._next_turn[host] = time.monotonic() + self.delay(host)
        else:
            self.left(host)

    def left(self, host: str) -> None:
        """A request leaves at this very moment: the next one's turn comes a delay later."""
        delay = self.delay(host)
        self._next_turn[host] = time.monotonic() + delay
        self.tally.pacing.left(host, delay)

    def delay(self, host: str) -> float:
        """Seconds between requests: the dossier's, or the site's Crawl-delay when that is longer."""
        rules = self.robots.get(host)
        return max(self.gate.policy.delay, rules.crawl_delay if rules else 0.0)

    def rest(self, seconds: float) -> None:
        """The site asks for rest: nothing leaves until then, whatever it is for."""
        self._rest_until = max(self._rest_until, time.monotonic() + seconds)

    @property
    def resting(self) -> float:
        """Seconds of rest still to go; 0 when the site asked for none."""
        return max(0.0, self._rest_until - time.monotonic())

    def stop(self, reason: str, suspend: bool = False) -> None:
        """Nothing leaves from now on. The first reason counts."""
        if not self.stopped:
            self.stopped, self.tally.sent_when_stopped = reason, self.tally.sent
        if suspend:
            self.suspend = self.suspend or reason


class GatekeeperMiddleware:
    """First in the downloader chain: nothing else sees a request that may not leave."""

    def __init__(self, gatekeeper: Gatekeeper) -> None:
        self.gatekeeper = gatekeeper

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GatekeeperMiddleware:
        return cls(gatekeeper_of(crawler))

    def process_request(self, request: Request) -> None:
        self.gatekeeper.check(request.url, kind_of(request))


def kind_of(request: Request) -> Kind:
    """What a request is for. Raises Denied when nobody said so."""
    kind = request.meta.get("kind")
    if not isinstance(kind, Kind):
        raise Denied("verzoek zonder doel")
    return kind


def gatekeeper_of(crawler: Crawler) -> Gatekeeper:
    """The gatekeeper of the crawl that Scrapy is running (settings are copied, the spider is not)."""
    gatekeeper = getattr(crawler.spider, "gatekeeper", None)
    assert isinstance(gatekeeper, Gatekeeper), "a spider without a gatekeeper may not crawl"
    return gatekeeper
