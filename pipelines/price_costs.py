"""Amounts that are no price of time: deposits, taxis, rent, extras, differences."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.price_marks import Mark, Reading, gap

_CLOSE = 3  # tokens between "included" and the cost it takes back; a comma counts as so many words
_FAR = 4  # words between an amount and the cost it is for


def without_costs(reading: Reading, marks: Sequence[Mark]) -> list[Mark]:
    """The marks without the amounts that are other costs: a deposit, a taxi, the rent of a room."""
    others = (here for here, mark in enumerate(marks) if mark.what == "other")
    costs = {bound.first for here in others if (bound := _bound(reading, marks, here))}
    costs |= {mark.first for here, mark in enumerate(marks[:-1]) if _changed(reading, marks, here)}
    return [mark for mark in marks if mark.first not in costs]


def _changed(reading: Reading, marks: Sequence[Mark], here: int) -> bool:
    """ "10 euro less": a difference, unless it has a time of its own ("an hour 150, more for two")."""
    close = marks[here + 1].what == "change" and marks[here].last == marks[here + 1].first
    return close and marks[here].what in ("amount", "bare") and not _priced(reading, marks, here)


def _bound(reading: Reading, marks: Sequence[Mark], here: int) -> Mark | None:
    """The amount a word such as "taxi" speaks of: the nearer one, unless that has its own time beside it."""
    around = marks[max(0, here - 1) : here + 2]
    if any(mark.what == "included" and abs(mark.first - marks[here].first) <= _CLOSE for mark in around):
        return None
    choices = []
    for step in (1, -1):
        other = marks[here + step] if 0 <= here + step < len(marks) else None
        if other is None or other.what not in ("amount", "bare"):
            continue
        commas, words, numbers = gap(reading, marks[here], other)
        far = commas * _CLOSE + words
        if far <= _FAR and not numbers and not (step < 0 and _priced(reading, marks, here - 1)):
            choices.append((far, -step, other))
    return min(choices, key=lambda choice: choice[:2])[2] if choices else None


def _priced(reading: Reading, marks: Sequence[Mark], here: int) -> bool:
    """Whether the amount stands right beside a time."""
    beside = (marks[here + step] for step in (-1, 1) if 0 <= here + step < len(marks))
    return any(m.what == "time" and m.value >= 0 and gap(reading, marks[here], m) == (0, 0, 0) for m in beside)
