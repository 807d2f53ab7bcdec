"""Prices with their duration and kind, and the price of an hour.

Phones are masked before this runs. Only euros count: amounts in other currencies are passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.numbers import NumbersPack
from pipelines.packs import prove, spoken
from pipelines.phrases import bare
from pipelines.price_marks import AMOUNT, Mark, PricePack, PriceRules, compiled, euros, find_marks

NIGHT = 480  # minutes: a night counts as eight hours
FAR = 40  # characters: an amount and a time further apart do not belong together
HEADING = 40  # characters: a longer line is no heading such as "Escort:"
AROUND = 80  # characters around the digits of a line that are looked at
SENTENCE = 60  # characters within which a sentence may name the kind of its price
NEAR = 20  # characters within which "taxi" or "incall" belongs to an amount
LEAST, MOST = 20, 3000  # euros: a number without currency outside these is no price
# Small words that join a time and an amount: "150 voor een half uur", "200 die Stunde", "una hora son 150".
_SMALL = bare(
    r"voor|is|kost|kosten|een|'n|het|de|per|p|for|the|a|an|one|costs|por|la|el|una|un|son|a|à|pro|pe|pentru|de|o|este"
    r"|за|на|в|e|az|ára|za|na|kosztuje|to|je|pour|für|die|der|das|eine|um|le|l'|all'|il|costa|için|um|uma|custa|é|стоит|это|це"
)
_SIGNS = r"[\s:=\-/>→|()~*_•]"
_JOINT = re.compile(rf"{_SIGNS}{{0,12}}(?:(?:{_SMALL})\b{_SIGNS}{{0,3}}){{0,2}}", re.IGNORECASE)
_AFTER_TIME = re.compile(rf"(?:,\s)?{_JOINT.pattern}", re.IGNORECASE)
_RANGE = re.compile(
    r"\s?(?:-|/|tot|to|till|until|of|or|bis|oder|a|o|ou|ate|hasta|pana la|до|або|или|do|az|ig|-tol)\s?", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"(?:tussen|between|zwischen|entre|intre|tra|fra|miedzy|mezi|между|від|між)\s(?:de\s)?$", re.IGNORECASE
)
_AND = re.compile(r"\s(?:en|and|und|et|y|e|si|a|i|и|і|та|es)\s", re.IGNORECASE)
_PER = re.compile(rf"\s?(?:[/|]|p/|p\.)?\s?(?:(?:{_SMALL})\s?){{0,2}}", re.IGNORECASE)
_STOP = re.compile(r"[.!?]\s")
# "200 euro, taxi included" is a price; the taxi is no other cost.
_INCLUDED = re.compile(
    r"incl|inbegr|inkl|gratis|free|compris|includ|inclus|inbegrip|cuprins|benne|vcetne|wliczon|w cenie|dahil|вкл|разом"
    r"|у ціні|в цене|(?<!\w)(?:met|with|cu|con|com|mit|avec|so|s|z|с|із|з)\s\w*$",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"\s?(?:\(|,|van|of|de|di|von|z|из|від)?\s?", re.IGNORECASE)  # "an evening of four hours"


@dataclass(frozen=True, slots=True)
class Price:
    """Euros for a number of minutes (None when not said), incall, outcall or not said (None)."""

    amount: float
    minutes: int | None
    kind: str | None
    start: int
    end: int


@cache
def price_rules(language: str | None) -> PriceRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("price", PricePack, language)
    rules = compiled(packs, spoken("numbers", NumbersPack, language))
    prove("price", language, packs, lambda text: tuple(map(_told, find_prices(bare(text), rules))))
    return rules


def find_prices(text: str, rules: PriceRules) -> list[Price]:
    """Prices in a cleaned text, in order, each once. Linear in the text; never raises."""
    found: dict[tuple[float, int | None, str | None], Price] = {}
    standing: str | None = None  # the kind a heading such as "Escort:" sets for the lines below it
    for line in _lines(text):
        marks = _without_parts(text, find_marks(text, line, rules))
        prices, standing = _read_line(text, line, marks, standing)
        for price in prices:
            found.setdefault((price.amount, price.minutes, price.kind), price)
    return sorted(found.values(), key=lambda price: price.start)


def price_hour(prices: Sequence[Price]) -> float | None:
    """Euros per hour: a stated hour (incall before unsaid before outcall), else the period nearest to an hour.

    Periods under half an hour say nothing about an hour; a range counts from its lowest price.
    """
    order = {"incall": 0, None: 1, "outcall": 2}
    timed = [price for price in prices if price.minutes and 30 <= price.minutes <= NIGHT]
    if not timed:
        return None
    best = min(timed, key=lambda p: (abs((p.minutes or 0) - 60), order[p.kind], p.amount))
    return round(best.amount * 60 / (best.minutes or 60), 2)


def read_price(value: str) -> float | None:
    """The euros per hour of a price field: its hour price, else its first amount."""
    prices = find_prices(bare(value), price_rules("nl"))
    hourly = price_hour(prices)
    if hourly is not None:
        return hourly
    found = AMOUNT.search(value)
    return prices[0].amount if prices else euros(found[0]) if found else None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where prices may stand: short lines, and of long lines what is around their digits."""
    for line in re.finditer(r"[^\n;]+", text):
        start, end = line.span()
        if end - start > HEADING:
            digits = list(re.finditer(r"\d+", line[0]))
            if not digits:
                yield end, end  # a line of words ends what a heading said
                continue
            end = min(end, start + digits[-1].end() + AROUND)
            start = max(start, start + digits[0].start() - AROUND)
        yield start, end


def _read_line(
    text: str, line: tuple[int, int], marks: list[Mark], standing: str | None
) -> tuple[list[Price], str | None]:
    """The prices of one line, and the kind that stands for the lines below."""
    kinds = {mark.kind for mark in marks if mark.what == "kind"}
    amounts = _amounts(text, marks)
    if not amounts:
        heading = len(kinds) == 1 and 0 < line[1] - line[0] <= HEADING
        return [], kinds.pop() if heading else None
    times = [mark for mark in marks if mark.what == "time"]
    kind_first = next((mark.start for mark in marks if mark.what == "kind"), amounts[0].start + 1) < amounts[0].start
    prices = []
    for amount, time in _pair(text, amounts, times):
        kind = _kind_of(text, amount, marks, kind_first) or standing
        prices.append(Price(amount.value, int(time.value) or None if time else None, kind, amount.start, amount.end))
    return prices, standing


def _amounts(text: str, marks: list[Mark]) -> list[Mark]:
    """Sure amounts, and bare numbers that stand next to a time or in a range; other costs left out."""
    elsewhere = {
        id(bound) for at, mark in enumerate(marks) if mark.what == "other" and (bound := _bound(text, marks, at))
    }
    kept = []
    for at, mark in enumerate(marks):
        if mark.what not in ("amount", "bare") or id(mark) in elsewhere:
            continue
        if mark.what == "amount" or (LEAST <= mark.value <= MOST and _beside_a_time(text, marks, at)):
            kept.append(mark)
    return kept


def _bound(text: str, marks: list[Mark], at: int) -> Mark | None:
    """The amount that words such as "taxi" speak of: the next one if it is near, else the one before."""
    mark, behind, ahead = marks[at], marks[at + 1 : at + 2], marks[max(0, at - 1) : at]
    around = f"{text[max(0, mark.start - NEAR) : mark.start]}|{text[mark.end : mark.end + NEAR]}"
    if any(_INCLUDED.search(side) for side in around.split("|", 1)):
        return None
    if behind and behind[0].what == "time" and len(_gap(text, mark, behind[0])) <= 1:
        return None  # "an extra half hour"
    for other in (*behind, *ahead):
        gap = _gap(text, mark, other)
        apart = _STOP.search(gap) or (other in ahead and "," in gap)
        if other.what in ("amount", "bare") and len(gap) <= NEAR and not apart:
            return other
    return None


def _beside_a_time(text: str, marks: list[Mark], at: int) -> bool:
    """Only signs and small words between this number and a time, a kind or the other end of its range."""
    mark = marks[at]
    before, after = marks[at - 1] if at else None, marks[at + 1] if at + 1 < len(marks) else None
    if before and before.what == "time" and before.value and _AFTER_TIME.fullmatch(_gap(text, before, mark)):
        return True
    if before and before.what == "kind" and _JOINT.fullmatch(_gap(text, before, mark)):
        return True
    if (
        after
        and after.what in ("time", "kind")
        and (after.value or after.kind)
        and _JOINT.fullmatch(_gap(text, mark, after))
    ):
        return True
    for other in (before, after):
        if other and other.what in ("amount", "bare") and _one_range(text, mark, other):
            return other.what == "amount" or any(each.what == "time" for each in marks)
    return False


def _one_range(text: str, one: Mark, other: Mark) -> bool:
    """Whether these are the ends of one range: 80-120, between 80 and 120."""
    gap, first = _gap(text, one, other), min(one.start, other.start)
    if _RANGE.fullmatch(gap):
        return True
    return _AND.fullmatch(gap) is not None and _BETWEEN.search(text[max(0, first - NEAR) : first]) is not None


def _gap(text: str, one: Mark, other: Mark) -> str:
    return text[min(one.end, other.end) : max(one.start, other.start)]


def _pair(text: str, amounts: list[Mark], times: list[Mark]) -> list[tuple[Mark, Mark | None]]:
    """Each amount with its time. A line names times before amounts or after them: the closer reading wins."""
    if len(times) == len(amounts) > 1 and (times[-1].end <= amounts[0].start or amounts[-1].end <= times[0].start):
        return list(zip(amounts, times, strict=True))  # 30 min / 1 uur: 80 / 150
    ends, starts = [time.end for time in times], [time.start for time in times]
    before = [times[at - 1] if (at := bisect_right(ends, a.start)) else None for a in amounts]
    after = [times[at] if (at := bisect_left(starts, a.end)) < len(times) else None for a in amounts]
    costs = [
        sum(_distance(text, amount, time) for amount, time in zip(amounts, side, strict=True))
        for side in (before, after)
    ]
    first, second = (before, after) if costs[0] <= costs[1] else (after, before)
    return [
        (amount, next((time for time in both if time and _distance(text, amount, time) < FAR), None))
        for amount, *both in zip(amounts, first, second, strict=True)
    ]


def _distance(text: str, amount: Mark, time: Mark | None) -> int:
    if time is None:
        return FAR
    gap = _gap(text, amount, time)
    if amount.end <= time.start and _PER.fullmatch(gap):
        return 0
    return min(FAR, len(gap) + (12 if _STOP.search(gap) else 0) + (4 if "," in gap and amount.end <= time.start else 0))


def _kind_of(text: str, amount: Mark, marks: list[Mark], kind_first: bool) -> str | None:
    """The kind told next to this amount, on the side where this line tells kinds."""
    at = bisect_left(marks, amount.start, key=lambda mark: mark.start)
    before = _kind_beside(text, amount, marks[max(0, at - 8) : at][::-1])
    after = _kind_beside(text, amount, [m for m in marks[at + 1 : at + 3] if m.what in ("kind", "time")])
    told = (before or after) if kind_first else after
    return told or _kind_of_the_sentence(text, amount, marks[:at])


def _kind_of_the_sentence(text: str, amount: Mark, before: list[Mark]) -> str | None:
    """The one kind named between the amount before, or the start of the sentence, and this amount."""
    kinds = set()
    for mark in before[::-1]:
        gap = text[mark.end : amount.start]
        if mark.what in ("amount", "bare") or len(gap) > SENTENCE or _STOP.search(gap):
            break
        kinds.add(mark.kind)
    kinds.discard(None)
    return kinds.pop() if len(kinds) == 1 else None


def _kind_beside(text: str, amount: Mark, others: list[Mark]) -> str | None:
    """Walk from mark to mark while they stand close in one sentence, until one names a kind."""
    here = amount
    for mark in others:
        gap = _gap(text, here, mark)
        if len(gap) > NEAR or _STOP.search(gap) or (mark.what == "kind" and "," in gap):
            return None
        if mark.what == "kind":
            return mark.kind
        here = mark
    return None


def _told(price: Price) -> str:
    return f"{price.amount:g}/{price.minutes or '?'}" + (f" {price.kind}" if price.kind else "")


def _without_parts(text: str, marks: Iterator[Mark]) -> list[Mark]:
    """Of "an evening of four hours" only the hours."""
    kept: list[Mark] = []
    for mark in marks:
        last = kept[-1] if kept else None
        if last and last.what == mark.what == "time" and not last.value and _PART_OF.fullmatch(_gap(text, last, mark)):
            kept.pop()
        kept.append(mark)
    return kept
