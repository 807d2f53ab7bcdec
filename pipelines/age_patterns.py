"""How a stated age is written, as patterns over a cleaned, bare text whose number words are digits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pipelines.packs import Example
from pipelines.phrases import alternatives, either

# A number of two digits that is not part of a price, a time, a measure, a date or a longer number.
_NOT_BEFORE = r"(?<![\d€$£:/+])(?<!\d[.,-])"
_TIMES = r"h(?:ours?|rs?)?|uur\w*|uren|u|st(?:unde|d)\w*|hora?s?|heures?|or[aăe]|o?ra|час\w*|hod\w*|godz\w*|saat\w*"
_MINUTES = r"min\w*|mn|мин\w*|хв\w*|perc\w*|dk|dakika|'"
_NOT_AFTER = (
    r"(?![\d%:°+]|[.,/-]\d|\s?[x×]\s?\d"
    r"|\s?(?:€|eur(?:o|os)?\b|евро|євро|evro|avro|cm\b|kg\b|km\b|m2\b|kilo|,-|x\b|%|plus\b|\+|/\s?7)"
    rf"|\s?(?:(?:an|per|p/?|the|het|de|la|el|die|pro|za|на|в|l'|a)\s)?(?:{_TIMES}|{_MINUTES})(?!\w)"
    r"|\s?(?:s\b|er\b|ers\b|ish\b|-?something))"
)
NUMBER = rf"{_NOT_BEFORE}(?P<age>[1-9]\d){_NOT_AFTER}"
_AND = r"(?:en|and|y|e|si|и|і|й|та|und|et|i|es|ve|a|of|n|&|\+|,|/)"
PARTNER_AFTER = re.compile(rf"\s*{_AND}\s*([1-9]\d){_NOT_AFTER}", re.IGNORECASE)
_PAIR = rf"(?:(?P<first>[1-9]\d)\s*{_AND}\s*)?(?P<age>[1-9]\d){_NOT_AFTER}"
_NEXT_PRICE = rf"\s?(?:,|/|{_AND})\s?(?:\w{{1,5}}\s)?(?:\d{{2,3}}\s?(?:€|eur)|{_TIMES}\b)"
_BREAK = r"[^\w\s.:€$£/+%'\x00-]"  # a comma, a bar, a bullet, an emoji: signs that part the pieces of a list
# A number that stands alone between separators, in a title or a list: "Sofia, 24, Utrecht".
BARE = re.compile(
    rf"(?:(?<=[^\d\s])[ \t]?{_BREAK}|(?<=[^\d\s])[ \t][-–/]|^)[ \t]{{0,3}}{_NOT_BEFORE}{_PAIR}"
    rf"(?=[ \t]{{0,3}}(?:{_BREAK}|[ \t][-–/]|[.!]?[ \t]*(?:$|\x00)|[.!]\s\D)(?!\s{{0,3}}\d{{1,2}}(?!\d|\s?[^\W\d])))",
    re.MULTILINE,
)
# A number that is a sentence, or opens one: "Thuis. 34. Delft."
LONE = re.compile(rf"(?<=\w[.!?:…]\s){NUMBER}(?=\s?[.,!]\s?\D|\s?[.!]?\s*$|\s(?:{_AND})\s[^\W\d])", re.MULTILINE)
# "Mila (22)", "Tom (36, 1.82)", "Bram (trans, 31)".
BRACKET = re.compile(
    rf"(?<=[^\W\d])\s?\(\s?(?:[^()\d]{{2,24}},\s?)?(?:(?P<first>[1-9]\d)\s*{_AND}\s*)?(?P<age>[1-9]\d){_NOT_AFTER}"
    r"(?=\s?\)|\s?[,;/]\s?(?:\d[.,]\d|[12]\d\d\b|[^\W\d]))"
)
FROM_TO = re.compile(r"\d\d\s?(?:tot|to|t/m|till|bis|a|ai|hasta|ate|do|az|до|pana la|-)\s?$", re.IGNORECASE)
STAFF = re.compile(  # "de 21 a 36 ans": what staff ranges over
    r"(?:de|dai|da|van|von|from|od|entre|desde los)\s\d\d\s(?:a|ai|tot|bis|to|do|la)\s$", re.IGNORECASE
)
UP_TO = re.compile(r"\s?(?:tot|to|t/m|bis|a|hasta|ate|do|до|pana la|ig|-)\s?\d\d", re.IGNORECASE)
MINIMUM = re.compile(r"\b(?:(?:min|max)(?:im\w*)?\.?|(?:jouw|uw|your|client\w*|klant\w*|gast\w*))\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AgePack:
    """How one language states an age.

    `years`: words after a number; `old`: words after `years` that make it surely an age;
    `said`: words before a number (leeftijd, ik ben), with `fillers` in between (inmiddels); `after`: words
    after a number (26 ben ik); `pronouns`: two of them, each with its number, are a couple (zij 38, hij 42);
    `persons` with `of`: a woman of 38; `not_after`: words before the number that make it something else
    (al 10 jaar); `not_before`: words after it (10 jaar ervaring); `kin`: words whose sentence tells the age of
    a child, a partner or a pet; `hints`: written for nearly or under 18; `no_names`: words with a number that
    are no names (maat 38).
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    years: tuple[str, ...]
    old: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    no_names: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class AgeRules:
    """The ways of stating an age, surest first, and what makes a number something else."""

    ways: tuple[tuple[str, re.Pattern[str]], ...]
    not_after: re.Pattern[str]
    not_before: re.Pattern[str]
    kin: re.Pattern[str]
    hints: re.Pattern[str]
    no_names: re.Pattern[str]


def compiled(packs: Mapping[str, AgePack]) -> AgeRules:
    """The patterns of these packs together."""

    def words(kind: str) -> str:
        return alternatives(word for pack in packs.values() for word in getattr(pack, kind))

    flags = re.IGNORECASE
    years, fillers, pronouns = words("years"), words("fillers"), words("pronouns")
    is_ = r"(?:\w{1,5}[\s:]{1,2}|[,:(]?\s?|=\s?)"
    capital = r"(?-i:[A-Z][a-z]{2,14})"
    ways = {
        "said": rf"(?<!\w)(?:{words('said')})(?!\w)(?:\s(?:{fillers}))?(?!\w)[\s:=,.\-]{{0,4}}{NUMBER}"
        rf"(?:[\s\-]?(?:{years})(?!\w))?",
        "couple": rf"(?<!\w)(?:{pronouns})\s{is_}(?P<first>[1-9]\d){_NOT_AFTER}(?:[\s\-]?(?:{years})(?!\w))?"
        rf"[\s,;/&]{{1,3}}(?:{_AND}\s)?(?:{pronouns})\s{is_}(?P<age>[1-9]\d){_NOT_AFTER}",
        "years": rf"{_NOT_BEFORE}(?:(?P<first>[1-9]\d)\s*{_AND}\s*)?(?P<age>[1-9]\d){_NOT_AFTER}"
        rf"[\s\-]?(?:{years})(?!\w)(?:[\s\-]?(?:{words('old')})(?!\w))?",
        "after": rf"{NUMBER}\s(?:{words('after')})(?!\w)",
        "of": rf"(?<!\w)(?:(?:{words('persons')})(?:\s\w{{3,14}})?|{capital})\s(?:{words('of')})\s{NUMBER}"
        rf"(?=\s?(?:[,.;!?)•|]|$)|\s[^\W\d])(?!{_NEXT_PRICE})",
        "person": rf"(?<!\w)(?:{words('persons')})[\s,:]{{1,2}}{_NOT_BEFORE}{_PAIR}"
        rf"(?=\s?(?:[^\w\s:/-]|$))(?!{_NEXT_PRICE})",
        "from": rf"(?<!\w)[a-z]{{3,14}}\s{NUMBER}\s(?:from|uit|aus|din|ze|из)\s[^\W\d]{{3}}",
        # "Mila 22, Nora 25", "Lina 27 Utrecht"
        "named": rf"(?:^|(?<=[^\w\s'-])|(?<=[^\w\s'-]\s)"
        rf"|(?<=\s(?:en|et|si|es|ve)\s)|(?<=\s[yeiиіа]\s)|(?<=\s(?:and|und)\s))"
        rf"(?P<name>(?-i:[^\W\d_a-zа-яіїєґ])\w{{1,14}})\s{NUMBER}"
        rf"(?=\s*(?:$|[,.!|•(&\n-]|{_BREAK}|(?:en|and|y|e|und|et|si|i|и|і|a)\s)|\s(?-i:[A-ZА-ЯІЇЄ])[^\W\d]{{2}})",
    }
    sure = tuple((name, re.compile(pattern, flags | re.MULTILINE)) for name, pattern in ways.items())
    return AgeRules(
        (*sure[:-1], ("bracket", BRACKET), ("bare", BARE), sure[-1], ("lone", LONE)),
        re.compile(rf"(?<!\w)(?:{words('not_after')})\W{{0,3}}$", flags),
        re.compile(rf"\s?\+|[\s\-']{{0,2}}(?:{words('not_before')})(?!\w)", flags),
        either(word for pack in packs.values() for word in pack.kin),
        re.compile(rf"(?<!\w)(?:{words('hints')})(?!\w)", flags),
        re.compile(rf"(?<!\w)(?:{words('no_names')}|{words('not_after')})\W{{0,3}}$", flags),
    )
