"""Overviews that do not show, or say, what there is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from threading import Lock

from sandbox.behaviour import Ads, Behaviour, Card, Window, window
from sandbox.exchange import Kind


class _Overview(Behaviour):
    touches = frozenset({Kind.HOME, Kind.OVERVIEW, Kind.DATA})
    rewrites = True


class HalfOverviewMissing(_Overview):
    """The overview stops halfway: no next link, later pages empty, while the totals stay what they were."""

    def overview(self, ads: Ads, page: int, size: int) -> Window:
        shown = window(ads, page, size)
        half = (shown.pages + 1) // 2
        return replace(shown, stops=half, cards=shown.cards if page <= half else ())


class EmptyOverview(_Overview):
    """The overview is empty and says so, with status 200."""

    def overview(self, ads: Ads, page: int, size: int) -> Window:
        return window((), page, size)


@dataclass(frozen=True, slots=True)
class TotalsDoNotAddUp(_Overview):
    """Each page declares another total, `extra` (share) more per page; what is listed stays the same."""

    extra: float = 0.2

    def overview(self, ads: Ads, page: int, size: int) -> Window:
        shown = window(ads, page, size)
        return replace(shown, total=round(shown.total * (1 + self.extra * page)))


@dataclass(frozen=True, slots=True)
class SamePageTwice(_Overview):
    """Page `page` shows the ads of the page before it, under its own number."""

    page: int = 2

    def overview(self, ads: Ads, page: int, size: int) -> Window:
        shown = window(ads, page, size)
        return replace(shown, cards=window(ads, page - 1, size).cards) if page == self.page else shown


class EndlessPagination(_Overview):
    """There is always a next page; beyond the end the last page returns for ever."""

    def overview(self, ads: Ads, page: int, size: int) -> Window:
        shown = window(ads, page, size)
        last = window(ads, min(page, shown.pages), size)
        return replace(shown, cards=last.cards, pages=max(shown.pages, page + 1))


@dataclass(frozen=True, slots=True)
class BumpedDuringWalk(_Overview):
    """After each overview page `each` ads from further on are bumped to the top, so that the rest shifts.

    A bumped ad that had still to come is now on pages already seen: one walk misses it.
    """

    each: int = 2
    seed: int = 1
    _bumped: list[str] = field(default_factory=list, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def overview(self, ads: Ads, page: int, size: int) -> Window:
        with self._lock:
            place = {code: number for number, code in enumerate(self._bumped)}
            now = tuple(sorted(ads, key=lambda ad: -place.get(ad.code, -1)))
            later = [ad.code for ad in now[page * size :]]
            for code in Random(f"{self.seed} {len(self._bumped)}").sample(later, min(self.each, len(later))):
                if code in self._bumped:
                    self._bumped.remove(code)
                self._bumped.append(code)
        return window(now, page, size)


class DuplicateUrls(_Overview):
    """Each card stands three times on its page, each time under another spelling of its address."""

    def overview(self, ads: Ads, page: int, size: int) -> Window:
        shown = window(ads, page, size)
        cards = (Card(card.ad, spelling) for card in shown.cards for spelling in (0, 1, 2))
        return replace(shown, cards=tuple(cards))


MODES: dict[str, type[Behaviour]] = {
    "half_overview_missing": HalfOverviewMissing,
    "empty_overview": EmptyOverview,
    "totals_do_not_add_up": TotalsDoNotAddUp,
    "same_page_twice": SamePageTwice,
    "endless_pagination": EndlessPagination,
    "bumped_during_walk": BumpedDuringWalk,
    "duplicate_urls": DuplicateUrls,
}
