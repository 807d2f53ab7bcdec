"""Stated ages, and whether an ad says or hints that someone is under 18."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from pipelines.packs import Example, prove, spoken

OLDEST = 80
_NUMBER = r"(?<![\d€$£.,:/+-])(?P<age>[1-9]\d)(?![\d€%:]|[.,/-]\d|\s?(?:€|euro?\b|eur\b|cm\b|kg\b|min|,-|u\b))"


@dataclass(frozen=True, slots=True)
class AgePack:
    """How one language states an age.

    `years`: words after a number; `old`: words after `years` that make it surely an age;
    `said`: words before a number (leeftijd, ik ben); `not_after`: words before the number that make it
    something else (al 10 jaar); `not_before`: words after it (10 jaar ervaring); `hints`: written
    for nearly or under 18.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    years: tuple[str, ...]
    old: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Age:
    """A stated age in years at a span of the cleaned text."""

    years: int
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class AgeRules:
    said: re.Pattern[str]
    years: re.Pattern[str]
    named: re.Pattern[str]
    not_after: re.Pattern[str]
    not_before: re.Pattern[str]
    hints: re.Pattern[str]


@cache
def age_rules(language: str | None) -> AgeRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("age", AgePack, language)
    rules = _compiled(packs)

    def read(text: str) -> tuple[str, ...]:
        ages = find_ages(text, rules)
        return (*(str(age.years) for age in ages), *(("under 18",) if under_18(text, ages, rules) else ()))

    prove("age", language, packs, read)
    return rules


def find_ages(text: str, rules: AgeRules) -> list[Age]:
    """Stated ages of the advertisers in a cleaned text (phones already masked), in order, each once."""
    found: dict[int, Age] = {}
    for name, pattern in (("said", rules.said), ("years", rules.years), ("named", rules.named)):
        for match in pattern.finditer(text):
            years = int(match["age"])
            if _believed(text, match, years, name, rules):
                found.setdefault(years, Age(years, match.start("age"), match.end("age"), name))
    return sorted(found.values(), key=lambda age: age.start)


def under_18(text: str, ages: Iterable[Age], rules: AgeRules) -> bool:
    """A stated age under 18, or a hint of it such as "almost 18": doubt counts."""
    return any(age.years < 18 for age in ages) or rules.hints.search(text) is not None


def read_age(value: str) -> int | None:
    """The age of an age field: its first number between 10 and 99."""
    found = re.search(r"(?<!\d)([1-9]\d)(?!\d)", value)
    return int(found[1]) if found else None


def _believed(text: str, match: re.Match[str], years: int, name: str, rules: AgeRules) -> bool:
    lowest = {"said": 12, "years": 15, "named": 15}[name]
    if not lowest <= years <= OLDEST:
        return False
    before = text[max(0, match.start("age") - 40) : match.start("age")]
    after = text[match.end() : match.end() + 40]
    if rules.not_before.match(after):
        return False
    return name == "said" or not rules.not_after.search(before)


def _compiled(packs: Mapping[str, AgePack]) -> AgeRules:
    def words(kind: str) -> str:
        every = {word for pack in packs.values() for word in getattr(pack, kind)}
        return "|".join(sorted((re.escape(word).replace(r"\ ", r"\s+") for word in every), key=len, reverse=True))

    flags = re.IGNORECASE
    return AgeRules(
        re.compile(
            rf"(?<!\w)(?:{words('said')})(?!\w)[\s:=,.\-]{{0,4}}{_NUMBER}(?:\s?(?:{words('years')})(?!\w))?", flags
        ),
        re.compile(rf"{_NUMBER}[\s\-]?(?:{words('years')})(?!\w)(?:[\s\-]?(?:{words('old')})(?!\w))?", flags),
        re.compile(
            r"(?<![\w])[A-ZÀ-ÞА-Я][\w'-]{1,14}(?:\s?\(\s?(?P<a>x)?|\s?,\s?)(?P<age>[1-9]\d)(?=\s?\)|\s?,|\s?$)(?!\s?\+)".replace(
                "(?P<a>x)?", ""
            ),
            re.MULTILINE,
        ),
        re.compile(rf"(?<!\w)(?:{words('not_after')})\W{{0,3}}$", flags),
        re.compile(rf"\s?\+|\W{{0,3}}(?:\w+\W{{1,3}})?(?:{words('not_before')})(?!\w)", flags),
        re.compile(rf"(?<!\w)(?:{words('hints')})(?!\w)", flags),
    )
