"""Prices in rows: pairs of numbers, times and amounts apart, and the two ends of a range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.price_amounts import LEAST, MOST, RATE
from pipelines.price_marks import Mark, Reading, gap
from pipelines.price_times import USUAL
from pipelines.price_tokens import side

_FOR = frozenset(("voor", "for", "fur", "por", "per", "pour", "pentru", "за", "za"))
_RANGES = {
    *(
        "-",
        "/",
        "|",
        "tot",
        "to",
        "till",
        "until",
        "of",
        "or",
        "bis",
        "oder",
        "a",
        "o",
        "ou",
        "ate",
        "hasta",
        "la",
        "до",
    ),
    *("или", "або", "do", "az", "ig", "tol", "lub", "nebo", "vagy", "veya", "ile", "sau", "fino"),
}
_WIDEST = 3  # the upper end of a range is at most this many times the lower


def noted(reading: Reading, marks: Sequence[Mark], least: int) -> Iterator[tuple[Mark, Mark]]:
    """At least two pairs of numbers, one of them the minutes: 30=80€ 60=140€, or 70/30, 120/60.

    After a time in minutes one pair is enough: 45 for 15 mins, 75 for 30.
    """
    run: list[tuple[Mark, Mark]] = []
    for left, right in (*pairwise(marks), (None, None)):
        if left is None or right is None:
            yield from _as_times(reading, run, least)
        elif _tied(reading, left, right) and not (run and run[-1][1] is left):
            if run and not _listed(reading, run[-1][1], left):
                yield from _as_times(reading, run, least)
                run = []
            run.append((left, right))


def _tied(reading: Reading, left: Mark, right: Mark) -> bool:
    signs = reading.row[left.last : right.first]
    if not 1 <= len(signs) <= 2 or not {left.what, right.what} <= {"amount", "bare"}:
        return False
    return signs[0].plain in ("/", "=", ":", "-", "→", ">") or _said_for(reading, left)


def _said_for(reading: Reading, left: Mark) -> bool:
    """ "For" stands behind this number: 75 for 30."""
    return reading.row[left.last].plain in _FOR


def _as_times(reading: Reading, run: Sequence[tuple[Mark, Mark]], least: int) -> Iterator[tuple[Mark, Mark]]:
    if len(run) < (least if all(_said_for(reading, left) for left, _ in run) else 2):
        return
    ways = ((0, 1), (1, 0)) if _said_for(reading, run[0][0]) else ((1, 0), (0, 1))
    for amount, minutes in ways:
        times = [each[minutes] for each in run]
        rising = all(a.value < b.value for a, b in pairwise(times))
        usual = all(time.what == "bare" and time.value in USUAL for time in times)
        if rising and usual and all(_priced(each[amount].value, each[minutes].value) for each in run):
            yield from ((each[amount], each[minutes]) for each in run)
            return


def _priced(euros: float, minutes: float) -> bool:
    return LEAST <= euros <= MOST and RATE[0] <= euros * 60 / minutes <= RATE[1]


def zipped(reading: Reading, marks: Sequence[Mark]) -> Iterator[tuple[Mark, Mark]]:
    """Rows of times and amounts of one length: 30 min / 1 uur: 80 / 150, or 100/150/250 (half uur/uur/2 uur)."""
    runs: list[list[Mark]] = []
    for mark in marks:
        if runs and _class(runs[-1][-1]) == _class(mark) and _listed(reading, runs[-1][-1], mark):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    done = False
    for left, right in pairwise(runs):
        done = not done and len(left) == len(right) > 1 and {_class(left[0]), _class(right[0])} == {"money", "time"}
        done = done and _parted(reading, left) == _parted(reading, right)
        if done and gap(reading, left[-1], right[0])[1] <= 3:
            amounts, times = (left, right) if _class(left[0]) == "money" else (right, left)
            yield from zip(amounts, times, strict=True)


def _parted(reading: Reading, run: Sequence[Mark]) -> str:
    """What parts a row: strokes, commas, or words; a row of times and one of amounts are parted alike."""
    sign = reading.row[run[0].last].plain
    return sign if sign in ("/", "-", ",", "|") else "and"


def _class(mark: Mark) -> str:
    return "money" if mark.what in ("amount", "bare") else mark.what


def ranges(reading: Reading, amounts: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Amounts, the two ends of a range together."""
    group: list[Mark] = []
    for amount in amounts:
        if len(group) == 1 and _is_range(reading, group[0], amount):
            group.append(amount)
            continue
        if group:
            yield group
        group = [amount]
    if group:
        yield group


def _is_range(reading: Reading, low: Mark, high: Mark) -> bool:
    between = reading.row[low.last : high.first]
    words = [token.plain for token in between if token.plain != "€"]
    if not low.value < high.value <= _WIDEST * low.value or len(words) != 1:
        return False
    opened = any(side(reading.row, low.first - step, "between") for step in (1, 2))
    return words[0] in _RANGES or (opened and bool(side(reading.row, low.last, "and")))


def _listed(reading: Reading, left: Mark, right: Mark) -> bool:
    """Nothing but signs and an "and" between two marks of a list."""
    commas, words, numbers = gap(reading, left, right)
    return words == numbers == 0 and commas <= 3 and right.first - left.last <= 3
