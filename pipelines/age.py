"""Stated ages, and whether an ad says or hints that someone is under 18."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from pipelines.packs import Example, prove, spoken
from pipelines.phrases import alternatives, bare

OLDEST = 80
# A number of two digits that is not part of a price, a time, a measure, a date or a longer number.
_NOT_BEFORE = r"(?<![\d€$£:/+])(?<!\d[.,-])"
_NOT_AFTER = (
    r"(?![\d€%:°+]|[.,/-]\d"
    r"|\s?(?:€|eur(?:o|ó)?\b|евро|cm\b|kg\b|km\b|min|,-|u\b|uur|h\b|x\b|%|plus\b|\+|/\s?7)"
    r"|\s?(?:s\b|er\b|ers\b|ish\b|-?something))"
)
_NUMBER = rf"{_NOT_BEFORE}(?P<age>[1-9]\d){_NOT_AFTER}"
_AND = r"(?:en|and|y|e|și|si|и|і|й|та|und|et|i|és|ve|a|of|&|\+|,|/)"
_PARTNER_AFTER = re.compile(rf"\s*{_AND}\s*([1-9]\d){_NOT_AFTER}", re.IGNORECASE)
# A number that stands alone between separators, in a title or a list: "Sofia, 24, Utrecht".
_PAIR = rf"(?:(?P<first>[1-9]\d)\s*(?:en|and|y|e|și|si|и|і|й|та|und|et|i|és|ve|a|&|\+)\s*)?(?P<age>[1-9]\d){_NOT_AFTER}"
_BREAK = r"[^\w\s.:€$£/+%'’\x00-]"  # a comma, a bar, a bullet, an emoji: signs that part the pieces of a list
# A number that stands alone between separators, in a title or a list: "Sofia, 24, Utrecht".
_BARE = re.compile(
    rf"(?:(?<=[^\d\s])[ \t]?{_BREAK}|(?<=[^\d\s])[ \t][-–/]|^)[ \t]{{0,3}}{_NOT_BEFORE}{_PAIR}"
    rf"(?=[ \t]{{0,3}}(?:{_BREAK}|[ \t][-–/]|[.!]?[ \t]*(?:$|\x00)|\.\s\D)(?!\s{{0,3}}\d{{1,2}}(?!\d|\s?[^\W\d])))",
    re.MULTILINE,
)
# A name and a number: "Mila 22, Nora 25."
_NAMED = re.compile(
    rf"(?:^|(?<=[.!?:,&•|\n(]\s)|(?<=[.!?:,&•|\n(])|(?<=\s(?:en|et|si|și)\s)|(?<=\s[yeiиіа]\s)|(?<=\sand\s)|(?<=\sund\s))"
    rf"(?P<name>[^\W\d_a-zà-ÿа-я]\w{{1,14}})\s{_NUMBER}(?=\s*(?:$|[,.!|•(&\n-]|(?:en|and|y|e|und|et|și|i|и|і|a)\s))",
    re.MULTILINE,
)
_UP_TO = re.compile(r"\s?(?:tot|to|t/m|bis|à|hasta|até|do|до|până la|ig|-)\s?\d\d", re.IGNORECASE)
_MINIMUM = re.compile(r"(?:min|max)\w*\.?\s*$|(?:jouw|uw|your|client\w*|klant\w*|gast\w*)\s*$", re.IGNORECASE)
_LOWEST = {"said": 12, "years": 15, "bracket": 15, "bare": 18, "named": 18}
_SURE = ("said", "years")
_BRACKET = re.compile(rf"(?<=[^\W\d])\s?\(\s?(?:(?P<first>[1-9]\d)\s*{_AND}\s*)?(?P<age>[1-9]\d)\s?\)")


@dataclass(frozen=True, slots=True)
class AgePack:
    """How one language states an age.

    `years`: words after a number; `old`: words after `years` that make it surely an age;
    `said`: words before a number (leeftijd, ik ben); `not_after`: words before the number that make it
    something else (al 10 jaar); `not_before`: words after it (10 jaar ervaring); `hints`: written
    for nearly or under 18; `no_names`: words with a number that are no names (maat 38).
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    years: tuple[str, ...]
    old: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    no_names: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


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
    said: re.Pattern[str]
    years: re.Pattern[str]
    not_after: re.Pattern[str]
    not_before: re.Pattern[str]
    hints: re.Pattern[str]
    no_names: re.Pattern[str]


@cache
def age_rules(language: str | None) -> AgeRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("age", AgePack, language)
    rules = _compiled(packs)

    def read(text: str) -> tuple[str, ...]:
        ages = find_ages(text := bare(text), rules)
        return (*(str(age.years) for age in ages), *(("under 18",) if under_18(text, ages, rules) else ()))

    prove("age", language, packs, read)
    return rules


def find_ages(text: str, rules: AgeRules) -> list[Age]:
    """Stated ages of the advertisers in a cleaned text (phones masked), in order, each once."""
    found: dict[int, Age] = {}
    for rule, pattern in (
        ("said", rules.said),
        ("years", rules.years),
        ("bracket", _BRACKET),
        ("bare", _BARE),
        ("named", _NAMED),
    ):
        for match in pattern.finditer(text):
            for age in _with_partner(text, match, rule, rules):
                found.setdefault(age.years, age)
    return sorted(found.values(), key=lambda age: age.start)


def _with_partner(text: str, match: re.Match[str], rule: str, rules: AgeRules) -> list[Age]:
    """The age of this match and, for two people, the one beside it: "22 en 25 jaar". Nothing when not believed."""
    start, end = match.span("age")
    first = match.group("first") if "first" in match.re.groupindex else None
    if not _believed(text, match.start("first") if first else start, match, rule, rules):
        return []
    ages = [Age(int(match["age"]), start, end, rule)]
    if first:
        ages.insert(0, Age(int(first), *match.span("first"), rule))
    elif rule == "said" and (other := _PARTNER_AFTER.match(text, end)):
        ages.append(Age(int(other[1]), other.start(1), other.end(1), rule))
    return [age for age in ages if _LOWEST[rule] <= age.years <= OLDEST]


def under_18(text: str, ages: Iterable[Age], rules: AgeRules) -> bool:
    """A stated age under 18, or a hint of it such as "almost 18": doubt counts."""
    return any(age.years < 18 for age in ages) or rules.hints.search(text) is not None


def read_age(value: str) -> int | None:
    """The age of an age field: its first number between 10 and 99."""
    found = re.search(r"(?<!\d)([1-9]\d)(?!\d)", value)
    return int(found[1]) if found else None


def _believed(text: str, start: int, match: re.Match[str], rule: str, rules: AgeRules) -> bool:
    if not _LOWEST[rule] <= int(match["age"]) <= OLDEST or rules.not_before.match(text, match.end()):
        return False
    if rule == "named" and rules.no_names.fullmatch(match["name"]):
        return False
    if rule == "said":  # "leeftijd 30 tot 60" and "minimum leeftijd 25" are about the visitor
        return not _UP_TO.match(text, match.end("age")) and not _MINIMUM.search(
            text[max(0, match.start() - 12) : match.start()]
        )
    return rule != "years" or not rules.not_after.search(text[max(0, start - 40) : start])


def _compiled(packs: Mapping[str, AgePack]) -> AgeRules:
    def words(kind: str) -> str:
        return alternatives(word for pack in packs.values() for word in getattr(pack, kind))

    flags = re.IGNORECASE
    years = words("years")
    return AgeRules(
        re.compile(rf"(?<!\w)(?:{words('said')})(?!\w)[\s:=,.\-]{{0,4}}{_NUMBER}(?:[\s\-]?(?:{years})(?!\w))?", flags),
        re.compile(
            rf"{_NOT_BEFORE}(?:(?P<first>[1-9]\d)\s*{_AND}\s*)?(?P<age>[1-9]\d){_NOT_AFTER}"
            rf"[\s\-]?(?:{years})(?!\w)(?:[\s\-]?(?:{words('old')})(?!\w))?",
            flags,
        ),
        re.compile(rf"(?<!\w)(?:{words('not_after')})\W{{0,3}}$", flags),
        re.compile(rf"\s?\+|\W{{0,3}}(?:{words('not_before')})(?!\w)", flags),
        re.compile(rf"(?<!\w)(?:{words('hints')})(?!\w)", flags),
        re.compile(words("no_names"), flags),
    )
