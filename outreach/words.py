"""The words that matter in messages and answers, per language, matched without accents, case or signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from config.reader import read_record
from domain.errors import ConfigError


class Forbidden(StrEnum):
    """What no message may hint at: the phone may be answered by someone else."""

    SEX_WORK = "sex_work"
    VICTIM = "victim"
    POLICE = "police"
    TRAFFICKING = "trafficking"
    THREAT = "threat"
    YOUR_AD = "your_ad"
    FOUND_YOU = "found_you"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's lists. `*` is any ending or beginning, words in a row are a phrase, `#` is an age under 18.

    An answer is read with all but `forbidden`. The lists ending in `_alone` count only for an answer that is nothing
    else, give or take `courtesy`: "help" is a cry, "what help do you give" is not. `young` is a stated age under 18.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    forbidden: Mapping[Forbidden, tuple[str, ...]]
    stop: tuple[str, ...]
    distress: tuple[str, ...]
    distress_alone: tuple[str, ...]
    young: tuple[str, ...]
    refusal: tuple[str, ...]
    refusal_alone: tuple[str, ...]
    courtesy: tuple[str, ...]


def load_words(folder: Path) -> Mapping[str, Words]:
    """The lists of every language with a words.yml. Raises ConfigError naming file and line."""
    found = {path.parent.name: _read(path) for path in sorted(folder.glob("*/words.yml"))}
    if not found:
        raise ConfigError(str(folder), None, "geen words.yml gevonden in een taalmap")
    return found


def _read(path: Path) -> Words:
    words = read_record(path, Words)
    missing = [kind for kind in Forbidden if not words.forbidden.get(kind)]
    if missing:
        raise ConfigError(str(path), 1, f"forbidden: de lijst {missing[0]} ontbreekt of is leeg")
    for name in ("stop", "distress", "distress_alone", "young", "refusal", "refusal_alone", "courtesy"):
        if not getattr(words, name):
            raise ConfigError(str(path), 1, f"{name}: minstens één woord")
    return words


def plain(text: str) -> list[str]:
    """The words of a text in lower case, without accents, apostrophes, invisible signs and punctuation."""
    joined = unicodedata.normalize("NFKD", text.casefold())
    kept = [
        letter
        for letter in joined
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf" and letter not in "'’ʼ`"
    ]
    return "".join(letter if letter.isalnum() else " " for letter in kept).replace("ı", "i").replace("ł", "l").split()


_LEET = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s"}


def folded(text: str, one: str = "i") -> list[str]:
    """The words of a text as a reader sees them through a disguise: digits for letters, and letters set apart.

    Only words that also hold a letter are unmasked: 1500 stays a number. A 1 is read as `one`: i or l.
    """
    letters = str.maketrans(_LEET | {"1": one})
    marked = "".join(
        letter if letter.isalnum() or letter in "@$" else " " for letter in unicodedata.normalize("NFKC", text)
    )
    words = []
    for word in marked.split():
        unmasked = word.translate(letters) if any(letter.isalpha() for letter in word) else word
        words += plain(unmasked)
    joined: list[str] = []
    for word, before in zip(words, [None, *words], strict=False):
        if len(word) == 1 and before is not None and len(before) == 1:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def find(words: Sequence[str], wanted: Sequence[str]) -> str | None:
    """The first of `wanted` (words or phrases, `*` for any ending) that occurs in `words`."""
    index = _index(tuple(wanted))
    hits = [place for start in range(len(words)) for place, _ in index.at(words[start:])]
    return wanted[min(hits)] if hits else None


def nothing_but(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether `words` can be read as some of `wanted`, one after another, and no word more."""
    reached, index = {0}, _index(tuple(wanted))
    for start in range(len(words)):
        if start in reached:
            reached |= {start + size for _, size in index.at(words[start:])}
    return bool(words) and len(words) in reached


_Part = tuple[str, bool, bool] | re.Pattern[str]  # stem, any beginning, any ending


@dataclass(frozen=True, slots=True)
class _Index:
    """Phrases by how their first word begins, so that an answer is not held against every one of thousands."""

    phrases: tuple[tuple[_Part, ...], ...]
    by_start: Mapping[str, tuple[int, ...]]

    def at(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Place in the list and length in words of every phrase that `words` start with."""
        for start in ("", words[0][:1], words[0][:2]):
            for place in self.by_start.get(start, ()):
                parts = self.phrases[place]
                if len(parts) <= len(words) and all(
                    _fits(word, part) for word, part in zip(words, parts, strict=False)
                ):
                    yield place, len(parts)


@lru_cache(maxsize=500)
def _index(wanted: tuple[str, ...]) -> _Index:
    phrases = tuple(tuple(_part(part) for part in one.split()) for one in wanted)
    by_start: dict[str, list[int]] = {}
    for place, (first, *_) in enumerate(phrases):
        start = "" if isinstance(first, re.Pattern) or first[1] else first[0][:2]
        by_start.setdefault(start, []).append(place)
    return _Index(phrases, {start: tuple(places) for start, places in by_start.items()})


def _part(part: str) -> _Part:
    if "#" in part:
        return re.compile(part.replace("#", "(?:[5-9]|1[0-7])"))
    return "".join(plain(part.strip("*"))), part.startswith("*"), part.endswith("*")


def _fits(word: str, part: _Part) -> bool:
    if isinstance(part, re.Pattern):
        return part.fullmatch(word) is not None
    stem, any_beginning, any_ending = part
    if any_beginning:
        return stem in word if any_ending else word.endswith(stem)
    return word.startswith(stem) if any_ending else word == stem
