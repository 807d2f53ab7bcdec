"""At home, escort, massage: what an ad says about where and how someone works."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from domain.observations import WorkType
from pipelines.packs import Example, deniers, prove, spoken
from pipelines.phrases import blank, denied, either


@dataclass(frozen=True, slots=True)
class WorkTypePack:
    """Words of one language per type of work.

    `denials` deny what follows them, `denials_after` what stands before them; `but_not` are expressions that
    look like a type and are none.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    at_home: tuple[str, ...]
    escort: tuple[str, ...]
    massage: tuple[str, ...]
    denials: tuple[str, ...] = ()
    denials_after: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A type of work told at a span of the cleaned text."""

    kind: WorkType
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WorkRules:
    words: Mapping[WorkType, re.Pattern[str]]
    before: re.Pattern[str]
    after: re.Pattern[str]
    but_not: re.Pattern[str]


@cache
def work_rules(language: str | None) -> WorkRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("work_type", WorkTypePack, language)
    every = {kind: [word for pack in packs.values() for word in getattr(pack, kind)] for kind in WorkType}
    rules = WorkRules(
        {kind: either(words) for kind, words in every.items()},
        either(word for pack in deniers(packs, language) for word in pack.denials),
        either(word for pack in deniers(packs, language) for word in pack.denials_after),
        either(word for pack in packs.values() for word in pack.but_not),
    )
    prove("work_type", language, packs, lambda text: tuple(work.kind.value for work in find_work(text, rules)))
    return rules


def find_work(text: str, rules: WorkRules) -> list[Work]:
    """The types of work a cleaned text offers, each at its first undenied mention, in the study's order.

    Words read as at home are not read again: an own hotel room is no visit to a hotel.
    """
    text = rules.but_not.sub(blank, text)
    found = []
    for kind, words in rules.words.items():
        for match in words.finditer(text):
            if not denied(text, match.start(), match.end(), rules.before, rules.after):
                found.append(Work(kind, match.start(), match.end()))
                break
        if kind is WorkType.AT_HOME:
            text = words.sub(blank, text)
    return found


def read_work(value: str) -> frozenset[WorkType]:
    """The types of a work-type field, which may hold several."""
    return frozenset(work.kind for work in find_work(value, work_rules(None)))
