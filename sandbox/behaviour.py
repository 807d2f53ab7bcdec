"""How a site behaves: well, unless a misbehaviour overrides one of these three moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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
    """One overview page: what it shows and what it says about the others. Pages count from 1."""

    cards: tuple[Card, ...]
    page: int
    pages: int
    total: int
    size: int

    @property
    def first(self) -> int:
        """Place of the first card among all ads, from 1; 0 on an empty page."""
        return (self.page - 1) * self.size + 1 if self.cards else 0

    @property
    def last(self) -> int:
        return self.first + len(self.cards) - 1 if self.cards else 0

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def window(ads: tuple[Advertisement, ...], page: int, size: int) -> Window:
    """Page `page` of `ads`. A page beyond the last is empty, as on most sites."""
    shown = ads[(page - 1) * size : page * size]
    return Window(tuple(map(Card, shown)), page, max(1, -(-len(ads) // size)), len(ads), size)


Label = tuple[str, str, str]  # key, label as printed, value as printed


@dataclass(slots=True)
class Behaviour:
    """Behaves well. A misbehaviour is a subclass; its docstring says what a visitor meets.

    `after` is the number of touched requests that are still answered well.
    """

    touches: ClassVar[frozenset[Kind]] = PAGES
    rewrites: ClassVar[bool] = False  # pages differ from request to request: they are not kept
    after: int = 0

    def reply(self, request: Request, proceed: Callable[[], Reply]) -> Reply:
        return proceed()

    def overview(self, ads: tuple[Advertisement, ...], page: int, size: int) -> Window:
        return window(ads, page, size)

    def labels(self, ad: Advertisement, labels: tuple[Label, ...]) -> tuple[Label, ...]:
        return labels


def without_validators(reply: Reply) -> Reply:
    """A changed page is a new page: no 304 for it."""
    return replace(reply, etag=None, modified=None)


GOOD = Behaviour()
