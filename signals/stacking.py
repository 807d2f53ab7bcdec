"""Adds up what fired, over families and with caps: a reason to look, never a probability."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from signals.catalogue import COUNTING, Stacking, Tier


class Level(StrEnum):
    NONE = "none"
    LOOK = "look"
    LOOK_SOON = "look_soon"

    @property
    def words(self) -> str:
        """What a reader sees."""
        return {"none": "geen", "look": "beoordelen", "look_soon": "met spoed beoordelen"}[self]


class Firing(Protocol):
    """What stacking needs to know of one firing."""

    @property
    def indicator(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def tier(self) -> Tier: ...
    @property
    def weight(self) -> float: ...
    @property
    def reviewed(self) -> bool: ...
    @property
    def span(self) -> tuple[int, int] | None: ...


@dataclass(frozen=True, slots=True)
class Weighed:
    """The level, the families that count towards it, and whether a critical rule decided.

    `weight` is a sum of expert weights kept for the audit; no page shows it and no letter carries it.
    """

    level: Level
    families: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    weight: float = 0.0


def weigh(fired: Iterable[Firing], rules: Stacking) -> Weighed:
    """The level of one ad. One indicator votes once, a family at most `family_cap`, counters lower the
    sum to at most `counter_cap` and never below what a critical rule demands. The same words vote once:
    "half of what I earn goes to him" is a share or a debt, not both."""
    votes = {one.indicator: one for one in fired}.values()
    counting = _same_words_once(one for one in votes if one.tier in COUNTING)
    counters = [one for one in votes if one.tier is Tier.COUNTER]
    families = _by_family(counting, rules.family_cap)
    against = max(sum(one.weight for one in counters), rules.counter_cap)
    total = max(0.0, sum(families.values()) + against)
    critical = [one for one in counting if one.tier is Tier.CRITICAL]
    level = _level(total, len(families), rules)
    if critical:
        level = Level.LOOK_SOON
    if level is Level.LOOK_SOON and not any(one.reviewed and one.tier is not Tier.WEAK for one in counting):
        level = Level.LOOK  # rules nobody who speaks the language has judged do not raise an alarm alone
    return Weighed(
        level,
        tuple(sorted(families)),
        tuple(sorted(one.indicator for one in critical)),
        tuple(sorted(one.indicator for one in counters)),
        round(total, 2),
    )


def _same_words_once(counting: Iterable[Firing]) -> list[Firing]:
    """The heaviest firing of each stretch of text; a firing without a place in the text always stays."""
    kept: list[Firing] = []
    for one in sorted(counting, key=lambda firing: -firing.weight):
        if not any(_overlap(one.span, other.span) for other in kept):
            kept.append(one)
    return kept


def _overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def _by_family(counting: Iterable[Firing], cap: float) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for one in counting:
        sums[one.family] += one.weight
    return {family: min(total, cap) for family, total in sums.items()}


def _level(total: float, families: int, rules: Stacking) -> Level:
    if total >= rules.look_soon.weight and families >= rules.look_soon.families:
        return Level.LOOK_SOON
    if total >= rules.look.weight and families >= rules.look.families:
        return Level.LOOK
    return Level.NONE
