"""At home, escort, massage: what an ad says about where and how someone works."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from domain.observations import WorkType
from pipelines.packs import Example, deniers, prove, spoken
from pipelines.phrases import alternatives, bare, denied, either


@dataclass(frozen=True, slots=True)
class WorkTypePack:
    """Words of one language per type of work.

    `premises` are words such as studio: at home, unless the ad offers massage, since a massage studio is a
    place of business. `denials` deny what follows them, `denials_after` what stands before them; `but_not` are
    expressions that look like a type and are none.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    at_home: tuple[str, ...]
    escort: tuple[str, ...]
    massage: tuple[str, ...]
    premises: tuple[str, ...] = ()
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
    """One pattern for every phrase of every kind; the kind of each phrase without wildcard, and per kind the rest."""

    any: re.Pattern[str]
    exact: Mapping[str, str]
    kinds: Mapping[str, re.Pattern[str]]
    before: re.Pattern[str]
    after: re.Pattern[str]


_KINDS = ("but_not", *WorkType, "premises")


@cache
def work_rules(language: str | None) -> WorkRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("work_type", WorkTypePack, language)
    words = {kind: [word for pack in packs.values() for word in getattr(pack, kind)] for kind in _KINDS}
    rules = WorkRules(
        either(word for every in words.values() for word in every),
        {_one_spaced(word): kind for kind in reversed(_KINDS) for word in words[kind] if not {"*", "_"} & set(word)},
        {kind: re.compile(alternatives(words[kind]), re.IGNORECASE) for kind in _KINDS},
        either(word for pack in deniers(packs, language) for word in pack.denials),
        either(word for pack in deniers(packs, language) for word in pack.denials_after),
    )
    prove("work_type", language, packs, lambda text: tuple(work.kind.value for work in find_work(bare(text), rules)))
    return rules


def find_work(text: str, rules: WorkRules) -> list[Work]:
    """The types of work a cleaned, bare text offers, each at its first undenied mention, in the study's order."""
    found: dict[str, Work] = {}
    for kind, start, end in _mentions(text, rules):
        if kind not in found and not denied(text, start, end, rules.before, rules.after):
            found[kind] = Work(WorkType.AT_HOME if kind == "premises" else WorkType(kind), start, end)
    premises = found.pop("premises", None)
    if premises and WorkType.MASSAGE not in found:
        found.setdefault(WorkType.AT_HOME, premises)
    return [found[kind] for kind in WorkType if kind in found]


def _mentions(text: str, rules: WorkRules) -> Iterator[tuple[str, int, int]]:
    """Every phrase from left to right, the longest where several begin: "bij jou thuis" is no "thuis"."""
    for match in rules.any.finditer(text):
        kind = rules.exact.get(_one_spaced(match[0])) or next(k for k in _KINDS if rules.kinds[k].fullmatch(match[0]))
        if kind == "but_not":
            continue
        yield kind, match.start(), match.end()
        if kind != WorkType.MASSAGE and (within := rules.kinds[WorkType.MASSAGE].match(match[0])):
            yield WorkType.MASSAGE, match.start(), match.start() + within.end()  # a massage practice at home


def _one_spaced(phrase: str) -> str:
    return " ".join(bare(phrase).lower().replace("-", " ").split())


def read_work(value: str) -> frozenset[WorkType]:
    """The types of a work-type field, which may hold several."""
    return frozenset(work.kind for work in find_work(bare(value), work_rules(None)))
