"""The overview, walked twice: an ad that moves up during the first walk is met in the second."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from scrapy.http import Response

from crawler.answers import selector_of, unreadable, why
from crawler.barriers import closed_by_page
from crawler.completeness import Walk
from crawler.house_rules import HouseRules
from crawler.page import Card, OverviewRead, read_overview
from domain.certificates import Kind
from domain.visits import OverviewPage, Promised

if TYPE_CHECKING:
    from crawler.source_spider import SourceSpider

ROUNDS = 2
STALE = 2  # pages without anything new that end a walk: endless pagination ends here


class OverviewWalk:
    """Follows the overview page by page into the plan, and goes on where a killed run stopped."""

    def __init__(self, spider: SourceSpider) -> None:
        self.spider = spider
        self.source = spider.source
        self.plan = spider.job.plan
        self.faults = spider.tally.faults
        self.codes: set[str] = set()  # of this round
        self.stale = 0  # pages in a row that brought nothing new

    async def walk(self) -> Walk:
        """Both rounds. What could not be read stands in `faults`; the ads found so far are in the plan."""
        done = list(self.plan.pages())
        first = done[-1].round if done else 1
        if self.spider.job.crawl.finished and done:  # an earlier run ended and was judged: look again
            first, done = first + 1, []
        last = first + ROUNDS - 1 if first % ROUNDS else first
        finished = True
        for number in range(first, last + 1):
            before = [page for page in done if page.round == number]
            finished = finished and await self._round(number, before)
        pages = self.plan.pages()
        fates = self.plan.fates()
        listed = len(self.plan.pending()) + sum(fates.values())
        return Walk(pages, listed, len(self.plan.absent()), self.faults, finished)

    async def _round(self, round_: int, before: list[OverviewPage]) -> bool:
        """One pass from the start or from the last page of `before`. False when a page could not be read."""
        self.codes, self.stale = set(), 0
        visited = {page.url for page in before}
        url = before[-1].next_url if before else self.source.start_url
        for number in range(len(before) + 1, self.source.overview.max_pages + 1):
            if url is None:
                return True
            if url in visited:
                return self._fault("het overzicht verwijst terug naar een eerdere pagina")
            visited.add(url)
            read = await self._page(url)
            if read is None:
                return False
            url = self._record(round_, number, url, read)
        if url is not None:
            self._fault(f"het overzicht houdt na {self.source.overview.max_pages} pagina's niet op")
        return url is None

    def _record(self, round_: int, number: int, url: str, read: OverviewRead) -> str | None:
        """Store the page and return the next one's address."""
        fresh = any(card.code not in self.codes for card in read.cards)
        self.stale = 0 if fresh else self.stale + 1
        next_url = self._onward(number, read)
        self._judge(number, read, fresh)
        self.codes.update(card.code for card in read.cards)
        page = OverviewPage(round_, number, url, next_url, len(read.cards), read.declared, read.declared_pages)
        self.plan.record_page(page, [self._promised(card) for card in read.cards])
        return next_url

    def _onward(self, number: int, read: OverviewRead) -> str | None:
        if self.stale >= STALE:
            return None
        if self.source.overview.next:
            return read.next_url
        if self.source.overview.page and not (read.declared_pages and number >= read.declared_pages):
            return urljoin(self.source.start_url, self.source.overview.page.format(page=number + 1))
        return None

    def _judge(self, number: int, read: OverviewRead, fresh: bool) -> None:
        if read.codeless:
            self._fault("koppelingen in het overzicht zonder advertentiecode")
        if read.cards and not fresh:
            self._fault("een overzichtspagina herhaalt eerdere advertenties")
        if not read.cards and self.source.overview.next and number > 1:
            self._fault("een overzichtspagina zonder advertenties")

    def _fault(self, told: str) -> bool:
        self.faults.append(told)
        return False

    def _promised(self, card: Card) -> Promised:
        return Promised(card.code, card.url, self.spider.job.keys.content(card.text) if card.text else "")

    async def _page(self, url: str) -> OverviewRead | None:
        try:
            response = await self.spider.fetch(url, Kind.OVERVIEW, self.source.overview.wait_for)
        except Exception as error:  # noqa: BLE001  # whatever the network throws means: not read
            self._fault(f"overzicht: {why(error)}")
            return None
        return self._read(response, url)

    def _read(self, response: Response, url: str) -> OverviewRead | None:
        HouseRules(self.spider).look_at(response)
        if reason := self.spider.barrier(response) or unreadable(response):
            self._fault(f"overzicht: {reason}")
            return None
        page = selector_of(response)
        read = read_overview(self.source, page, response.url)
        if reason := closed_by_page(page, self.source.barriers, bool(read.cards)):
            self.spider.close_down(reason)
            self._fault(f"overzicht: {reason}")
            return None
        return None if self.spider.gatekeeper.stopped else read
