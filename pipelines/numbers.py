"""Numbers written in signs and words: 06, o6, zes, thirty four, dubbel drie."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar, NamedTuple

from pipelines.clean import fold
from pipelines.packs import Example, prove, spoken

_RUN = re.compile(r"\d+|[^\W\d_]+")
_LOOKALIKE = str.maketrans("oOоОlIiі", "00001111")  # Latin and Cyrillic letters that pass for a digit


@dataclass(frozen=True, slots=True)
class NumbersPack:
    """Number words of one language. `units_first` is the joint in vier-en-dertig."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    words: Mapping[str, int]
    tens: Mapping[str, int] = field(default_factory=dict)
    units_first: str | None = None
    repeat: Mapping[str, int] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    pauses: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


class Token(NamedTuple):
    """A stretch that can be read as digits. `how`: digits, word, letter, tens, repeat, sign or pause."""

    digits: str
    start: int
    end: int
    how: str


@dataclass(frozen=True, slots=True)
class NumberWords:
    """All number words together: folded word to what it writes and how."""

    known: Mapping[str, tuple[str, str]]
    joined: re.Pattern[str]
    joints: frozenset[str]


@cache
def number_words() -> NumberWords:
    """The packs of all languages, proved by their examples. Raises ConfigError."""
    packs = spoken("numbers", NumbersPack, None)
    words = NumberWords(known := _known(packs), _joined(known), _joints(packs))
    for language in packs:
        prove("numbers", language, packs, lambda text: tuple(_spell(chain) for chain in chains(text, words)))
    return words


def chains(text: str, words: NumberWords | None = None) -> Iterator[list[Token]]:
    """Stretches of tokens with nothing but signs and spaces between them, tens and repeats worked out."""
    words = words or number_words()
    chain: list[Token] = []
    for token in _tokens(text, words):
        if chain and (token is None or not _gap_allowed(text[chain[-1].end : token.start])):
            yield from _worked_out(chain)
            chain = []
        if token is not None:
            chain.append(token)
    yield from _worked_out(chain)


def _tokens(text: str, words: NumberWords) -> Iterator[Token | None]:
    for run in _RUN.finditer(text):
        shown = run[0]
        if shown[0].isdigit():
            yield Token(shown, run.start(), run.end(), "digits")
        else:
            yield from _word(shown, run.start(), words)


def _word(shown: str, start: int, words: NumberWords) -> Iterator[Token | None]:
    end = start + len(shown)
    folded = fold(shown)
    found = words.known.get(folded)
    if found:
        yield Token(found[0], start, end, found[1])
    elif folded in words.joints:
        yield Token("", start, end, "joint")
    elif len(shown) <= 3 and shown.translate(_LOOKALIKE).isdigit():
        yield Token(shown.translate(_LOOKALIKE), start, end, "letter")
    elif len(folded) > 5 and _all_of(words.joined, folded):
        for piece in words.joined.finditer(folded):
            digits, how = words.known[piece[0]]
            yield Token(digits, start, end, how)
    else:
        yield None


def _all_of(pattern: re.Pattern[str], word: str) -> bool:
    """Whether the word is nothing but number words, read from the left, longest first."""
    at = 0
    while at < len(word) and (piece := pattern.match(word, at)):
        at = piece.end()
    return at == len(word)


_GAP = re.compile(r"[^\w€$£%]{0,8}")


def _gap_allowed(gap: str) -> bool:
    return len(gap) <= 8 and _GAP.fullmatch(gap.replace("_", " ")) is not None


def _worked_out(chain: list[Token]) -> Iterator[list[Token]]:
    """Join thirty + four, vier + en + dertig, dubbel + drie; a lone joint breaks nothing and says nothing."""
    out: list[Token] = []
    for token in chain:
        last = out[-1] if out else None
        if last and last.how == "repeat" and token.digits:
            times = int(last.digits)
            out[-1] = Token(token.digits[0] * times + token.digits[1:], last.start, token.end, "word")
        elif last and last.how == "tens" and token.how == "word" and token.digits in "123456789":
            out[-1] = Token(last.digits[0] + token.digits, last.start, token.end, "word")
        elif last and last.how == "joint" and len(out) > 1 and token.how == "tens" and len(out[-2].digits) == 1:
            out[-2:] = [Token(token.digits[0] + out[-2].digits, out[-2].start, token.end, "word")]
        else:
            out.append(token)
    piece: list[Token] = []
    for token in out:
        if token.how == "joint":
            yield from _filled(piece)
            piece = []
        elif token.how != "pause":
            piece.append(token)
    yield from _filled(piece)


def _filled(piece: list[Token]) -> Iterator[list[Token]]:
    if any(token.digits and token.how != "repeat" for token in piece):
        yield [token for token in piece if token.how != "repeat"]


def _spell(chain: list[Token]) -> str:
    return "".join(token.digits for token in chain)


def _known(packs: Mapping[str, NumbersPack]) -> dict[str, tuple[str, str]]:
    known: dict[str, tuple[str, str]] = {}
    for pack in packs.values():
        known |= {fold(word): (str(value), "word") for word, value in pack.words.items()}
        known |= {fold(word): (str(value), "tens") for word, value in pack.tens.items()}
        known |= {fold(word): (str(value), "repeat") for word, value in pack.repeat.items()}
        known |= {fold(word): (sign, "sign") for word, sign in pack.signs.items()}
        known |= {fold(word): ("", "pause") for word in pack.pauses}
        known |= _compounds(pack)
    return known


def _compounds(pack: NumbersPack) -> dict[str, tuple[str, str]]:
    if not pack.units_first:
        return {}
    units = {word: value for word, value in pack.words.items() if 0 < value < 10}
    return {
        fold(f"{unit}{pack.units_first}{ten}"): (str(tens + value), "word")
        for unit, value in units.items()
        for ten, tens in pack.tens.items()
    }


def _joints(packs: Mapping[str, NumbersPack]) -> frozenset[str]:
    return frozenset(pack.units_first for pack in packs.values() if pack.units_first)


def _joined(known: Mapping[str, tuple[str, str]]) -> re.Pattern[str]:
    pieces = sorted((word for word, (_, how) in known.items() if how in ("word", "tens")), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, pieces)))
