"""Invented sentences from data files: `[a|b]` draws one, `{slot}` is filled with a fact of the ad."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

WORDS = Path(__file__).parent / "words"
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One sentence with its free choices: text, choice, text, choice, ..., text."""

    fixed: tuple[str, ...]
    choices: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, written: str) -> Pattern:
        parts = _CHOICE.split(written)
        return cls(tuple(parts[::2]), tuple(tuple(part.split("|")) for part in parts[1::2]))

    def draw(self, rng: Random) -> str:
        """The sentence with every choice made; its slots stay open."""
        said = self.fixed[0]
        for options, text in zip(self.choices, self.fixed[1:], strict=True):
            said += options[int(rng.random() * len(options))] + text
        return said


Patterns = tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """All that can be said in one language, by topic."""

    elsewhere: str  # said where an ad names no municipality
    titles: Patterns
    topics: Mapping[str, Patterns]
    work: Mapping[str, Patterns]


@cache
def phrases(language: str) -> Phrases:
    data = load_words(language)
    elsewhere, titles, work = data.pop("elsewhere"), data.pop("titles"), data.pop("work")
    return Phrases(
        elsewhere=elsewhere,
        titles=patterns(titles),
        topics={topic: patterns(lines) for topic, lines in data.items()},
        work={kind: patterns(lines) for kind, lines in work.items()},
    )


def load_words(name: str) -> dict[str, Any]:
    data = yaml.load((WORDS / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return dict(data)


def pick(rng: Random, patterns: Patterns) -> str:
    return patterns[int(rng.random() * len(patterns))].draw(rng)


def pick_each(rng: Random, choices: Iterable[Patterns]) -> list[str]:
    """One sentence from each, no pattern twice as long as there are others."""
    said, used = [], set[int]()
    for patterns in choices:
        start = int(rng.random() * len(patterns))
        turns = (patterns[(start + step) % len(patterns)] for step in range(len(patterns)))
        fresh = next((one for one in turns if id(one) not in used), patterns[start])
        used.add(id(fresh))
        said.append(fresh.draw(rng))
    return said


def patterns(lines: list[str]) -> Patterns:
    return tuple(Pattern.read(line) for line in lines)
