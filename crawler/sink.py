"""Where ads end: handed over to storage in batches, so that little is ever at risk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Self, TypeVar

from scrapy.crawler import Crawler

from crawler.job import CrawlJob
from crawler.tally import Tally
from domain.visits import Kept, Settled

T = TypeVar("T")
LOG = logging.getLogger(__name__)
BATCH = 8  # ads per transaction: what a killed crawl at most reads again


class Sink:
    """Collects what a crawl found; `flush` writes it."""

    def __init__(self, job: CrawlJob, tally: Tally, failed: Callable[[str], None]) -> None:
        self.job, self.tally, self.failed = job, tally, failed
        self._kept: list[Kept] = []
        self._settled: list[Settled] = []

    def keep(self, kept: Kept) -> None:
        self._kept.append(kept)
        self._flush_if(len(self._kept) >= BATCH)

    def settle(self, settled: Settled) -> None:
        self._settled.append(settled)
        self._flush_if(len(self._settled) >= BATCH)

    def flush(self) -> None:
        """Write all. When the storage fails, `failed` is called and the batch stays for the next flush."""
        self._write(self._hand_over_all)

    def count(self) -> None:
        """Write what was counted so far, which a killed run would lose."""
        self._write(lambda: self.job.count(self.tally.counted(self.job.crawl)))

    def _hand_over_all(self) -> None:
        self._hand_over(self._kept, self.job.keep)
        self._hand_over(self._settled, self.job.plan.settle)

    def _write(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  # storage is injected: its errors are not known here
            LOG.error("storage failed: %s", type(error).__name__)
            self.failed("opslaan lukt niet (schijf vol, database weg): maak ruimte en start opnieuw")

    @staticmethod
    def _hand_over(batch: list[T], write: Callable[[list[T]], None]) -> None:
        if batch:
            write(list(batch))
            batch.clear()

    def _flush_if(self, full: bool) -> None:
        if full:
            self.flush()


class Store:
    """The last item step: what was observed joins the batch."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.sink)  # type: ignore[union-attr]  # every spider here has a sink

    def process_item(self, item: Kept) -> Kept:
        self.sink.keep(item)
        return item
