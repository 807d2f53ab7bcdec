"""The words that matter in messages and answers, per language, matched without accents, case or signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Words:
    """One language's lists. A word may end in `*`; several words in a row are a phrase."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    forbidden: Mapping[Forbidden, tuple[str, ...]]
    stop: tuple[str, ...]
    distress: tuple[str, ...]


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
    if not words.stop:
        raise ConfigError(str(path), 1, "stop: minstens één woord")
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


def find(words: Sequence[str], wanted: Sequence[str]) -> str | None:
    """The first of `wanted` (words or phrases, `*` for any ending) that occurs in `words`."""
    for one in wanted:
        parts = [_part(part) for part in one.split()]
        for start in range(len(words) - len(parts) + 1):
            if all(_fits(words[start + place], part) for place, part in enumerate(parts)):
                return one
    return None


@lru_cache(maxsize=10_000)
def _part(part: str) -> tuple[str, bool]:
    stem = "".join(plain(part.rstrip("*")))
    return stem, part.endswith("*")


def _fits(word: str, part: tuple[str, bool]) -> bool:
    stem, any_ending = part
    return word.startswith(stem) if any_ending else word == stem
