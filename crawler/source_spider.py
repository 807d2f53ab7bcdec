"""One spider for every source: look at the house rules, walk the overview twice, visit what it promised."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.answers import barrier, header, selector_of, unreadable, why
from crawler.barriers import closed_by_mask, closed_by_page
from crawler.completeness import Walk, overview_checks
from crawler.gatekeeper import Denied, Gatekeeper
from crawler.house_rules import RESERVED, HouseRules
from crawler.job import CrawlJob
from crawler.overview import OverviewWalk
from crawler.page import AdRead, read_ad
from crawler.queries import by_css
from crawler.sink import Sink
from crawler.sitemap import SitemapReader
from crawler.tally import Tally
from domain.certificates import Basis, Fate, Kind
from domain.sources import Render
from domain.visits import AdPage, Promised, Remembered, Settled
from pipelines.steps import Dropped

GONE_STATUS = {404, 410}
ANSWERS = [304, *range(400, 600)]  # statuses that are read here; redirects are followed, through the gate
WAVE = 16  # ads queued at once: Scrapy would hold a request for every ad of the site in memory
IN_A_ROW = 20  # unread ads that end a crawl: going on would only load a site in trouble


class SourceSpider(Spider):
    """Drives one crawl. Where YAML cannot say it, crawler/spiders/<source>.py may subclass this."""

    def __init__(self, job: CrawlJob, **kwargs: Any) -> None:
        super().__init__(name=job.gate.source.name, **kwargs)
        self.job = job
        self.source = job.gate.source
        self.tally = Tally.after(job.earlier)
        self.tally.under(Basis(job.gate.review.version if job.gate.review else None, self.source.digest))
        self.gatekeeper = Gatekeeper(job.gate, job.clock, self.tally)
        self.rules = HouseRules(job, self.gatekeeper, self.fetch)
        self.sink = Sink(job, self.tally, failed=self.gatekeeper.stop)
        self.walk = Walk((), 0, 0, 0, finished=False)
        self.failing = 0  # ad pages in a row that could not be read

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.kept, signals.item_scraped)
        crawler.signals.connect(spider.dropped, signals.item_dropped)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        if await self.rules.allow():
            sitemap = await SitemapReader(self.source, self.rules, self.fetch).read()
            self.walk = await OverviewWalk(self.job, self.rules, self.fetch, sitemap).walk()
            self.sink.count()
            for number, request in enumerate(self._visits(), start=1):
                yield request
                if number % WAVE == 0:
                    await self.crawler.signals.wait_for(signals.scheduler_empty)

    async def fetch(self, url: str, kind: Kind, wait_for: str | None = None, once: bool = False) -> Response:
        """One page outside the queue; see crawler.fetching.Fetch."""
        assert self.crawler.engine is not None
        return await self.crawler.engine.download_async(self.ask(url, kind, wait_for, once=once))

    def ask(self, url: str, kind: Kind, wait_for: str | None = None, **meta: Any) -> Request:
        rendered = self.source.render is Render.BROWSER and kind in {Kind.OVERVIEW, Kind.AD, Kind.CHECK}
        if rendered:
            from crawler.browser import browser_meta

            meta |= browser_meta(wait_for, self.job.timeout, self.gatekeeper.delay(urlsplit(url).netloc))
        return Request(url, meta={"kind": kind, "handle_httpstatus_list": ANSWERS} | meta, dont_filter=True)

    def _visits(self) -> Iterator[Request]:
        known = self.job.plan.remembered()
        for promised in self.job.plan.pending():
            if self.gatekeeper.stopped:
                return
            before = known.get(self.job.keys.code(self.source.name, promised.code), Remembered())
            if self._unchanged(promised, before):
                self.sink.settle(Settled(promised.code, Fate.UNCHANGED, "het overzicht toont geen wijziging"))
            else:
                yield self._visit(promised, before, Kind.AD)
        self.sink.flush()
        if all(check.passed for check in overview_checks(self.source, self.walk, self.job.history)):
            for missing in self.job.plan.absent():
                yield self._visit(missing, Remembered(), Kind.CHECK)

    def _unchanged(self, promised: Promised, before: Remembered) -> bool:
        fresh = before.weeks_since_read < self.source.visits.refresh
        return self.source.visits.refresh > 1 and fresh and bool(before.card) and before.card == promised.card

    def _visit(self, promised: Promised, before: Remembered, kind: Kind) -> Request:
        request = self.ask(promised.url, kind, self.source.ad.wait_for, promised=promised)
        request.callback, request.errback = self.read, self.unread
        if self.source.visits.conditional and kind is Kind.AD:
            if before.etag:
                request.headers["If-None-Match"] = before.etag
            if before.last_modified:
                request.headers["If-Modified-Since"] = before.last_modified
        return request

    def read(self, response: Response, **_: Any) -> Iterator[AdPage]:
        """One ad page: handed to the item steps, or settled with the reason why not."""
        promised: Promised = response.meta["promised"]
        if self.rules.look_at(response):
            self._settle(promised, Fate.BARRED, RESERVED)
        elif response.status in GONE_STATUS:
            self._settle(promised, Fate.GONE, f"de bron antwoordt {response.status}")
        elif response.status == 304:
            self._settle(promised, Fate.UNCHANGED, "de bron zegt: niet gewijzigd")
        elif reason := barrier(response, self.gatekeeper):
            self._settle(promised, Fate.BARRED, reason)
        elif reason := unreadable(response):
            self._settle(promised, Fate.FAILED, reason)
        else:
            yield from self._ad(response, promised)

    def _ad(self, response: Response, promised: Promised) -> Iterator[AdPage]:
        page = selector_of(response)
        gone = bool(self.source.ad.gone and by_css(page.root, self.source.ad.gone))
        part = response.meta.get("incomplete")  # without its data a page may say anything
        if gone and part:
            self._settle(promised, Fate.FAILED, part)
            return
        if gone:
            self._settle(promised, Fate.GONE, "de bron zegt dat de advertentie is beëindigd")
            return
        ad = read_ad(self.source, page, response.url, promised.code, self._now(), self.job.gate.policy.fields_off)
        found = not ad.listing.empty
        masked = closed_by_mask(page) if "phone" in ad.listing.failed else ""
        if reason := closed_by_page(page, self.source.barriers, found) or masked:
            self.gatekeeper.stop(reason, suspend=True)
            self._settle(promised, Fate.BARRED, reason)
        elif part and not found:
            self._settle(promised, Fate.FAILED, part)
        else:
            if found:
                self._count(ad)
            yield AdPage(ad.listing, header(response, "ETag"), header(response, "Last-Modified"))

    def kept(self, response: Response) -> None:
        """The item steps kept this page."""
        self.failing = 0
        if response.meta["kind"] is Kind.CHECK:
            told = "niet in het overzicht, de pagina staat er nog"
            self._settle(response.meta["promised"], Fate.ELSEWHERE, told)

    def dropped(self, response: Response, exception: Dropped) -> None:
        """An item step dropped this page."""
        self._settle(response.meta["promised"], exception.fate, exception.told)

    def _count(self, ad: AdRead) -> None:
        self.tally.read += 1
        self.tally.filled.update(ad.listing.fields.keys())
        self.tally.dropped.update(ad.dropped)
        self.tally.strange.update(ad.strange)

    def unread(self, failure: Failure) -> None:
        """An ad page that never arrived. A denial says nothing about the ad, so it stays pending."""
        error, request = failure.value, getattr(failure, "request", None)
        if isinstance(error, Denied):
            if str(error) != self.gatekeeper.stopped:  # the stop is told on its own
                self.tally.unread[str(error)] += 1
        elif request is not None and error is not None:
            self._settle(request.meta["promised"], Fate.FAILED, why(error))

    def _settle(self, promised: Promised, fate: Fate, reason: str) -> None:
        self.failing = self.failing + 1 if fate is Fate.FAILED else 0
        if fate in {Fate.FAILED, Fate.BARRED}:
            self.tally.unread[reason] += 1
        if self.failing >= IN_A_ROW:
            self.gatekeeper.stop(f"{IN_A_ROW} advertenties achter elkaar niet te lezen, de laatste: {reason}")
        self.sink.settle(Settled(promised.code, fate, reason))

    def _now(self) -> datetime:
        return self.job.clock()
