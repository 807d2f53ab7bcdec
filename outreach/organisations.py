"""Aid organisations: who offers help, where, to whom, in whose name and from which number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from config.reader import check_record, line_of, read_yaml
from domain.errors import ConfigError
from domain.observations import Gender, Observation, WorkType
from domain.people import same_person

STRICT = {"extra": "forbid"}
MOST_REVEALS = 40  # numbers one helper may see in a day; an organisation may allow fewer, never more
# A sender of letters cannot receive STOP; short codes are often one-way too, so a full number is asked for.
_TWO_WAY = re.compile(r"\+[1-9]\d{7,14}")


_IN_DUTCH: Mapping[str, str] = {
    Gender.WOMAN: "vrouw",
    Gender.MAN: "man",
    Gender.TRANS: "trans",
    Gender.COUPLE: "stel",
    WorkType.AT_HOME: "thuis",
    WorkType.ESCORT: "escort",
    WorkType.MASSAGE: "massage",
}


@dataclass(frozen=True, slots=True)
class Target:
    """Whom an organisation, or one wave, means to reach. An empty choice is everyone; a score is not among them."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    genders: tuple[Gender, ...] = ()
    work_types: tuple[WorkType, ...] = ()
    languages: tuple[str, ...] = ()

    def __str__(self) -> str:
        """In Dutch, alike for alike choices: what an approver reads, and what the approval is bound to."""
        choices: Mapping[str, Sequence[str]] = {
            "gender": self.genders,
            "werk": self.work_types,
            "taal": self.languages,
        }
        told = [
            f"{name}: {', '.join(sorted(_IN_DUTCH.get(one, one) for one in set(chosen)))}"
            for name, chosen in choices.items()
            if chosen
        ]
        return "; ".join(told) or "iedereen"

    def fits(self, ad: Observation) -> bool:
        return (
            (not self.genders or ad.gender in self.genders)
            and (not self.work_types or bool(ad.work_types & set(self.work_types)))
            and (not self.languages or ad.language.code in self.languages)
        )


@dataclass(frozen=True, slots=True)
class Hours:
    """Local hours (Europe/Amsterdam) as first and last, such as 10 and 18."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """`sender` is a number in E.164 that can receive answers; `regions` are CBS codes, empty for the whole
    country; `inbox` an optional Maildir folder of the organisation itself; `segment_cents` the price of one
    SMS segment; `approvals` how many people must approve a wave; `reveals_a_day` how many numbers a helper may see."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    name: str
    verified: bool = False
    regions: tuple[str, ...] = ()
    target: Target = Target()
    helpers: tuple[str, ...] = ()
    sender: str = ""
    approvals: int = 1
    office_hours: Hours | None = None
    quiet_hours: tuple[Hours, ...] = ()
    segment_cents: int = 9
    reveals_a_day: int = MOST_REVEALS
    inbox: str = ""
    about: str = ""
    sources: tuple[str, ...] = ()

    def works_in(self, municipality: str | None) -> bool:
        return not self.regions or municipality in self.regions

    def helper(self, name: str) -> str:
        """The helper whom this name means, as written here; "" when nobody of that name works here."""
        return next((one for one in self.helpers if same_person(one, name)), "")

    def objection(self) -> str:
        """Why this organisation cannot send yet, in Dutch; "" when it can."""
        if not self.verified:
            return f"{self.id} is een ongecontroleerd voorbeeld: controleer de gegevens en zet `verified: true`"
        if not self.sender:
            return f"{self.id} heeft geen afzendernummer (`sender`) waarop iemand kan antwoorden"
        if not self.helpers:
            return f"{self.id} heeft geen hulpverlener (`helpers`): een bericht heeft een naam nodig"
        return ""


@dataclass(frozen=True, slots=True)
class _Book:
    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    organisations: tuple[Organisation, ...] = field(default_factory=tuple)


def load_organisations(path: Path, places: frozenset[str] = frozenset()) -> Mapping[str, Organisation]:
    """Organisations by id. `places` are the known municipality codes, empty to skip that check.

    Raises ConfigError naming file and line: an unknown key, a double id, an unknown municipality, or a
    sender of letters, which could not receive STOP.
    """
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise ConfigError(str(path), 1, "verwacht de sleutel `organisations` met een lijst")
    book = check_record(path, data, _Book)
    seen: dict[str, Organisation] = {}
    for number, one in enumerate(book.organisations):
        _check(path, number, one, seen, places)
        seen[one.id] = one
    return seen


def _check(path: Path, number: int, one: Organisation, seen: Mapping[str, Any], places: frozenset[str]) -> None:
    def wrong(key: str, problem: str) -> ConfigError:
        return ConfigError(str(path), line_of(path, ("organisations", number, key)), f"{key}: {problem}")

    if one.id in seen:
        raise wrong("id", f"{one.id} staat er twee keer")
    if one.sender and not _TWO_WAY.fullmatch(one.sender):
        raise wrong(
            "sender", "moet een nummer zijn als +31612345678; op letters of een kort nummer kan niemand STOP zeggen"
        )
    if one.approvals not in {1, 2}:
        raise wrong("approvals", "1 of 2 personen")
    if not 0 <= one.reveals_a_day <= MOST_REVEALS:
        raise wrong("reveals_a_day", f"0 tot {MOST_REVEALS}: minder mag, meer niet")
    if one.segment_cents < 0:
        raise wrong("segment_cents", "een prijs in centen, 0 of meer")
    for hours in _all_hours(one):
        if not 0 <= hours.first < hours.last <= 24:
            raise wrong("office_hours", f"van {hours.first} tot {hours.last} uur kan niet")
    if places and (strange := [code for code in one.regions if code not in places]):
        raise wrong("regions", f"onbekende gemeentecode {strange[0]}")


def _all_hours(one: Organisation) -> Sequence[Hours]:
    return [*([one.office_hours] if one.office_hours else []), *one.quiet_hours]
