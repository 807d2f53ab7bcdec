"""Stated ages, and whether an ad says or hints that someone is under 18."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.age_doubts import Doubts, doubts
from pipelines.age_pack import AgePack, AgeWords
from pipelines.age_patterns import FLAGS, NOT_AFTER, and_, ways
from pipelines.packs import prove, spoken
from pipelines.phrases import bare, either

OLDEST = 80
_SURE = ("said", "couple", "years", "short", "after", "and_me", "instead", "ones", "born", "ago", "at", "sex", "build")
_LOWEST = dict.fromkeys(_SURE, 12) | dict.fromkeys(
    ("years", "couple", "bracket", "born", "ago"), 15
)  # the others: from 18
_SELDOM = (
    "short",
    "after",
    "born",
    "ago",
    "at",
    "sex",
    "build",
    "among",
    "called",
    "birthday",
)  # not looked for beside an age that is said
_ALONE = ("lone", "weak", "who_is")  # a round number from 50 up is more often a price: "Nu 60."
_FALLBACK = ("bare", "lone", "weak", "dubbed", "by_person")  # where a number stands says little beside an age in words


@dataclass(frozen=True, slots=True)
class Age:
    """A stated age in years at a span of the cleaned text."""

    years: int
    start: int
    end: int
    rule: str

    @property
    def sure(self) -> bool:
        """Said in words, not only by where the number stands."""
        return self.rule in _SURE


@dataclass(frozen=True, slots=True)
class AgeRules:
    """The ways of stating an age, surest first, what makes a number something else, and hints of under 18."""

    ways: tuple[tuple[str, re.Pattern[str]], ...]
    partner: re.Pattern[str]
    doubts: Doubts
    hints: re.Pattern[str]


@cache
def age_rules(language: str | None) -> AgeRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("age", AgePack, language)
    words = AgeWords(packs)
    rules = AgeRules(
        ways=tuple((name, re.compile(pattern, FLAGS)) for name, pattern in ways(words).items()),
        partner=re.compile(rf"\s*{and_(words)}\s*([1-9]\d){NOT_AFTER}", FLAGS),
        doubts=doubts(words),
        hints=either(hint for pack in packs.values() for hint in pack.hints),
    )

    def read(text: str) -> tuple[str, ...]:
        ages = find_ages(text := bare(text), rules)
        return (*(str(age.years) for age in ages), *(("under 18",) if under_18(text, ages, rules) else ()))

    prove("age", language, packs, read)
    return rules


def find_ages(text: str, rules: AgeRules) -> list[Age]:
    """Stated ages of the advertisers in a cleaned, bare text (phones masked), in order, each once."""
    found: dict[int, Age] = {}
    said = False
    for rule, pattern in rules.ways:
        if (said and rule in _SELDOM) or (rule in _FALLBACK and (said or (rule != "bare" and found))):
            continue
        for match in pattern.finditer(text):
            for age in _with_partner(text, match, rule, rules):
                found.setdefault(age.years, age)
        said = said or any(age.sure for age in found.values())
    return sorted(found.values(), key=lambda age: age.start)


def _with_partner(text: str, match: re.Match[str], rule: str, rules: AgeRules) -> Iterator[Age]:
    """The age of this match and, for two people, the one beside it: "22 en 25 jaar". Nothing when not believed."""
    start, end = match.span("age")
    first = match.group("first") if "first" in match.re.groupindex else None
    lowest = _LOWEST.get(rule, 18)
    years = int(match["age"])
    if not lowest <= years <= OLDEST or (rule in _ALONE and years >= 50 and years % 10 == 0):
        return
    if not rules.doubts.leave(text, match.start("first") if first else start, match, rule):
        return
    if first and lowest <= int(first) <= OLDEST and not rules.doubts.no_name(text, match.start("first")):
        yield Age(int(first), *match.span("first"), rule)
    yield Age(years, start, end, rule)
    if rule == "said" and (other := rules.partner.match(text, end)) and lowest <= int(other[1]) <= OLDEST:
        yield Age(int(other[1]), other.start(1), other.end(1), rule)


def counted_years(text: str, rules: AgeRules) -> Iterator[tuple[int, int]]:
    """Every number of years, whoever's they are: none of them is a price."""
    for match in dict(rules.ways)["years"].finditer(text):
        yield match.start("first") if match["first"] else match.start("age"), match.end("age")


def under_18(text: str, ages: Iterable[Age], rules: AgeRules) -> bool:
    """A stated age under 18, or a hint of it such as "almost 18": doubt counts."""
    return any(age.years < 18 for age in ages) or rules.hints.search(text) is not None


def read_age(value: str) -> int | None:
    """The age of an age field: its first number between 10 and 99."""
    found = re.search(r"(?<!\d)([1-9]\d)(?!\d)", value)
    return int(found[1]) if found else None
