"""The overview, walked twice: an ad that moves up during the first walk is met in the second."""

from __future__ import annotations

from urllib.parse import urljoin

from scrapy.http import Response

from crawler.answers import barrier, selector_of, unreadable, why
from crawler.barriers import closed_by_page
from crawler.completeness import DECLARED, Walk
from crawler.fetching import Fetch
from crawler.house_rules import HouseRules
from crawler.job import CrawlJob
from crawler.page import Card, OverviewRead, read_overview
from crawler.sitemap import Entries, Entry
from domain.certificates import Kind
from domain.visits import OverviewPage, Promised

ROUNDS = 2
STALE = 2  # pages without anything new that end a walk: endless pagination ends here


class OverviewWalk:
    """Follows the overview page by page into the plan, and goes on where a killed run stopped."""

    def __init__(self, job: CrawlJob, rules: HouseRules, fetch: Fetch, sitemap: Entries) -> None:
        self.job, self.rules, self.fetch, self.sitemap = job, rules, fetch, sitemap
        self.gatekeeper = rules.gatekeeper
        self.source, self.plan = job.gate.source, job.plan
        self.faults = self.gatekeeper.tally.faults
        self.codes: set[str] = set()  # of this round
        self.stale = 0  # pages in a row that brought nothing new
        self.whole = False  # whether `codes` holds a walk from its first page on

    async def walk(self) -> Walk:
        """Both rounds. What could not be read stands in `faults`; the ads found so far are in the plan."""
        done = list(self.plan.pages())
        first = done[-1].round if done else 1
        if self.job.crawl.finished and done:  # an earlier run ended and was judged: look again
            first, done = first + 1, []
        last = first + ROUNDS - 1 if first % ROUNDS else first
        finished = True
        for number in range(first, last + 1):
            before = [page for page in done if page.round == number]
            if finished and not before and number % ROUNDS == 0 and self._second_look(number):
                continue
            finished = finished and await self._round(number, before)
        return self._walked(finished)

    def _walked(self, finished: bool) -> Walk:
        """What the overview itself listed; ads that only the sitemap knows of count for none of the checks."""
        told = self.source.visits.sitemap
        every = self.plan.pages()
        pages = [page for page in every if told is None or page.url != told.url]
        beside = sum(page.listed for page in every) - sum(page.listed for page in pages)
        return Walk(
            pages, self.plan.promised() - beside, self.plan.missing(), self.plan.before(), self.faults, finished
        )

    def _second_look(self, round_: int) -> bool:
        """Whether the sitemap may stand for this walk: it lists what the walk before just saw, and hardly more.

        What only the sitemap lists moved while that walk went on: it is promised too.
        """
        told = self.source.visits.sitemap
        if told is None or not told.second_look or not self.whole:
            return False
        shared = len(self.codes & self.sitemap.keys())
        if shared < max(len(self.codes), len(self.sitemap)) * DECLARED or not shared:
            return False
        moved = {code: entry for code, entry in self.sitemap.items() if code not in self.codes}
        page = OverviewPage(round_, 1, told.url, None, len(moved))
        self.plan.record_page(page, [Promised(code, entry.url, self._mark("", entry)) for code, entry in moved.items()])
        return True

    async def _round(self, round_: int, before: list[OverviewPage]) -> bool:
        """One pass from the start or from the last page of `before`. False when a page could not be read."""
        self.codes, self.stale, self.whole = set(), 0, not before
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
        return Promised(card.code, card.url, self._mark(card.text, self.sitemap.get(card.code)))

    def _mark(self, text: str, entry: Entry | None) -> str:
        """What tells next time that nothing changed; "" = nothing can tell. Where there is a sitemap, both must."""
        if self.source.visits.sitemap is None:
            return self.job.keys.content(text) if text else ""
        return self.job.keys.content(f"{text}\x1f{entry.changed}") if entry and entry.changed else ""

    async def _page(self, url: str) -> OverviewRead | None:
        try:
            response = await self.fetch(url, Kind.OVERVIEW, self.source.overview.wait_for)
        except Exception as error:  # noqa: BLE001  # whatever the network throws means: not read
            self._fault(f"overzicht: {why(error)}")
            return None
        return self._read(response, url)

    def _read(self, response: Response, url: str) -> OverviewRead | None:
        self.rules.look_at(response)
        if reason := barrier(response, self.gatekeeper) or unreadable(response):
            self._fault(f"overzicht: {reason}")
            return None
        page = selector_of(response)
        read = read_overview(self.source, page, response.url)
        if reason := closed_by_page(page, self.source.barriers, bool(read.cards)):
            self.gatekeeper.stop(reason, suspend=True)
            self._fault(f"overzicht: {reason}")
            return None
        return None if self.gatekeeper.stopped else read
