"""How a site behaves: well, unless a misbehaviour overrides one of these three moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from sandbox.exchange import PAGES, Kind, Reply, Request
from sandbox.records import Advertisement


@dataclass(frozen=True, slots=True)
class Card:
    """An ad on an overview page; `spelling` picks one of the addresses that all show it."""

    ad: Advertisement
    spelling: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """One overview page: what it shows and what it says about the others. Pages count from 1.

    `stops` is the page without a next link, where that is not the last of `pages`.
    """

    cards: tuple[Card, ...]
    page: int
    pages: int
    total: int
    size: int
    stops: int | None = None

    @property
    def first(self) -> int:
        """Place of the first card among all ads, from 1; 0 on an empty page."""
        return (self.page - 1) * self.size + 1 if self.cards else 0

    @property
    def last(self) -> int:
        return self.first + len(self.cards) - 1 if self.cards else 0

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page < (self.stops or self.pages) else None


def window(ads: tuple[Advertisement, ...], page: int, size: int) -> Window:
    """Page `page` of `ads`. A page beyond the last is empty, as on most sites."""
    shown = ads[(page - 1) * size : page * size]
    return Window(tuple(map(Card, shown)), page, max(1, -(-len(ads) // size)), len(ads), size)


Ads = tuple[Advertisement, ...]
Label = tuple[str, str, str]  # key, label as printed, value as printed
Proceed = Callable[[], Reply]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Behaves well. A misbehaviour is a subclass; its docstring says what a visitor meets.

    `after` is the number of touched requests that are still answered well; `on` names other kinds of
    page to touch than the mode's own, for example `("ad",)`.
    """

    touches: ClassVar[frozenset[Kind]] = PAGES
    rewrites: ClassVar[bool] = False  # pages differ from request to request: they are not kept
    note: ClassVar[str] = ""  # one more article in the terms
    after: int = 0
    on: tuple[str, ...] = ()

    def concerns(self, kind: Kind) -> bool:
        return kind in self.on if self.on else kind in self.touches

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return proceed()

    def overview(self, ads: Ads, page: int, size: int) -> Window:
        return window(ads, page, size)

    def labels(self, labels: tuple[Label, ...]) -> tuple[Label, ...]:
        return labels


GOOD = Behaviour()
