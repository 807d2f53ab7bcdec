"""What stands in a line of prices: amounts, times, places of meeting and other costs, as marks in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from pipelines.numbers import NumbersPack
from pipelines.packs import Example
from pipelines.phrases import alternatives, bare

_AMOUNT = r"\d{1,2}\.\d{3}(?!\d)|\d{2,4}"
_CENTS = r"(?:[.,]\d{2}(?!\d))?"
AMOUNT = re.compile(rf"(?:{_AMOUNT}){_CENTS}")
_EURO = r"(?:€|eur(?:o|ó|os|ós)?\w{0,4}|евро|євро|avro\w{0,3}|evro)"
_OTHER_MONEY = (
    r"(?:[$£]|usd|gbp|dollars?|pounds?|lei|ron|zł|zl|pln|złot\w+|ft|huf|forint\w*|лв|лева|kč|czk|korun\w*|tl|₺|lira"
    r"|руб\w*|₽|грн|гривень|₴|chf)"
)
_KINDS = ("clock", "foreign", "other", "time", "kind", "before", "after", "bare")
_MOST_HOURS = 24  # "200 hour" is a price and its hour, not a stay of eight days
_MOST_COUNTED = 12  # hours that are written in words


@dataclass(frozen=True, slots=True)
class PricePack:
    """How one language writes prices: words for units of time, places of meeting, and other costs.

    `periods` are whole expressions and their minutes (half uur: 30), 0 where they have no fixed length (avond);
    `incall` and `outcall` words decide
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


class Mark(NamedTuple):
    """A piece of a price line: amount, bare (a number that may be an amount), time, kind or other."""

    what: str
    value: float
    kind: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PriceRules:
    """One pattern for all marks, and what the words in it mean (as patterns, longest first)."""

    marks: re.Pattern[str]
    minute: re.Pattern[str]
    periods: tuple[tuple[re.Pattern[str], int], ...]
    incall: re.Pattern[str]


def find_marks(text: str, line: tuple[int, int], rules: PriceRules) -> Iterator[Mark]:
    """The marks of this stretch of a cleaned, bare text."""
    for found in rules.marks.finditer(text, *line):
        start, end = found.span()
        what = next(group for group in _KINDS if found[group])
        if what in ("before", "after", "bare"):
            digits = next(found[g] for g in ("a1", "a2", "a3") if found[g])
            yield Mark("bare" if what == "bare" else "amount", euros(digits), None, start, end)
        elif what == "time" and (split := _price_of_an_hour(found, rules)):
            yield from split
        elif what == "time":
            yield Mark("time", _minutes(found, rules), None, start, end)
        elif what == "kind":
            kind = "incall" if rules.incall.fullmatch(found[0]) else "outcall"
            yield Mark("kind", 0, kind, start, end)
        elif what == "other":
            yield Mark("other", 0, None, start, end)


def _price_of_an_hour(found: re.Match[str], rules: PriceRules) -> tuple[Mark, Mark] | None:
    """ "200 hour" as an amount and an hour, since nobody stays so long."""
    count, unit = found["count"], found["unit"]
    if not count or not count.isdigit() or int(count) <= _MOST_HOURS or unit == "'" or rules.minute.fullmatch(unit):
        return None
    return (
        Mark("amount", float(count), None, found.start("count"), found.end("count")),
        Mark("time", 60, None, found.start("unit"), found.end("unit")),
    )


def euros(digits: str) -> float:
    """150, 1.200, 112,50 and 1.200,00 as a number."""
    cents = re.search(r"[.,](\d{2})$", digits)
    whole = digits[: cents.start()] if cents else digits
    return float(re.sub(r"\D", "", whole)) + (int(cents[1]) / 100 if cents else 0)


def _minutes(found: re.Match[str], rules: PriceRules) -> int:
    if found["rate"]:
        return 60
    if not found["count"]:
        return next(minutes for words, minutes in rules.periods if words.fullmatch(found["period"]))
    count = {"½": 0.5, "1½": 1.5}.get(found["count"]) or float(found["count"].replace(",", "."))
    return round(count if found["unit"] == "'" or rules.minute.fullmatch(found["unit"]) else count * 60)


def compiled(packs: Mapping[str, PricePack], counted: Mapping[str, NumbersPack]) -> PriceRules:
    """The patterns of these packs together; `counted` has the number words of the same languages."""

    def every(kind: str) -> list[str]:
        return [word for pack in packs.values() for word in getattr(pack, kind)]

    periods = _hours_in_words(packs, counted)
    periods |= {word: minutes for pack in packs.values() for word, minutes in pack.periods.items()}
    hour, minute = alternatives(every("hour")), alternatives(every("minute"))
    pattern = rf"""
      (?P<clock>(?<!\w)(?:{alternatives(every("clock"))})\s+(?:[01]?\d|2[0-4])(?:[:.]\d{{2}})?\s?(?:{hour})?(?![\w€])(?!\s?(?:€|eur|{minute})))
    | (?P<foreign>(?:[$£]\s?\d[\d.,]*|(?<!\d)\d[\d.,]*\s?{_OTHER_MONEY})(?!\w))
    | (?P<other>(?<!\w)(?:{alternatives(every("other"))})(?!\w))
    | (?P<time>(?<![\w.,])(?:(?P<count>\d{{1,3}}(?:[.,]5)?|1?½)\s?-?(?:de\s)?(?P<unit>{minute}|{hour}|'(?!\w))
        |(?P<period>{alternatives(periods)}))(?!\w)
        |/\s?(?P<rate>{hour})(?!\w))
    | (?P<kind>(?<!\w)(?:{alternatives([*every("incall"), *every("outcall")])})(?!\w))
    | (?P<before>(?:€|(?<!\w)eur(?:o|os)?)\s?:?\s?(?P<a1>(?:{_AMOUNT}){_CENTS})(?:,-+|,--|\s?-(?=\s))?(?!\d))
    | (?P<after>(?<![\w.,])(?P<a2>(?:{_AMOUNT}){_CENTS})\s?(?:de\s)?(?:{_EURO}|e\b|,-+|,=|\.-)(?!\w))
    | (?P<bare>(?<![\w.,:+])(?P<a3>\d{{2,4}}(?:,\d0(?!\d))?)
        (?![\w:%°+]|[.,]\d|/7\b|[-/]\d{{1,2}}[-/]|[-/](?:0?[1-9]|1[0-2])(?!\d)))
    """
    return PriceRules(
        re.compile(bare(pattern), re.VERBOSE | re.IGNORECASE),
        re.compile(minute, re.IGNORECASE),
        tuple(
            (re.compile(alternatives([word]), re.IGNORECASE), periods[word])
            for word in sorted(periods, key=len, reverse=True)
        ),
        re.compile(alternatives(every("incall")), re.IGNORECASE),
    )


def _hours_in_words(packs: Mapping[str, PricePack], counted: Mapping[str, NumbersPack]) -> dict[str, int]:
    """Two to twelve hours as one says them: "quattro ore", "четыре часа"."""
    return {
        f"{word} {hour}": 60 * value
        for code, pack in packs.items()
        for word, value in (counted[code].words.items() if code in counted else ())
        for hour in pack.hour
        if 2 <= value <= _MOST_COUNTED and hour.isalpha() and len(hour) > 1
    }
