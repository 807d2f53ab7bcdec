"""Sentence by sentence: the prices of each, and what it says about those of the next."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pipelines.price_kinds import kinds, places
from pipelines.price_marks import Mark, Reading
from pipelines.price_pairs import Offer, pair
from pipelines.price_tokens import length
from pipelines.price_words import WORD

_HEADING = 7  # tokens: a longer line or sentence is no heading such as "Escort:" or "Half uur."
_BESIDE = 3  # tokens between a place and the amount that repeats an earlier time: "at yours 200"
_LIKE = 0.4  # of the lowest price so far: a smaller amount repeats no time
_ENDS = frozenset(("stop", "question", "line"))


class Told(NamedTuple):
    """An offer with its kind: incall, outcall or None."""

    offer: Offer
    kind: str | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """The marks of a sentence, its tokens from `first` up to `last`, and how it ends."""

    marks: Sequence[Mark]
    first: int
    last: int
    end: str

    @property
    def short(self) -> bool:
        return 0 < self.last - self.first <= _HEADING

    def has(self, *what: str) -> bool:
        return any(mark.what in what for mark in self.marks)


@dataclass(slots=True)
class Context:
    """What earlier sentences say about the next.

    `standing`: the place a heading names; `asked`: the place of a question; `pending`: a time or an amount that
    stood alone; `times`: minutes of the prices so far and their lowest euros.
    """

    standing: str | None = None
    asked: str | None = None
    pending: Sequence[Mark] = ()
    times: dict[int, float] = field(default_factory=dict)


def told_prices(reading: Reading) -> Iterator[Told]:
    """The prices of a text in order of their sentences. Linear in its length."""
    context = Context()
    for sentence in _sentences(reading):
        yield from _read(reading, sentence, context)


def _sentences(reading: Reading) -> Iterator[Sentence]:
    marks: list[Mark] = []
    first = 0
    for mark in reading.marks:
        if mark.what in _ENDS:
            yield Sentence(marks, first, mark.first, mark.what)
            marks, first = [], mark.last
        else:
            marks.append(mark)
    yield Sentence(marks, first, length(reading.row), "line")


def _read(reading: Reading, sentence: Sentence, context: Context) -> list[Told]:
    marks = [*_awaited(sentence, context), *sentence.marks]
    context.pending = ()
    if not any(mark.what in ("amount", "bare") for mark in marks):
        _remember(reading, sentence, context)
        return []
    offers = _repeated(reading, sentence, pair(reading, marks), context)
    if sentence.short and len(marks) == 1 and marks[0].what == "amount":
        context.pending = marks
    if not offers:
        _remember(reading, sentence, context)
        return []
    kind_of = kinds(reading, marks, offers)
    told = [Told(offer, kind_of.get(offer.amount.first, context.asked or context.standing)) for offer in offers]
    context.asked = None
    context.standing = _heading(reading, sentence, offers) or (None if kind_of else context.standing)
    for offer in offers:
        if offer.minutes:
            context.times[offer.minutes] = min(offer.amount.value, context.times.get(offer.minutes, offer.amount.value))
    return told


def _awaited(sentence: Sentence, context: Context) -> Sequence[Mark]:
    """The time, or the amount, that stood alone before this sentence with the other one: 30 min, then 80 euro."""
    if not context.pending:
        return ()
    if context.pending[0].what == "amount":
        return context.pending if sentence.short and sentence.has("time") and not sentence.has("amount", "bare") else ()
    amount = next((mark for mark in sentence.marks if mark.what in ("amount", "bare")), None)
    opens = amount is not None and (amount.what == "amount" or amount.first - sentence.first <= 1)
    return context.pending if opens and not sentence.has("time") else ()


def _remember(reading: Reading, sentence: Sentence, context: Context) -> None:
    """A sentence without prices may be a heading for the ones below it, or a question they answer."""
    if sentence.first == sentence.last:
        return
    told = {place.what for place in places(reading, sentence.marks)}
    only = told.pop() if len(told) == 1 else None
    context.asked = only if sentence.end == "question" else None
    context.standing = only if sentence.short and sentence.end == "line" else None
    words = reading.weights[sentence.first : sentence.last].count(WORD)
    times = sum(mark.last - mark.first for mark in sentence.marks if mark.what == "time")
    if sentence.short and words <= times + 1 and sentence.has("time") and not sentence.has("amount", "bare"):
        context.pending = sentence.marks


def _heading(reading: Reading, sentence: Sentence, offers: Sequence[Offer]) -> str | None:
    """ "Incall: half hour 90. Hour 160." The place before a colon stands for what follows in the line."""
    told = [place for place in places(reading, sentence.marks) if place.last < offers[0].amount.first]
    if not told or sentence.end == "line":
        return None
    return told[-1].what if reading.row[told[-1].last].plain == ":" else None


def _repeated(reading: Reading, sentence: Sentence, offers: list[Offer], context: Context) -> list[Offer]:
    """ "At mine 1 hour 150, at yours 200": amounts without a time have those of the prices before them."""
    loose = _loose(sentence, offers)
    here = {offer.minutes: offer.amount.value for offer in offers if offer.minutes}
    known = here or context.times
    told = places(reading, sentence.marks)
    if not loose or not known or sentence.has("other") or (sentence.has("time") and not here):
        return offers
    row = len(loose) > 1 and all(mark.what == "amount" for mark in loose)
    least = _LIKE * min([*known.values(), *context.times.values()])
    if not (told or row) or any(mark.value < least or mark.value % 5 for mark in loose):
        return offers
    times = list(known)
    if len(times) == 1:
        repeated = [Offer(mark, times[0]) for mark in loose if _beside(mark, told)]
    else:
        alike = len(loose) == len(times) and not here
        repeated = [Offer(mark, minutes) for mark, minutes in zip(loose, times, strict=alike)] if alike else []
    done = {offer.amount.first for offer in repeated}
    return sorted([*(o for o in offers if o.amount.first not in done), *repeated], key=lambda o: o.amount.first)


def _loose(sentence: Sentence, offers: Sequence[Offer]) -> list[Mark]:
    """The amounts without a time of their own that are no difference (10 euro more)."""
    changed = {a.first for a, b in pairwise(sentence.marks) if b.what == "change" and a.last == b.first}
    changed |= {offer.amount.first for offer in offers if offer.time}
    return [m for m in sentence.marks if m.what in ("amount", "bare") and m.first not in changed]


def _beside(amount: Mark, told: Sequence[Mark]) -> bool:
    """Whether the last place before the amount stands close to it."""
    before = bisect_left(told, amount.first, key=lambda place: place.first) - 1
    return before >= 0 and amount.first - told[before].last <= _BESIDE
