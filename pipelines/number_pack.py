"""The number words of a language, from config/packs/<lang>/numbers.yml, and those of several packs together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from pipelines.clean import fold
from pipelines.packs import Example
from pipelines.phrases import either

UNIT_FIRST = "<"  # a joint between a unit and the ten behind it, never between a ten and a unit


@dataclass(frozen=True, slots=True)
class NumbersPack:
    """Number words of one language.

    `words` are 0-19 and other single words, `pairs` two words that are one (quatre vingt), `hundreds` multiply
    what stands before them unless they say how many themselves (doscientos). `joints` may stand between the
    parts; with `units_first` they join vier-en-dertig. `pauses` are read out between digits and mean nothing;
    `zero_first` says that a number is written without its first zero. `forms` are other cases of the number words,
    as they begin a longer word that ends in one of `tails` (двадцати-пяти-летняя).
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    words: Mapping[str, int]
    tens: Mapping[str, int]
    hundreds: Mapping[str, int]
    pairs: Mapping[str, int] = field(default_factory=dict)
    joints: tuple[str, ...] = ()
    units_first: bool = False
    repeat: Mapping[str, int] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    pauses: tuple[str, ...] = ()
    zero_first: tuple[str, ...] = ()
    forms: Mapping[str, int] = field(default_factory=dict)
    tails: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


Pieces = tuple[tuple[str, str, int], ...]  # digits, how, letters taken (0: all)


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of a language with Dutch and English: folded word to what it writes and how."""

    known: Mapping[str, tuple[str, str]]
    pairs: Mapping[tuple[str, str], str]
    pieces: re.Pattern[str]
    zero_first: re.Pattern[str]
    starts: frozenset[str]  # first three letters of every number word: most words stop here
    seen: dict[str, Pieces] = field(default_factory=dict, repr=False)  # words read before, bounded

    def remember(self, shown: str, pieces: Pieces) -> Pieces:
        if len(self.seen) >= 20_000:
            self.seen.clear()
        self.seen[shown] = pieces
        return pieces


def joined(packs: Mapping[str, NumbersPack]) -> NumberWords:
    """The number words of these packs together."""
    known: dict[str, tuple[str, str]] = {}
    pairs: dict[tuple[str, str], str] = {}
    for pack in reversed(list(packs.values())):  # the text's own language, first in order, has the last word
        known |= {fold(word): ("", "pause") for word in pack.pauses}
        known |= {fold(word): (sign, "sign") for word, sign in pack.signs.items()}
        known |= {fold(word): (str(value), "repeat") for word, value in pack.repeat.items()}
        known |= {fold(word): (UNIT_FIRST if pack.units_first else "", "joint") for word in pack.joints}
        known |= {fold(word): ("", "stop") for word in pack.tails}
        known |= {fold(word): (str(value), "word" if value < 20 else "tens") for word, value in pack.forms.items()}
        known |= {fold(word): (str(value), "hundred") for word, value in pack.hundreds.items()}
        known |= {fold(word): (str(value), "tens") for word, value in pack.tens.items()}
        known |= {fold(word): (str(value), "word") for word, value in ({**pack.words, **_compounds(pack)}).items()}
        for words, value in pack.pairs.items():
            left, right = (str(pack.words.get(word, pack.tens.get(word))) for word in words.split())
            pairs[left, right] = str(value)
    parts = ("word", "tens", "hundred", "stop")
    pieces = sorted((word for word, (_, how) in known.items() if how in parts), key=len, reverse=True)
    return NumberWords(
        known,
        pairs,
        re.compile("|".join(map(re.escape, pieces))),
        either(phrase for pack in packs.values() for phrase in pack.zero_first),
        frozenset(piece[:3] for piece in pieces),
    )


def _compounds(pack: NumbersPack) -> dict[str, int]:
    """Vierendertig and its like, for languages that say the unit first."""
    if not pack.units_first:
        return {}
    units = {word: value for word, value in pack.words.items() if 0 < value < 10}
    return {
        f"{unit}{joint}{ten}": tens + value
        for joint in pack.joints
        for unit, value in units.items()
        for ten, tens in pack.tens.items()
    }
