"""Keeps an eye on a running crawl: writes what was found, looks at the kill switch, leaves when stopped."""

from __future__ import annotations

import asyncio
import logging
import time

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.job import CrawlJob
from crawler.source_spider import SourceSpider

LOG = logging.getLogger(__name__)
FLUSH = 0.1  # seconds; a killed crawl reads again at most what it read in this time
LOOK_UP = 1.0  # seconds between two looks at the kill switch, which must work within five


class Watch:
    """Runs beside the spider until the crawl ends."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.task: asyncio.Task[None] | None = None
        crawler.signals.connect(self.begin, signals.spider_opened, weak=False)
        crawler.signals.connect(self.end, signals.spider_closed, weak=False)

    def begin(self, spider: SourceSpider) -> None:
        self.task = asyncio.ensure_future(self._run(spider))

    def end(self, spider: SourceSpider) -> None:
        if self.task is not None and not spider.gatekeeper.stopped:
            self.task.cancel()

    async def _run(self, spider: SourceSpider) -> None:
        looked = time.monotonic()
        while not spider.gatekeeper.stopped:
            await asyncio.sleep(FLUSH)
            spider.sink.flush()
            if time.monotonic() - looked >= LOOK_UP:
                looked = time.monotonic()
                self._look_up(spider)
                spider.sink.count()
        assert self.crawler.engine is not None
        await self.crawler.engine.close_spider_async(reason="stopped")

    @staticmethod
    def _look_up(spider: SourceSpider) -> None:
        if reason := stopped_by_hand(spider.job):
            spider.gatekeeper.stop(reason)


def stopped_by_hand(job: CrawlJob) -> str:
    """Why this crawl must not ask for anything now, in Dutch: the kill switch or a suspension; "" when it may."""
    try:
        return job.halted() or ""
    except Exception as error:  # noqa: BLE001  # a switch that cannot be read is a switch that was thrown
        LOG.error("kill switch unreadable: %s", type(error).__name__)
        return "de noodstop is niet te lezen (database weg?): los dat op en start opnieuw"
