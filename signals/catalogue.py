"""The catalogue of indicators: what each means, weighs, rests on and can innocently be.

The loader is a safeguard: forbidden inputs, missing innocent explanations and weights that do not
fit their tier are refused with the line in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from config.reader import line_of, read_record
from domain.errors import ConfigError
from signals.words import fold

CATALOGUE = Path(__file__).parent.parent / "config" / "indicators.yml"


class Tier(StrEnum):
    WEAK = "weak"
    MEDIUM = "medium"
    STRONG = "strong"
    CRITICAL = "critical"
    SHOWN = "shown"  # shown to the reader, weighs nothing
    COUNTER = "counter"  # speaks against, lowers the sum
    FORBIDDEN = "forbidden"  # listed so that everyone sees it is refused


COUNTING = frozenset({Tier.WEAK, Tier.MEDIUM, Tier.STRONG, Tier.CRITICAL})
HEAVIEST = {Tier.WEAK: 0.5, Tier.MEDIUM: 1.5, Tier.STRONG: 2.0, Tier.CRITICAL: 3.0}


class Route(StrEnum):
    HELP_TEXT = "help_text"  # may choose which general information is offered
    HUMAN = "human"  # a person looks
    REFERRAL = "referral"  # after two people looked, a referral may be considered


class Input(StrEnum):
    """Everything a rule may look at. What is not here cannot be an input."""

    TEXT = "text"
    AGE = "age"
    PRICE_HOUR = "price_hour"
    WORK_TYPE = "work_type"
    REGION = "region"
    WEEKS = "weeks"
    CONTACT_KEY = "contact_key"
    NAME_KEY = "name_key"
    MUNICIPALITY = "municipality"
    NEAR_TEXT = "near_text"
    LINKS = "links"


FORBIDDEN_INPUTS = frozenset(
    {
        *("origin", "nationality", "ethnicity", "language", "gender", "trans", "religion"),
        *("photo", "photos", "image", "service_list", "services", "street", "hotel", "permit_absence"),
    }
)


class ForbiddenFeature(ConfigError):
    """A rule wants an input that may never count. Raised while the catalogue is loaded."""


@dataclass(frozen=True, slots=True)
class Needs:
    """A rule made of concepts anywhere in one text: all of `all`, one of `any` (when it names some),
    `at_least` of `of`, none of `without`."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    at_least: int = 0
    without: tuple[str, ...] = ()

    @property
    def concepts(self) -> frozenset[str]:
        return frozenset((*self.all, *self.any, *self.of, *self.without))


@dataclass(frozen=True, slots=True)
class Precision:
    """How often a marker was right when someone checked: `right` of `checked`, and where published."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    right: int
    checked: int
    source: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One reason to look. `innocent` is what it usually is; `nl` names are what readers see."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    family: str
    nl: str
    en: str
    definition: str
    data: tuple[str, ...]
    tier: Tier
    weight: float
    sources: tuple[str, ...]
    evidence: str
    innocent: str
    version: int
    owner: str
    dated: date
    route: tuple[Route, ...] = ()
    needs: Needs | None = None
    precision: Precision | None = None
    no_message: bool = False

    @property
    def counts(self) -> bool:
        return self.tier in COUNTING


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level is reached with this sum of weights over this many families."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    weight: float
    families: int


@dataclass(frozen=True, slots=True)
class Stacking:
    """How indicators add up (safeguards: caps per family, two levels, counter-markers bounded)."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    family_cap: float
    counter_cap: float
    look: Threshold
    look_soon: Threshold
    largest_share: Mapping[Tier, float]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every indicator by id, the stacking rules, the helper concepts and the words no rule may use."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    version: int
    stacking: Stacking
    families: Mapping[str, str]
    concepts: Mapping[str, str]
    forbidden_words: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    languages: tuple[str, ...] = field(default=())

    def __getitem__(self, indicator: str) -> Indicator:
        return next(one for one in self.indicators if one.id == indicator)

    @property
    def names(self) -> frozenset[str]:
        """What a language file may describe: indicators that read text, and helper concepts."""
        return frozenset(self.concepts) | {one.id for one in self.indicators if Input.TEXT in one.data}

    @property
    def forbidden(self) -> frozenset[str]:
        return frozenset(fold(word) for word in self.forbidden_words)


def read_catalogue(path: Path) -> Catalogue:
    """Read `indicators.yml`. Raises ConfigError or ForbiddenFeature with file and line."""
    catalogue = read_record(path, Catalogue)
    seen: set[str] = set()
    for row, one in enumerate(catalogue.indicators):
        for key, problem in _problems(one, catalogue):
            raise ConfigError(str(path), line_of(path, ["indicators", row, key]), f"{one.id}: {problem}")
        for wanted in one.data:
            _refuse_input(path, row, one, wanted)
        if one.id in seen:
            raise ConfigError(str(path), line_of(path, ["indicators", row, "id"]), f"{one.id} staat er twee keer in")
        seen.add(one.id)
    return catalogue


def _problems(one: Indicator, catalogue: Catalogue) -> list[tuple[str, str]]:
    problems = []
    if len(one.innocent.split()) < 3:
        problems.append(("innocent", "noem de onschuldige verklaring (minstens drie woorden)"))
    if not one.sources:
        problems.append(("sources", "zonder bron geen indicator: noem titel en onderdeel"))
    if one.family not in catalogue.families:
        problems.append(("family", f"familie {one.family} staat niet onder `families`"))
    if one.tier in HEAVIEST and not 0 < one.weight <= HEAVIEST[one.tier]:
        problems.append(("weight", f"een indicator van niveau {one.tier} weegt 0 tot {HEAVIEST[one.tier]}"))
    if one.tier in (Tier.SHOWN, Tier.FORBIDDEN) and one.weight:
        problems.append(("weight", "wordt alleen getoond of is verboden, en weegt dus 0"))
    if one.tier is Tier.COUNTER and not catalogue.stacking.counter_cap <= one.weight < 0:
        problems.append(("weight", f"een tegenteken weegt tussen {catalogue.stacking.counter_cap} en 0"))
    unknown = one.needs.concepts - catalogue.names if one.needs else frozenset()
    if unknown:
        problems.append(("needs", f"onbekend begrip: {', '.join(sorted(unknown))}"))
    return problems


def _refuse_input(path: Path, row: int, one: Indicator, wanted: str) -> None:
    if one.tier is Tier.FORBIDDEN:
        return  # describes what is refused; the engine never reads it
    place: tuple[str | int, ...] = ("indicators", row, "data")
    if wanted in FORBIDDEN_INPUTS:
        raise ForbiddenFeature(
            str(path), line_of(path, place), f"{one.id}: `{wanted}` mag nooit meetellen (verboden invoer)"
        )
    if wanted not in set(Input):
        allowed = ", ".join(sorted(Input))
        raise ConfigError(
            str(path), line_of(path, place), f"{one.id}: onbekende invoer `{wanted}`; toegestaan: {allowed}"
        )
