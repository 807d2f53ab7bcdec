"""Which time belongs to which amount of a sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.price_amounts import LEAST, RATE
from pipelines.price_costs import without_costs
from pipelines.price_marks import Mark, Reading, gap
from pipelines.price_rows import noted, ranges, zipped
from pipelines.price_times import USUAL
from pipelines.price_tokens import beside
from pipelines.price_words import WORD

FAR = 14  # tokens: an amount and a time further apart do not belong together
NEVER = 1000.0
_SOFT, _WORD, _NUMBER = 5, 1.5, 3  # cost of a comma, a word and a number between an amount and its time
_BEFORE, _AFTER = 1.0, 0.5  # cost of a time before its amount and behind it
_TIED, _SAID, _APART = 0.1, 0.3, 2.0  # the same: 80/30min, "30 min: 80", and with a spaced stroke "80 / 60 min"
_ALONE = {"amount": 8.0, "bare": 6.5}  # cost of an amount without a time
_TURNED, _BACK, _AGAIN, _SHARED = 1.0, 6.0, 8.0, 2.5
_WORDS = 2  # words between a time and a number without currency that is its price


class Offer(NamedTuple):
    """An amount with its minutes (None when not said) and the mark of its time."""

    amount: Mark
    minutes: int | None
    time: Mark | None = None


def pair(reading: Reading, marks: Sequence[Mark]) -> list[Offer]:
    """The prices among the marks of one sentence. Linear in their number."""
    minutes = any(mark.what == "time" and mark.value in USUAL for mark in marks)
    pairs = list(noted(reading, marks, 1 if minutes else 2))
    rest = without_costs(reading, _left(marks, pairs))
    pairs += zipped(reading, rest)
    offers = [Offer(amount, int(time.value), time) for amount, time in pairs]
    offers += _chosen(reading, _left(rest, pairs))
    return sorted((each for each in offers if each.minutes is None or each.minutes >= 0), key=lambda o: o.amount.first)


def _left(marks: Sequence[Mark], pairs: Sequence[tuple[Mark, Mark]]) -> list[Mark]:
    taken = {mark.first for both in pairs for mark in both}
    return [mark for mark in marks if mark.first not in taken]


def _chosen(reading: Reading, marks: Sequence[Mark]) -> list[Offer]:
    """Every amount with the time that makes the whole sentence cheapest to read."""
    times = [mark for here, mark in enumerate(marks) if mark.what == "time" and not _explained(reading, marks, here)]
    groups = list(ranges(reading, [m for m in marks if m.what == "amount" or (m.what == "bare" and m.value >= LEAST)]))
    lone = len(groups) == len(times) == 1
    offers = []
    for group, time in zip(groups, _cheapest(reading, groups, times), strict=True):
        for amount in group:
            if _is_price(reading, amount, group, time, lone):
                offers.append(Offer(amount, int(time.value) or None if time else None, time))
    return offers


def _explained(reading: Reading, marks: Sequence[Mark], here: int) -> bool:
    """A time whose length stands beside it: an evening of three hours, a night (8 hours)."""
    if marks[here].value:
        following = marks[here + 1] if here + 1 < len(marks) else None
        bracket = reading.row[marks[here].last].plain == "("
        return bool(following and bracket and following.what == "time" and following.first == marks[here].last + 1)
    near = (marks[here + step] for step in (-1, 1) if 0 <= here + step < len(marks))
    return any(m.what == "time" and m.value > 0 and gap(reading, marks[here], m) == (0, 0, 0) for m in near)


def _cheapest(reading: Reading, groups: Sequence[Sequence[Mark]], times: Sequence[Mark]) -> list[Mark | None]:
    """For every amount one of the two times on either side of it, or none (dynamic programming)."""
    starts = [time.first for time in times]
    paths: list[dict[int | None, int | None]] = []
    costs: dict[int | None, float] = {None: 0.0}
    for number, group in enumerate(groups):
        near = bisect_left(starts, group[0].first)
        ways: dict[int | None, tuple[float, int | None]] = {}
        for choice in (None, *range(max(0, near - 2), min(len(times), near + 2))):
            own = _ALONE[group[0].what] if choice is None else _cost(reading, group, times[choice])
            if own < NEVER:
                steps = ((cost + _step(reading, groups, number, times, b, choice), b) for b, cost in costs.items())
                cost, before = min(steps, key=lambda step: step[0])
                ways[choice] = cost + own, before
        costs = {choice: cost for choice, (cost, _) in ways.items()}
        paths.append({choice: before for choice, (_, before) in ways.items()})
    chosen: list[Mark | None] = []
    last = min(costs, key=lambda each: costs[each])
    for came in reversed(paths):
        chosen.append(None if last is None else times[last])
        last = came[last]
    return chosen[::-1]


def _cost(reading: Reading, group: Sequence[Mark], time: Mark) -> float:
    after = group[-1].first < time.first
    one = group[-1] if after else group[0]
    if abs(one.first - time.first) > FAR:
        return NEVER
    commas, words, numbers = gap(reading, one, time)
    if not after and not numbers and commas == 1 and reading.row[one.first - 1].plain == ":":
        commas, words = 0, min(words, _WORDS)  # "An hour of talk and all the rest: 110" names what it costs
    return min(commas, 2) * _SOFT + words * _WORD + numbers * _NUMBER + _sign(reading, one, time, after)


def _sign(reading: Reading, amount: Mark, time: Mark, after: bool) -> float:
    """The cost of a time before its amount or behind it, by the sign between them."""
    between = reading.row[min(amount.last, time.last) : max(amount.first, time.first)]
    signs = {token.plain for token in between}
    if len(between) == 1 and between[0].what == "s" and max(amount.start, time.start) - min(amount.end, time.end) == 1:
        return _TIED
    if not after:
        return _SAID if signs & {":", "="} else _BEFORE
    return _APART if signs & {"/", "-", "|"} and not beside(reading.row, amount.last - 1, 0) else _AFTER


def _step(
    reading: Reading,
    groups: Sequence[Sequence[Mark]],
    number: int,
    times: Sequence[Mark],
    before: int | None,
    now: int | None,
) -> float:
    """What it costs to read this amount so after the one before: turning round, going back, sharing a time."""
    if now is None or before is None or number == 0:
        return 0.0
    earlier, this = groups[number - 1][-1], groups[number][0]
    if before == now:
        shared = gap(reading, earlier, this)[1] <= 2 and _kinds_between(reading, earlier, this)
        return _SHARED if shared else _AGAIN
    if now < before:
        return _BACK
    turned = (times[before].first > earlier.first) != (times[now].first > this.first)
    return _TURNED if turned else 0.0


def _kinds_between(reading: Reading, left: Mark, right: Mark) -> bool:
    """ "150 incall, 200 outcall per hour": two places of meeting share one time."""
    here = bisect_left(reading.marks, left.first, key=lambda mark: mark.first)
    return any(m.what in ("incall", "outcall") and m.first < right.first for m in reading.marks[here + 1 : here + 4])


def _is_price(reading: Reading, amount: Mark, group: Sequence[Mark], time: Mark | None, lone: bool) -> bool:
    """Whether a number, sure euros or not, is believed to be the price of this time.

    `lone`: the sentence has no other time and no other amount, so that a comma between them parts nothing.
    """
    sure = any(each.what == "amount" for each in group)
    if time is None:
        return sure
    if time.value > 0 and not RATE[0] <= amount.value * 60 / time.value <= RATE[1] * (2 if sure else 1):
        return False
    after = group[-1].first < time.first
    commas, words, numbers = gap(reading, group[-1] if after else group[0], time)
    joined = not commas or (lone and commas == 1 and words == 0 and not after)
    stray = numbers or words > _WORDS or (words and amount.value % 5)
    return sure or (joined and not stray and (not words or after or _ends(reading, group[-1])))


def _ends(reading: Reading, amount: Mark) -> bool:
    """The number is followed by a sign or small word, not by something it counts."""
    return reading.weights[amount.last] != WORD or reading.row[amount.last].what != "w"
