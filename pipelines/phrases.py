"""Words and phrases of a pack as one pattern, and whether a phrase is denied where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLAUSE = re.compile(r"[.!?;:\n]|,\s(?=(?:maar|but|pero|mas|dar|aber|mais|но|ma|ale|але|ama|csak|de)\b)")


def either(phrases: Iterable[str], *, inside: bool = False) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words; a trailing `*` stands for any ending.

    Spaces and hyphens in a phrase may be written as one or more of either.
    """
    written = sorted({phrase.strip() for phrase in phrases}, key=len, reverse=True)
    if not written:
        return re.compile(r"(?!)")
    edges = ("", "") if inside else (r"(?<!\w)", r"(?!\w)")
    return re.compile(f"{edges[0]}(?:{'|'.join(map(_one, written))}){edges[1]}", re.IGNORECASE)


def _one(phrase: str) -> str:
    stem = phrase.removesuffix("*")
    words = r"[\s\-]+".join(re.escape(word) for word in re.split(r"[\s\-]+", stem))
    return words + (r"\w*" if phrase.endswith("*") else "")


def denied(text: str, start: int, denials: re.Pattern[str], reach: int = 30) -> bool:
    """Whether a denial (geen, niet in een) stands before this place in the same clause, within `reach`."""
    before = text[max(0, start - reach) : start]
    clause = _CLAUSE.split(before)[-1] or ""
    return denials.search(clause) is not None
