"""What is planted on purpose: indicators, their innocent doubles, and ads that offer something else.

The sentences and the expected levels are written here, apart from the rules that must find them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import ClassVar, Literal

from config.reader import read_record
from sandbox.people import NOTICES, Person, load_names
from sandbox.phrases import WORDS, Patterns, load_words, patterns, pick

DOUBLE = "lookalike:"
Mark = str  # an indicator's id, or "lookalike:" and the id it must not be taken for


@dataclass(frozen=True, slots=True)
class Stack:
    """Marks that stand together in the ads of `count` of 10,000 advertisers."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    marks: tuple[Mark, ...]
    count: float
    least: int = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """Ads in which not company but work or a room is offered."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    kind: Literal["recruiter", "landlord", "club"]
    marks: tuple[Mark, ...]
    count: float
    least: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """sandbox/words/planting.yml."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    weights: Mapping[Mark, tuple[str, float]]
    critical: tuple[Mark, ...]
    alone: Mapping[Mark, float]
    stacks: tuple[Stack, ...]
    lookalikes: Mapping[Mark, float]
    notices: tuple[Notice, ...]
    behind_groups: tuple[tuple[Mark, ...], ...]
    recruiting_groups: float


@dataclass(frozen=True, slots=True)
class Planted:
    """What one advertiser is chosen for."""

    marks: tuple[Mark, ...]
    kind: str = "independent"


@cache
def plan() -> Plan:
    return read_record(WORDS / "planting.yml", Plan)


def choose(rng: Random, free: Iterable[int], advertisers: int) -> dict[int, Planted]:
    """Who of the `free` advertisers carries what; everything in the plan at least once."""
    left = sorted(free)
    rng.shuffle(left)
    chosen: dict[int, Planted] = {}
    for planted, count, least in _wishes(plan()):
        for _ in range(how_many(count, advertisers, least)):
            if left:
                chosen[left.pop()] = planted
    return chosen


def how_many(count: float, advertisers: int, least: int = 1) -> int:
    """`count` of 10,000 advertisers, but never fewer than `least`."""
    return max(least, round(count * advertisers / 10_000))


def level(marks: Iterable[Mark]) -> str:
    """The level these marks deserve by the catalogue's stacking: "", "look" or "look_soon".

    Within a family at most 2.0 counts; "look" takes 2.0 from two families, "look soon" 3.5 from
    three, or one critical mark. Innocent doubles add nothing.
    """
    found = {mark for mark in marks if not mark.startswith(DOUBLE)}
    if found & set(plan().critical):
        return "look_soon"
    families: dict[str, float] = {}
    for mark in found & set(plan().weights):
        family, weight = plan().weights[mark]
        families[family] = min(2.0, families.get(family, 0.0) + weight)
    total = sum(families.values())
    if total >= 3.5 and len(families) >= 3:
        return "look_soon"
    return "look" if total >= 2.0 and len(families) >= 2 else ""


def sentences(rng: Random, person: Person) -> list[str]:
    """One sentence per mark, slots open, as this kind of advertiser says it; a club's notice is one itself."""
    if not person.planted:
        return []
    known = _known(person.language)
    said = [known.get(f"{person.kind}:{mark}", known.get(mark)) for mark in person.planted]
    return [pick(rng, patterns) for patterns in said if patterns]


def notice(rng: Random, language: str, kind: str) -> tuple[str, list[str]]:
    """Title and sentences of an ad by a recruiter, a landlord or a club."""
    known = _known(language)
    return pick(rng, known[f"{kind}:titles"]), [one.draw(rng) for one in known[f"{kind}:lines"]]


def carry(rng: Random, person: Person, planted: Planted) -> Person:
    """The person as one who carries these marks, in a language in which they can be written."""
    person = replace(person, planted=planted.marks, kind=planted.kind, language=writable(person.language))
    if planted.kind in NOTICES:
        names = load_names()
        return replace(person, name=f"{rng.choice(names[planted.kind])} {rng.choice(names['notice_tail'])}")
    if "D1" in planted.marks:  # in the field and the text, or in the text alone
        return replace(person, age=rng.choice((17, None)))
    if "D2" in planted.marks:
        return replace(person, age=rng.choice((18, 19)))
    return person


def writable(language: str) -> str:
    """The language itself, or English where nothing can be planted in it."""
    return language if (WORDS / "planted" / f"{language}.yml").exists() else "en"


def _wishes(plan: Plan) -> Iterator[tuple[Planted, float, int]]:
    for mark, count in plan.alone.items():
        yield Planted((mark,)), count, 2 if mark in plan.critical else 1
    for stack in plan.stacks:
        yield Planted(stack.marks), stack.count, stack.least
    for mark, count in plan.lookalikes.items():
        yield Planted((DOUBLE + mark,)), count, 1
    for one in plan.notices:
        yield Planted(one.marks, one.kind), one.count, one.least


@cache
def _known(language: str) -> dict[str, Patterns]:
    data = load_words(f"planted/{language}")
    return {
        **{mark: patterns(lines) for mark, lines in data["marks"].items()},
        **{DOUBLE + mark: patterns(lines) for mark, lines in data["lookalikes"].items()},
        **{
            f"{kind}:{part}": patterns(lines)
            for kind, parts in data["notices"].items()
            for part, lines in parts.items()
        },
    }
