"""Stated ages, and whether an ad says or hints that someone is under 18."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.age_patterns import FROM_TO, MINIMUM, PARTNER_AFTER, STAFF, UP_TO, AgePack, AgeRules, compiled
from pipelines.packs import prove, spoken
from pipelines.phrases import bare

OLDEST = 80
_SURE = ("said", "couple", "years", "after")
_LOWEST = dict.fromkeys(_SURE, 12) | {"years": 15, "couple": 15, "bracket": 15}  # the others: from 18
_FALLBACK = ("bare", "lone")  # where a number stands says little when another age is said in words
_SENTENCE = re.compile(r"[.!?\n\x00]")
_CLAUSE = re.compile(r"[,;.!?\n\x00]")
_REACH = 40  # characters before a number in which words about it are looked for


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


@cache
def age_rules(language: str | None) -> AgeRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("age", AgePack, language)
    rules = compiled(packs)

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
        if rule in _FALLBACK and (said or (rule == "lone" and found)):
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
    if not lowest <= int(match["age"]) <= OLDEST or not _believed(
        text, match.start("first") if first else start, match, rule, rules
    ):
        return
    if (
        first
        and lowest <= int(first) <= OLDEST
        and not rules.no_names.search(text[:start], max(0, match.start("first") - _REACH), match.start("first"))
    ):
        yield Age(int(first), *match.span("first"), rule)
    yield Age(int(match["age"]), start, end, rule)
    if rule == "said" and (other := PARTNER_AFTER.match(text, end)) and lowest <= int(other[1]) <= OLDEST:
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


def _believed(text: str, start: int, match: re.Match[str], rule: str, rules: AgeRules) -> bool:
    """Whether the words around the number leave it an age of the advertiser."""
    if rules.not_before.match(text, match.end()):
        return False
    if rule in ("named", "from", "lone") and rules.no_names.search(text[max(0, start - _REACH) : start]):
        return False
    stretch = _CLAUSE if rule == "said" else _SENTENCE
    before = stretch.split(text[max(0, match.start() - _REACH) : start])[-1]
    if rule != "couple" and rules.kin.search(before):
        return False
    if rule == "said":  # "leeftijd 30 tot 60" and "minimum leeftijd 25" are about the visitor
        ahead = text[max(0, match.start() - 12) : match.start()]
        if UP_TO.match(text, match.end("age")) or MINIMUM.search(ahead) or rules.not_after.search(ahead):
            return False
    ahead_of_last = text[max(0, match.start("age") - 20) : match.start("age")]
    if rule == "years" and (FROM_TO.search(text[max(0, start - 12) : start]) or STAFF.search(ahead_of_last)):
        return False
    unlike = rules.not_after.search(text[:start], max(0, start - _REACH))
    # "I am" may itself end a phrase that is no age, as in "when I am"; words inside what says it do not count
    return rule in ("couple", "bracket") or unlike is None or (rule == "said" and unlike.start() >= match.start())
