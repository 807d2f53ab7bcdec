"""Keeps an eye on a running crawl: writes what was found, looks at the kill switch, leaves when stopped."""

from __future__ import annotations

import asyncio
import logging

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.source_spider import SourceSpider

LOG = logging.getLogger(__name__)
SECONDS = 0.5  # a killed crawl reads again at most what it read in this time


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
        while not spider.gatekeeper.stopped:
            await asyncio.sleep(SECONDS)
            self._look(spider)
        assert self.crawler.engine is not None
        await self.crawler.engine.close_spider_async(reason="stopped")

    @staticmethod
    def _look(spider: SourceSpider) -> None:
        try:
            spider.sink.flush()
            reason = spider.job.halted()
        except Exception as error:  # noqa: BLE001  # storage is injected: its errors are not known here
            # A full disk or a lost database: what was stored stays, and a new run goes on from there.
            LOG.error("storage failed: %s", type(error).__name__)
            spider.gatekeeper.stop("opslaan lukt niet (schijf vol, database weg): maak ruimte en start opnieuw")
            return
        if reason:
            spider.gatekeeper.stop(reason)
