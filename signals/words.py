"""Splits an ad into sentences of folded words, keeping where each word stands in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\ufe0f"
_WORD = re.compile(rf"\d+|(?:[^\W\d_][{_MARKS}]*)+(?:[’'`´](?:[^\W\d_][{_MARKS}]*)+)*|\n+|[^\w\s{_MARKS}]")
_ENDS = frozenset(".!?;…•|·●►✓✔★☆♥❤¿¡")
_SHORT = frozenset(
    {*("j", "jr", "y", "u", "p", "ca", "evt", "incl", "min", "max", "l", "g", "h", "st", "tel", "nr", "r", "ul")}
    | {*("bv", "zb", "bzw", "d", "m", "w")}
)  # abbreviations whose full stop ends no sentence
LONGEST_SENTENCE = 80  # words; an ad without full stops must not make matching quadratic

_LETTERS = str.maketrans(
    dict(zip("łøđıабвгдезийклмнопрстуфхъьыэѝ", "lodiabvgdeziyklmnoprstufhayyei", strict=True))
    | {"ß": "ss", "æ": "ae", "œ": "oe", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht"}
    | {"ю": "yu", "я": "ya", "’": None, "'": None, "`": None, "´": None}
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The folded words of one sentence, where each starts and ends in the text, the mark that closed it
    ("" when none did), and which words begin with a capital as a name does."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    closed_by: str = ""
    capitals: tuple[int, ...] = ()


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Lower case, no accents, no apostrophes, Cyrillic in Latin letters: how words are compared."""
    composed = unicodedata.normalize("NFC", word).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", composed)
    return "".join(sign for sign in decomposed if unicodedata.category(sign) not in ("Mn", "Cf"))


@lru_cache(maxsize=50_000)
def split(text: str) -> tuple[str, ...]:
    """The folded words of a short phrase, as patterns use them."""
    return tuple(fold(found[0]) for found in _WORD.finditer(text) if found[0].strip())


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text in order; no sentence is longer than LONGEST_SENTENCE words."""
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    capitals: list[int] = []
    for found in _WORD.finditer(text):
        raw = found[0]
        folded, is_word, is_capital = _seen(raw)
        closed_by = ""
        if is_word:
            if is_capital:
                capitals.append(len(words))
            words.append(folded)
            spans.append(found.span())
        elif _closes(raw, text, found.end(), words):
            closed_by = raw[0]
        elif folded := "–" if raw == "-" and _loose(text, found) else folded:  # a lone mark folds to ""
            words.append(folded)
            spans.append(found.span())
        if words and (closed_by or len(words) == LONGEST_SENTENCE):
            yield Sentence(tuple(words), tuple(spans), closed_by, tuple(capitals))
            words, spans, capitals = [], [], []
    if words:
        yield Sentence(tuple(words), tuple(spans), "", tuple(capitals))


def with_next(text: str) -> Iterator[tuple[Sentence, Sentence | None]]:
    """Each sentence of a text with the one after it; none for a text without words."""
    found = list(sentences(text))
    return zip(found, [*found[1:], None], strict=False)  # a text without words has no last sentence either


@lru_cache(maxsize=200_000)
def _seen(raw: str) -> tuple[str, bool, bool]:
    """A piece of text folded, whether it is a word, and whether it begins with a capital as a name does."""
    return fold(raw), raw[0].isalnum(), raw[0].isupper() and raw[1:].islower()


def _loose(text: str, hyphen: re.Match[str]) -> bool:
    """A hyphen with space around it is a dash; inside a word it divides no clause."""
    return not text[hyphen.start() - 1 : hyphen.start()].strip() or not text[hyphen.end() : hyphen.end() + 1].strip()


def _closes(raw: str, text: str, end: int, words: list[str]) -> bool:
    if raw[0] == "\n":
        return True
    if raw == ".":
        follows = text[end : end + 1]
        inside = follows and not follows.isspace() and not follows.isupper()
        return not inside and not (words and words[-1] in _SHORT)
    return raw in _ENDS or (raw > "\u2100" and unicodedata.category(raw) == "So")
