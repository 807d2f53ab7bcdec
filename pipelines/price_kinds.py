"""Where a price is for: incall (at the advertiser's), outcall (at the client's), or not said."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipelines.price_marks import Mark, Reading
from pipelines.price_pairs import Offer
from pipelines.price_words import NUMBER, SOFT, WORD

_DENIED = 4  # tokens before a place of meeting in which "no" denies it
_NEAR = 1  # words between an amount and the place told behind it
_TOGETHER = 3  # tokens: two places this close are told together, "incall and outcall"


def places(reading: Reading, marks: Sequence[Mark]) -> list[Mark]:
    """The places of meeting in a sentence, without those that are denied; "at yours, home" is one place."""
    return [
        mark
        for here, mark in enumerate(marks)
        if mark.what in ("incall", "outcall")
        and not (here and marks[here - 1].what in ("incall", "outcall") and marks[here - 1].last == mark.first)
        and not any(_denies(reading, d, mark) for d in marks[max(0, here - 2) : here + 2])
    ]


def kinds(reading: Reading, marks: Sequence[Mark], offers: Sequence[Offer]) -> Mapping[int, str | None]:
    """The kind of each offer, by the position of its amount; without an entry the sentence says nothing."""
    told = places(reading, marks)
    if not told or not offers:
        return {}
    if len(told) == len(offers) > 1 and _row(told) and _apart(told, offers):
        return {offer.amount.first: place.what for offer, place in zip(offers, told, strict=True)}
    behind = _behind(reading, told, offers)
    starts = [place.first for place in told]
    used = min(behind, default=len(reading.row))
    found: dict[int, str | None] = {}
    for offer in offers:
        first = offer.amount.first
        if first in behind:
            found[first] = behind[first]
        elif (place := _before(reading, told, bisect_left(starts, first) - 1, used)) is not None:
            found[first] = place
    return found


def _row(told: Sequence[Mark]) -> bool:
    return all(b.first - a.last <= _TOGETHER for a, b in pairwise(told))


def _apart(told: Sequence[Mark], offers: Sequence[Offer]) -> bool:
    return told[-1].last <= offers[0].amount.first or offers[-1].amount.last <= told[0].first


def _behind(reading: Reading, told: Sequence[Mark], offers: Sequence[Offer]) -> dict[int, str | None]:
    """Places told behind their amount: 150 bij mij, 200 bij jou."""
    firsts = [offer.amount.first for offer in offers]
    ends = [_end(offer, following) for offer, following in zip(offers, [*firsts[1:], len(reading.row)], strict=True)]
    last_behind = told[-1].first > firsts[-1]
    found: dict[int, str | None] = {}
    for place in told:
        here = bisect_left(firsts, place.first) - 1
        if here < 0 or firsts[here] in found:
            continue
        if place.first - ends[here] > _TOGETHER:
            continue
        between = reading.weights[ends[here] : place.first] if ends[here] <= place.first else []
        if SOFT in between or between.count(WORD) > _NEAR:
            continue
        if here + 1 == len(firsts) or last_behind or SOFT in reading.weights[place.last : firsts[here + 1]][:2]:
            found[firsts[here]] = place.what
    return found


def _end(offer: Offer, following: int) -> int:
    """Where the amount and the time behind it end."""
    behind = offer.time is not None and offer.amount.last <= offer.time.first < following
    return offer.time.last if offer.time and behind else offer.amount.last


def _before(reading: Reading, told: Sequence[Mark], here: int, used: int) -> str | None:
    """The last place told before the amount; none when two are told together."""
    if here < 0 or used < told[here].first:  # this place was told behind an earlier amount
        return None
    between = reading.weights[told[here - 1].last : told[here].first] if here else [NUMBER]
    if told[here].what != told[here - 1].what and len(between) <= _TOGETHER and NUMBER not in between:
        return None
    return told[here].what


def _denies(reading: Reading, denial: Mark, place: Mark) -> bool:
    if denial.what != "deny" or SOFT in reading.weights[denial.last : place.first]:
        return False
    return 0 <= place.first - denial.last <= _DENIED or 0 <= denial.first - place.last <= 1
