"""Reads an ad's text against the catalogue and says which indicators fired, with their quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from config.reader import line_of
from domain.errors import ConfigError
from domain.signals import Signal
from signals.catalogue import CATALOGUE, Catalogue, Indicator, Input, Tier, read_catalogue
from signals.languages import LanguageRules, read_language
from signals.multilingual import Multilingual
from signals.patterns import BadPattern
from signals.reader import Hit, LanguageReader
from signals.words import Sentence, with_next

RECRUITMENT = "recruitment"


class Kind(StrEnum):
    """Is a service offered, or is someone sought to work?"""

    SERVICE = "service"
    RECRUITMENT = "recruitment"


@dataclass(frozen=True, slots=True)
class Fired:
    """One indicator that fired. `span` counts characters in the text given, None for linkage facts.

    `reviewed` is False when a native speaker has not yet judged the rule's language.
    """

    indicator: str
    family: str
    tier: Tier
    weight: float
    version: int = 1
    span: tuple[int, int] | None = None
    quote: str = ""
    language: str = ""
    reviewed: bool = True

    @classmethod
    def of(cls, indicator: Indicator, quote: str = "") -> Fired:
        """A firing that no text rule made: a linkage fact, or a stated age."""
        one = indicator
        return cls(one.id, one.family, one.tier, one.weight, one.version, quote=quote)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says: indicators that fired, what was said but denied, and the ad's kind."""

    fired: tuple[Fired, ...]
    denied: tuple[str, ...] = ()
    kind: Kind = Kind.SERVICE


class Said(NamedTuple):
    """A hit with the sentence it was read in."""

    hit: Hit
    sentence: Sentence

    @property
    def characters(self) -> tuple[int, int]:
        """Where the hit stands in the text."""
        return self.sentence.span(self.hit.start, self.hit.end)


class Engine:
    """The catalogue with its compiled languages. Start it once, then `check` each text."""

    def __init__(
        self, catalogue: Catalogue, languages: Iterable[LanguageRules], paused: frozenset[str] = frozenset()
    ) -> None:
        self.catalogue = catalogue
        self.readers = {rules.language: LanguageReader(rules) for rules in languages}
        self._text_rules = [
            one
            for one in catalogue.indicators
            if Input.TEXT in one.data and one.tier is not Tier.FORBIDDEN and one.id not in paused
        ]
        self._multilingual = Multilingual(self.readers)

    @classmethod
    def load(cls, path: Path = CATALOGUE, paused: frozenset[str] = frozenset()) -> Engine:
        """Read the catalogue and `indicators/<lang>.yml` beside it; `paused` indicators stay silent.

        Raises ConfigError with the line.
        """
        catalogue = read_catalogue(path)
        known, forbidden = catalogue.names, catalogue.forbidden
        files = [path.parent / path.stem / f"{language}.yml" for language in catalogue.languages]
        rules = [read_language(file, known, forbidden) for file in files]
        try:
            return cls(catalogue, rules, paused)
        except BadPattern as error:
            file = path.parent / path.stem / f"{error.language}.yml"
            raise ConfigError(str(file), line_of(file, error.place), str(error)) from error

    def check(self, text: str, lang: str | None = None) -> tuple[Fired, ...]:
        """The indicators that fire on a text, at most one firing per indicator; denied ones left out."""
        return self.read(text, lang).fired

    def read(self, text: str, lang: str | None = None) -> Reading:
        """Everything the rules see in a text in one or more languages; `lang` is where to look first."""
        said: dict[str, Said] = {}
        denied: set[str] = set()
        for sentence, following in with_next(text):
            hits = self._multilingual.hits(sentence, following, lang)
            here = {hit.concept for hit in hits if hit.denied}  # denied in one language is denied
            denied |= here
            for hit in hits:
                if hit.concept not in here:
                    said.setdefault(hit.concept, Said(hit, sentence))
        judged = {name: one for name, one in said.items() if self._reviewed(one)}
        fired = tuple(self._fired(one, which, text, judged) for one, which in self._indicators(said))
        seeking = RECRUITMENT in said or any(one.family == "RECRUIT" for one in fired)
        return Reading(fired, tuple(sorted(denied - said.keys())), Kind.RECRUITMENT if seeking else Kind.SERVICE)

    def forget(self) -> None:
        """Drop the sentences remembered from earlier texts."""
        self._multilingual.forget()

    def _indicators(self, said: Mapping[str, Said]) -> Iterable[tuple[Indicator, Said]]:
        for one in self._text_rules:
            if one.needs and _fulfilled(one, said):
                parts = [said[name] for name in (*one.needs.of, *one.needs.all, *one.needs.any) if name in said]
                yield one, said.get(one.id) or parts[0]
            elif not one.needs and one.id in said:
                yield one, said[one.id]

    def _reviewed(self, said: Said) -> bool:
        return self.readers[said.hit.language].rules.reviewed is not None

    def _fired(self, one: Indicator, said: Said, text: str, judged: Mapping[str, Said]) -> Fired:
        """`judged` is what reviewed languages said: a rule of several parts is reviewed when those suffice."""
        start, end = said.characters
        language = said.hit.language
        reviewed = _fulfilled(one, judged) if one.needs else self._reviewed(said)
        quote = text[start:end]
        return Fired(one.id, one.family, one.tier, one.weight, one.version, (start, end), quote, language, reviewed)


def _fulfilled(one: Indicator, said: Mapping[str, Said]) -> bool:
    needs = one.needs
    assert needs is not None
    return (
        all(name in said for name in needs.all)
        and (not needs.any or any(name in said for name in needs.any))
        and sum(name in said for name in needs.of) >= needs.at_least
        and not any(name in said for name in needs.without)
    )


def stated_age(age: int | None, under_18: bool, catalogue: Catalogue) -> tuple[Fired, ...]:
    """D1 or D3 from the extracted age of an observation; `under_18` also covers doubt."""
    if under_18 or (age is not None and age < 18):
        return (Fired.of(catalogue["D1"], f"vermelde leeftijd {age}" if age else "vermeld als minderjarig"),)
    if age is not None and age <= 20:
        return (Fired.of(catalogue["D3"], f"vermelde leeftijd {age}"),)
    return ()


def as_signals(fired: Iterable[Fired], advertisement: str, on: date) -> tuple[Signal, ...]:
    """The firings as domain records of one advertisement, one per indicator, ready to store."""
    once = {one.indicator: one for one in fired}
    return tuple(
        Signal(
            advertisement=advertisement,
            indicator=one.indicator,
            version=one.version,
            family=one.family,
            tier=one.tier,
            weight=one.weight,
            observed_on=on,
            quote=one.quote,
            span=one.span,
            reviewed=one.reviewed,
        )
        for one in once.values()
    )
