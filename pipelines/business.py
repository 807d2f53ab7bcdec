"""Words of licensed business (club, privéhuis, bureau, KvK), with the study's false hits kept out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from pipelines.packs import Example, deniers, prove, spoken
from pipelines.phrases import bare, blank, denied, either

WORDS = ("club", "privéhuis", "bureau", "kvk")


@dataclass(frozen=True, slots=True)
class BusinessPack:
    """Words of one language per kind of business, what denies them and what only looks like them."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    club: tuple[str, ...] = ()
    privehuis: tuple[str, ...] = ()
    bureau: tuple[str, ...] = ()
    kvk: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    denials_after: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Business:
    """A business word told at a span of the cleaned text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BusinessRules:
    words: Mapping[str, re.Pattern[str]]
    before: re.Pattern[str]
    after: re.Pattern[str]
    but_not: re.Pattern[str]


@cache
def business_rules(language: str | None) -> BusinessRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("business", BusinessPack, language)
    keys = {"privéhuis": "privehuis"}
    rules = BusinessRules(
        {w: either(x for pack in packs.values() for x in getattr(pack, keys.get(w, w))) for w in WORDS},
        either(word for pack in deniers(packs, language) for word in pack.denials),
        either(word for pack in deniers(packs, language) for word in pack.denials_after),
        either(word for pack in packs.values() for word in pack.but_not),
    )
    prove("business", language, packs, lambda text: tuple(found.word for found in find_business(bare(text), rules)))
    return rules


def find_business(text: str, rules: BusinessRules) -> list[Business]:
    """Business words that a cleaned, bare text claims for itself, each at its first undenied mention."""
    text = rules.but_not.sub(blank, text)
    found = []
    for word, pattern in rules.words.items():
        for match in pattern.finditer(text):
            if not denied(text, match.start(), match.end(), rules.before, rules.after):
                found.append(Business(word, match.start(), match.end()))
                break
    return found
