"""The rule file of one language: word groups, negation, and per concept patterns with examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from config.reader import line_of, read_record
from domain.errors import ConfigError
from signals.words import split


class Scope(StrEnum):
    """Where a negation cancels a match: in the clause before it, on either side of it, or nowhere."""

    BEFORE = "before"
    AROUND = "around"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a text can say in one language.

    `match` holds the patterns; `but_not` cancels a match it overlaps, `unless` any match in the same
    sentence. `question` says whether a question counts that is not answered with an agreement.
    `fires` and `silent` are the example sentences that the loader runs.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    match: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    negation: Scope = Scope.BEFORE
    question: bool = True
    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """All rules of one language. Without `reviewed` (who and when) they cannot reach "look soon" alone.

    A sentence that starts with one of the `agreements` makes a statement of the question before it.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    language: str
    negations: tuple[str, ...]
    clauses: tuple[str, ...]
    concepts: Mapping[str, Concept]
    agreements: tuple[str, ...] = ()
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    reviewed: str | None = None


def read_language(path: Path, known: frozenset[str], forbidden: frozenset[str]) -> LanguageRules:
    """Read `<lang>.yml`. Raises ConfigError with the line of a wrong key, name, word or language."""
    rules = read_record(path, LanguageRules)
    if rules.language != path.stem:
        raise ConfigError(
            str(path), line_of(path, ["language"]), f"`language` moet {path.stem} zijn, zoals de bestandsnaam"
        )
    for name, concept in rules.concepts.items():
        if name not in known:
            at = line_of(path, ["concepts", name])
            raise ConfigError(str(path), at, f"{name} staat niet in de catalogus (indicators.yml)")
        _refuse_forbidden(path, ["concepts", name, "match"], concept.match, forbidden)
    for name, words in rules.sets.items():
        _refuse_forbidden(path, ["sets", name], words, forbidden)
    return rules


def _refuse_forbidden(path: Path, place: list[str], patterns: tuple[str, ...], forbidden: frozenset[str]) -> None:
    for row, pattern in enumerate(patterns):
        for word in split(pattern):
            if word in forbidden:
                raise ConfigError(
                    str(path),
                    line_of(path, [*place, row]),
                    f"`{word}` gaat over afkomst, taal, gender of geloof: dat mag nooit meetellen (verboden invoer)",
                )
