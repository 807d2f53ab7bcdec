"""Prices with their duration and kind, and the price of an hour.

Phones are masked before this runs. Only euros count: amounts in other currencies are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, NamedTuple

from pipelines.clean import fold
from pipelines.packs import Example, prove, spoken

NIGHT = 480  # minutes: a night counts as eight hours
_AMOUNT = r"\d{1,3}(?:[.\s]\d{3})(?!\d)|\d{2,4}"
FAR = 40  # characters: an amount and a time further apart do not belong together
_JOINT = re.compile(
    r"[\s:=.\-/>→|()~,+*_•]{0,12}"
    r"(?:(?:voor|is|kost|kosten|for|per|por|pro|za|за|pour|für|um|à|a|van|tot|to|of|en|and|y|e|i|si|și|und|et)\b[\s:]*)?",
    re.IGNORECASE,
)
_PER = re.compile(r"\s?(?:[/|]|p/|p\.?|per|por|pro|pour|für|for|voor|the|an|la|pe|za|за|на|a|à)?\s?", re.IGNORECASE)
_STOP = re.compile(r"[.!?]\s")
_CENTS = r"(?:[.,]\d{2}(?!\d))?"


@dataclass(frozen=True, slots=True)
class PricePack:
    """How one language writes prices: words for units of time, places of meeting, and other costs.

    `periods` are whole expressions and their minutes (half uur: 30); `incall` and `outcall` words decide
    the kind; `other` marks an amount that is no price of time (reiskosten, aanbetaling).
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    minute: tuple[str, ...]
    hour: tuple[str, ...]
    periods: Mapping[str, int]
    incall: tuple[str, ...] = ()
    outcall: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """Euros for a number of minutes (None when not said), incall, outcall or not said (None)."""

    amount: float
    minutes: int | None
    kind: str | None
    start: int
    end: int


_MARKS = ("clock", "foreign", "other", "time", "kind", "before", "after", "bare")


class Mark(NamedTuple):
    """A piece of a price line: amount, bare (a number that may be an amount), time, kind or other."""

    what: str
    value: float
    kind: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PriceRules:
    marks: re.Pattern[str]
    minute: frozenset[str]
    periods: Mapping[str, int]
    incall: frozenset[str]


@cache
def price_rules(language: str | None) -> PriceRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("price", PricePack, language)
    rules = _compiled(packs)
    prove("price", language, packs, lambda text: tuple(_told(price) for price in find_prices(text, rules)))
    return rules


def find_prices(text: str, rules: PriceRules) -> list[Price]:
    """Prices in a cleaned text, in order, each once. Linear in the text; never raises."""
    found: dict[tuple[float, int | None, str | None], Price] = {}
    standing: str | None = None  # the kind a heading such as "Escort:" sets for the lines below it
    for line in _lines(text):
        marks = list(_marks(text, line, rules))
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
    prices = find_prices(value, price_rules("nl"))
    hourly = price_hour(prices)
    if hourly is not None:
        return hourly
    found = re.search(rf"(?:{_AMOUNT}){_CENTS}", value)
    return prices[0].amount if prices else _euros(found[0]) if found else None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n;]+", text):
        yield line.start(), line.end()


def _marks(text: str, line: tuple[int, int], rules: PriceRules) -> Iterator[Mark]:
    for found in rules.marks.finditer(text, *line):
        start, end = found.span()
        what = next(group for group in _MARKS if found[group])
        if what in ("before", "after", "bare"):
            digits = next(found[g] for g in ("a1", "a2", "a3") if found[g])
            yield Mark("bare" if what == "bare" else "amount", _euros(digits), None, start, end)
        elif what == "time":
            yield Mark("time", _minutes(found, rules), None, start, end)
        elif what == "kind":
            kind = "incall" if _plain(found[0]) in rules.incall else "outcall"
            yield Mark("kind", 0, kind, start, end)
        elif what == "other":
            yield Mark("other", 0, None, start, end)


def _read_line(
    text: str, line: tuple[int, int], marks: list[Mark], standing: str | None
) -> tuple[list[Price], str | None]:
    """The prices of one line, and the kind that stands for the lines below."""
    kinds = {mark.kind for mark in marks if mark.what == "kind"}
    amounts = _amounts(text, marks)
    if not amounts:
        heading = len(kinds) == 1 and line[1] - line[0] <= 40
        return [], kinds.pop() if heading else None
    times = [mark for mark in marks if mark.what == "time"]
    kind_first = next(mark.what for mark in marks if mark.what == "kind" or mark in amounts) == "kind"
    prices = []
    for amount, time in _pair(text, amounts, times):
        kind = _kind_of(text, amount, marks, kind_first) or standing
        prices.append(Price(amount.value, int(time.value) if time else None, kind, amount.start, amount.end))
    return prices, standing


def _amounts(text: str, marks: list[Mark]) -> list[Mark]:
    """Sure amounts, and bare numbers that touch a time; other costs left out."""
    kept = []
    for at, mark in enumerate(marks):
        if mark.what not in ("amount", "bare"):
            continue
        around = marks[max(0, at - 1) : at] + marks[at + 1 : at + 2]
        if any(m.what == "other" and _between(text, m, mark) <= 25 for m in around):
            continue
        if mark.what == "amount" or (20 <= mark.value <= 3000 and _touches(text, mark, marks, at)):
            kept.append(mark)
    return kept


def _touches(text: str, mark: Mark, marks: list[Mark], at: int) -> bool:
    """Only signs and small joining words between this number and a time or a sure neighbour."""
    for other in (*marks[max(0, at - 1) : at], *marks[at + 1 : at + 2]):
        first, second = sorted((mark, other), key=lambda m: m.start)
        gap = text[first.end : second.start]
        if other.what in ("time", "amount", "kind", "bare") and _JOINT.fullmatch(gap):
            return other.what != "bare" or any(m.what == "time" for m in marks)
    return False


def _pair(text: str, amounts: list[Mark], times: list[Mark]) -> list[tuple[Mark, Mark | None]]:
    """Each amount with its time. A line names times before amounts or after them: the closer reading wins."""
    if len(times) == len(amounts) > 1 and (times[-1].end <= amounts[0].start or amounts[-1].end <= times[0].start):
        return list(zip(amounts, times, strict=True))  # 30 min / 1 uur: 80 / 150
    before = [max((t for t in times if t.end <= a.start), key=lambda t: t.end, default=None) for a in amounts]
    after = [min((t for t in times if t.start >= a.end), key=lambda t: t.start, default=None) for a in amounts]
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
    start, end = (time.end, amount.start) if time.end <= amount.start else (amount.end, time.start)
    gap = text[start:end]
    if amount.end <= time.start and _PER.fullmatch(gap):
        return 0
    return min(FAR, len(gap) + (12 if _STOP.search(gap) else 0))


def _kind_of(text: str, amount: Mark, marks: list[Mark], kind_first: bool) -> str | None:
    """The kind told next to this amount, on the side where this line tells kinds."""
    at = marks.index(amount)
    before = _kind_beside(text, amount, marks[:at][::-1])
    after = _kind_beside(text, amount, [m for m in marks[at + 1 : at + 3] if m.what in ("kind", "time")])
    return (before or after) if kind_first else after


def _kind_beside(text: str, amount: Mark, others: list[Mark]) -> str | None:
    """Walk from mark to mark while they stand close in one sentence, until one names a kind."""
    here = amount
    for mark in others:
        first, second = sorted((here, mark), key=lambda m: m.start)
        gap = text[first.end : second.start]
        if len(gap) > 15 or _STOP.search(gap):
            return None
        if mark.what == "kind":
            return mark.kind
        here = mark
    return None


def _between(text: str, one: Mark, other: Mark) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


def _euros(digits: str) -> float:
    whole = re.sub(r"[.,](\d{2})$", "", digits)
    return float(re.sub(r"[.\s]", "", whole))


def _minutes(found: re.Match[str], rules: PriceRules) -> int:
    if found["rate"]:
        return 60
    if not found["count"]:
        return rules.periods[_plain(found[0])]
    count = {"½": 0.5, "1½": 1.5}.get(found["count"]) or float(found["count"].replace(",", "."))
    return round(count if _plain(found["unit"]) in rules.minute else count * 60)


def _plain(words: str) -> str:
    return re.sub(r"[\s\-]+", " ", fold(words.strip()))


def _told(price: Price) -> str:
    return f"{price.amount:g}/{price.minutes or '?'}" + (f" {price.kind}" if price.kind else "")


def _compiled(packs: Mapping[str, PricePack]) -> PriceRules:
    def every(kind: str) -> set[str]:
        return {re.sub(r"[\s\-]+", " ", word) for pack in packs.values() for word in getattr(pack, kind)}

    def either(words: set[str]) -> str:
        return "|".join(re.escape(w).replace(r"\ ", r"[\s\-]+") for w in sorted(words, key=len, reverse=True))

    minute, hour, periods = every("minute"), every("hour"), every("periods")
    euro = r"(?:€|euros?\b|eur\b|евро\b|evro\b|eura?\b|e\b)"
    foreign = r"(?:[$£]|usd|gbp|lei\b|ron\b|zł|pln|ft\b|huf|лв|kč|czk|tl\b|₺|руб|грн|chf)"
    pattern = rf"""
      (?P<clock>(?<!\w)(?:{either(every("clock"))})\s+\d{{1,2}}(?:[:.]\d{{2}})?\s?(?:{either(hour)})?(?!\w))
    | (?P<foreign>(?:[$£]\s?\d[\d.,]*|\d[\d.,]*\s?{foreign}))
    | (?P<other>(?<!\w)(?:{either(every("other"))})(?!\w))
    | (?P<time>(?<!\w)(?:(?P<count>\d{{1,3}}(?:[.,]5)?|1?½)\s?-?(?P<unit>{either(minute | hour)}|'(?!\w))
        |{either(periods)})(?!\w)
        |/\s?(?P<rate>{either(hour)})(?!\w))
    | (?P<kind>(?<!\w)(?:{either(every("incall") | every("outcall"))})(?!\w))
    | (?P<before>(?:€|(?<!\w)eur(?:o|os)?)\s?:?\s?(?P<a1>(?:{_AMOUNT}){_CENTS})(?:,-+|,--|\s?-(?=\s))?(?!\d))
    | (?P<after>(?<![\w.,])(?P<a2>(?:{_AMOUNT}){_CENTS})\s?(?:{euro}|,-+|,=|\.-)(?!\w))
    | (?P<bare>(?<![\w.,:+/€$£-])(?P<a3>\d{{2,4}})(?![\w:%°+]|[.,]\d))
    """
    return PriceRules(
        re.compile(pattern, re.VERBOSE | re.IGNORECASE),
        frozenset(map(_plain, minute)) | {"'"},
        {_plain(word): minutes for pack in packs.values() for word, minutes in pack.periods.items()},
        frozenset(map(_plain, every("incall"))),
    )
