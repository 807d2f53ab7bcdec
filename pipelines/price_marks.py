"""What stands in a text: amounts, times, places of meeting, other costs, ends of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.price_amounts import Amount, amount_at
from pipelines.price_times import time_at
from pipelines.price_tokens import Token, length, meaning, side
from pipelines.price_words import NOT_YET, NUMBER, SOFT, WORD, small

_LENGTHS = {"open": 0, "long": -1}
_NAMED = frozenset(("incall", "outcall", "other", "change", "included", "deny"))
_BRIEF = {"in": "incall", "out": "outcall"}  # "In: 150 / Out: 200": only before a colon
# A dot behind one of these ends no sentence.
_NO_END = {
    *(
        ".",
        "min",
        "mins",
        "mn",
        "std",
        "stdn",
        "h",
        "hr",
        "hrs",
        "u",
        "godz",
        "hod",
        "мин",
        "м",
        "ч",
        "хв",
        "год",
        "мін",
    ),
    *("dk", "sa", "p", "eur", "ca"),
}


class Mark(NamedTuple):
    """A piece of a price: `what` it is, its euros or minutes, and its tokens from `first` up to `last`.

    A time of 0 minutes has no agreed length, one of -1 is that of rent or wages.
    """

    what: str
    value: float
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The marks of a text, and what each of its tokens weighs as something between two marks."""

    row: Sequence[Token]
    weights: Sequence[int]
    marks: Sequence[Mark]

    def between(self, left: Mark, right: Mark) -> Sequence[int]:
        return self.weights[left.last : right.first]


def read_marks(row: Sequence[Token]) -> Reading:
    """Walks once over the text. Linear in its length: nothing looks further than a few tokens ahead."""
    weights = [WORD] * len(row)
    marks: list[Mark] = []
    here = 0
    while here < length(row):
        if row[here].weight != NOT_YET:
            weights[here] = row[here].weight
            here += 1  # most words say nothing about prices
            continue
        what, value, end = _mark_at(row, here)
        if what:
            marks.append(Mark(what, value, here, end, row[here].start, row[end - 1].end))
        weigh = _weight(row, here, what)
        end = max(end, here + 1)
        weights[here:end] = [weigh] * (end - here)
        here = end
    return Reading(row, weights, marks)


def _mark_at(row: Sequence[Token], here: int) -> tuple[str, float, int]:
    """What begins at this token ("" for nothing), its value, and where it ends."""
    if row[here].what == "s":
        return _stop(row, here), 0, here + 1
    return _number(row, here) if row[here].what == "n" else _word(row, here)


def _number(row: Sequence[Token], here: int) -> tuple[str, float, int]:
    """An amount in euros for certain, else a time, else a number that may be an amount."""
    amount = amount_at(row, here)
    if isinstance(amount, Amount) and amount.sure:
        return "amount", amount.euros, amount.end
    if time := time_at(row, here):
        return "time", *time
    if isinstance(amount, Amount):
        return "amount" if amount.cued else "bare", amount.euros, amount.end
    return "", 0, amount


def _word(row: Sequence[Token], here: int) -> tuple[str, float, int]:
    if time := time_at(row, here):
        return "time", *time
    plain = row[here].plain
    if plain in _BRIEF and row[here + 1].plain == ":":
        return _BRIEF[plain], 0, here + 1
    found, end = meaning(row, here)
    if found and found.what in _LENGTHS:
        return "time", _LENGTHS[found.what], end
    if found and found.what in _NAMED:
        return found.what, 0, end
    return "", 0, max(end if found and found.what == "euro" else 0, _small(row, here))


def _small(row: Sequence[Token], here: int) -> int:
    """Where a small word (join, and) that begins here ends."""
    return max(side(row, here, "join"), side(row, here, "and"))


def _weight(row: Sequence[Token], here: int, what: str) -> int:
    token = row[here]
    if token.what == "s":
        return 0 if what or token.plain == "." else SOFT
    if token.what == "n":
        return NUMBER
    if what in ("incall", "outcall", "included") or (not what and meaning(row, here)[0] and _is_euro(row, here)):
        return 0
    return WORD if what else small(token.phrases)


def _is_euro(row: Sequence[Token], here: int) -> bool:
    found, _ = meaning(row, here)
    return found is not None and found.what == "euro"


def _stop(row: Sequence[Token], here: int) -> str:
    """A line break, or the end of a sentence: not the dot of "min." or of a row of dots."""
    sign, before, after = row[here], row[here - 1], row[here + 1]
    if sign.plain == "\n":
        return "line"
    if sign.plain == ";":
        return "stop"
    if sign.plain not in (".", "!", "?") or (after.what and after.start == sign.end and after.plain != "\n"):
        return ""
    if sign.plain == "." and before.plain in _NO_END:
        return ""
    return "question" if sign.plain == "?" else "stop"


def gap(reading: Reading, one: Mark, other: Mark) -> tuple[int, int, int]:
    """Commas, words and numbers between two marks."""
    between = reading.between(one, other) if one.first < other.first else reading.between(other, one)
    return between.count(SOFT), between.count(WORD), between.count(NUMBER)
