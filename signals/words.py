"""Splits an ad into sentences of folded words, keeping where each word stands in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

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
    """The folded words of one sentence, the mark that closed it ("" when none did), and which words begin
    with a capital as a name does. `text` and `pieces` (which pieces of it the words are) stay for `span`."""

    words: tuple[str, ...]
    text: str
    pieces: tuple[int, ...]
    closed_by: str = ""
    capitals: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where words start:end stand in the text. Few sentences say anything, so it is looked up when asked."""
        first, last = self.pieces[start], self.pieces[end - 1]
        found = islice(_WORD.finditer(self.text), first, last + 1)
        places = [one.span() for one in found]
        return places[0][0], places[-1][1]


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
    pieces: list[int] = []
    capitals: list[int] = []
    marks = _Marks(text)
    for place, raw in enumerate(_WORD.findall(text)):
        folded, is_word, is_capital = _seen(raw)
        closed_by = ""
        if is_word:
            if is_capital:
                capitals.append(len(words))
            words.append(folded)
            pieces.append(place)
        elif _closes(raw, marks, words):
            closed_by = raw[0]
        elif folded := "–" if raw == "-" and marks.loose() else folded:  # a lone mark folds to ""
            words.append(folded)
            pieces.append(place)
        if words and (closed_by or len(words) == LONGEST_SENTENCE):
            yield Sentence(tuple(words), text, tuple(pieces), closed_by, tuple(capitals))
            words, pieces, capitals = [], [], []
    if words:
        yield Sentence(tuple(words), text, tuple(pieces), "", tuple(capitals))


class _Marks:
    """What stands around each full stop and hyphen of a text, asked for one after the other: each of them
    is a piece of its own, so the text is searched for nothing else."""

    def __init__(self, text: str) -> None:
        self._text, self._stop, self._hyphen = text, -1, -1

    def stops(self) -> bool:
        """The next full stop stands before white space, a capital or the end: it may close a sentence."""
        self._stop = self._text.index(".", self._stop + 1)
        follows = self._text[self._stop + 1 : self._stop + 2]
        return not follows or follows.isspace() or follows.isupper()

    def loose(self) -> bool:
        """The next hyphen has space around it, so it is a dash; inside a word it divides no clause."""
        self._hyphen = here = self._text.index("-", self._hyphen + 1)
        return not self._text[here - 1 : here].strip() or not self._text[here + 1 : here + 2].strip()


def with_next(text: str) -> Iterator[tuple[Sentence, Sentence | None]]:
    """Each sentence of a text with the one after it; none for a text without words."""
    found = list(sentences(text))
    return zip(found, [*found[1:], None], strict=False)  # a text without words has no last sentence either


@lru_cache(maxsize=200_000)
def _seen(raw: str) -> tuple[str, bool, bool]:
    """A piece of text folded, whether it is a word, and whether it begins with a capital as a name does."""
    return fold(raw), raw[0].isalnum(), raw[0].isupper() and raw[1:].islower()


def _closes(raw: str, marks: _Marks, words: list[str]) -> bool:
    if raw[0] == "\n":
        return True
    if raw == ".":
        return marks.stops() and not (words and words[-1] in _SHORT)
    return raw in _ENDS or (raw > "\u2100" and unicodedata.category(raw) == "So")
