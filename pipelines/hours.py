"""When an ad says it can be reached: times of the day, and whether round the clock. A lure as often as a fact."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ALWAYS = re.compile(
    r"(?<!\d)24\s?(?:/|x|-)\s?7(?!\d)|(?<!\d)24\s?(?:uur|hours?|stunden|horas|ore|heures|h)\b", re.IGNORECASE
)
_CLOCK = r"([01]?\d|2[0-4])(?:[:.h]([0-5]\d))?"
_SPAN = re.compile(
    rf"(?<![\d.,:€/+-]){_CLOCK}\s?(?:uur|u|h|am|pm)?\s?(?:-|–|tot|to|till|until|t/m|bis|a|à|hasta|até|do|до|până la)\s?"
    rf"{_CLOCK}\s?(?:(uur|u\b|h\b|uhr|am|pm|horas|ore|heures|год|часа)|(?<=[:.h]\d\d))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hours:
    """From and until in minutes of the day (until may be past midnight), or round the clock (0 to 1440)."""

    start: int
    end: int

    @property
    def always(self) -> bool:
        return (self.start, self.end) == (0, 1440)


def find_hours(text: str) -> list[Hours]:
    """The hours a cleaned text names, each once, in order. Linear in the text; never raises.

    >>> find_hours("van 10:00 tot 22:00 uur"), find_hours("24/7")
    ([Hours(start=600, end=1320)], [Hours(start=0, end=1440)])
    """
    found = [Hours(0, 1440)] if _ALWAYS.search(text) else []
    for span in _SPAN.finditer(text):
        start, end = _minutes(span[1], span[2]), _minutes(span[3], span[4])
        found.append(Hours(start, end if end > start else end + 1440))
    return list(dict.fromkeys(found))


def _minutes(hour: str, minute: str | None) -> int:
    return int(hour) * 60 + int(minute or 0)
