"""A text as words, numbers and signs, each with what the packs say it may mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.price_words import NOT_YET, SIDES, SOFT, Meaning, Phrase, PriceRules

_TOKEN = re.compile(r"(\d+(?:[.,:]\d+)*)|(½|[^\W\d_½]+)|(\x00+|\n|[^\s\d])")
_JOINTS = frozenset(":=-/|>→()~_*…'’\"€[]")  # signs that may stand between an amount and its time
_ENDS = frozenset(".!?;\n")
_NOTHING: tuple[Phrase, ...] = ()
_ROOM = 24  # empty tokens behind the text (and, by negative places, before it): nothing looks further


class Token(NamedTuple):
    """A number (n), a word (w) or a sign (s) at its place in the text; `plain` is without case and accents."""

    what: str
    plain: str
    start: int
    end: int
    phrases: tuple[Phrase, ...] = _NOTHING
    weight: int = NOT_YET

    @property
    def number(self) -> float | None:
        """2, 1.5 and 1,5 as a number; None for anything else."""
        if self.what != "n" or ":" in self.plain:
            return None
        whole, _, rest = self.plain.replace(",", ".").partition(".")
        return float(f"{whole}.{rest or 0}") if len(rest) < 3 else None


_END = Token("s", "", 0, 0)


def tokens(text: str, rules: PriceRules) -> list[Token]:
    """The tokens of a text, with empty ones behind it so that looking ahead needs no check."""
    found = []
    for match in _TOKEN.finditer(text):
        kind, shown = match.lastindex, match[0]
        start, end = match.span()
        if kind == 2:
            plain, phrases, weight = rules.read(shown)
            found.append(Token("w", plain, start, end, phrases, weight))
        elif kind == 1:
            found.append(Token("n", shown, start, end))
        else:
            weight = NOT_YET if shown in _ENDS else 0 if shown in _JOINTS else SOFT
            found.append(Token("s", shown, start, end, _NOTHING, weight))
    return found + [_END] * _ROOM


def length(row: Sequence[Token]) -> int:
    """How many tokens are in the text."""
    return len(row) - _ROOM


def meaning(row: Sequence[Token], here: int) -> tuple[Meaning | None, int]:
    """What the longest phrase that begins here is, apart from small words, and where it ends."""
    for phrase in row[here].phrases:
        if phrase.meaning.what not in SIDES and (end := _end_of(row, here, phrase) if phrase.rest else here + 1):
            return phrase.meaning, end
    return None, here


def side(row: Sequence[Token], here: int, what: str) -> int:
    """Where the longest phrase of small words of this kind that begins here ends; 0 when there is none."""
    for phrase in row[here].phrases:
        if phrase.meaning.what == what and (end := _end_of(row, here, phrase)):
            return end
    return 0


def unit(row: Sequence[Token], here: int) -> tuple[Meaning | None, int]:
    """The minute or hour that begins here, whatever else the word may be."""
    for phrase in row[here].phrases:
        if phrase.meaning.what in ("minute", "hour") and (end := _end_of(row, here, phrase)):
            return phrase.meaning, end
    return None, here


def beside(row: Sequence[Token], left: int, room: int = 1) -> bool:
    """At most `room` signs or spaces between this token and the next."""
    return row[left + 1].start - row[left].end <= room


def _end_of(row: Sequence[Token], here: int, phrase: Phrase) -> int:
    """The words of a phrase stand behind each other, with at most an apostrophe, dash, dot or stroke between."""
    for word in phrase.rest:
        here += 1
        if row[here].plain in ("'", "’", "-", ".", "/", "`", "´"):
            here += 1
        found = row[here]
        if found.plain != word and not (word[-1] == "*" and found.what == "w" and found.plain.startswith(word[:-1])):
            return 0
    return here + 1
