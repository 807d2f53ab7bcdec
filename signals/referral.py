"""What a referral is: what may be in it, who may receive it, and what people did with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar


class Receiver(StrEnum):
    """Who may ever receive a referral. There is no other: no landlord, no employer, no municipality desk."""

    POLICE_TRAFFICKING_TEAM = "politie, team mensenhandel"
    COMENSHA = "CoMensha"
    CARE_COORDINATOR = "zorgcoördinator mensenhandel"
    VEILIG_THUIS = "Veilig Thuis"


class Basis(StrEnum):
    """Where a fact comes from."""

    INDICATOR = "indicator"
    READ_BY_PERSON = "gelezen door een medewerker"
    TOLD_BY_PERSON = "verteld door de persoon zelf"
    PARTNER = "gemeld door een ketenpartner"


class Consent(StrEnum):
    GIVEN = "gegeven"
    REFUSED = "geweigerd"
    NOT_ASKED = "niet gevraagd"


class Field(StrEnum):
    """The only details that may be shared."""

    PUBLIC_PAGE = "openbare pagina"
    QUOTE = "letterlijke zin uit de advertentie"
    DATES_SEEN = "data waarop gezien"
    MUNICIPALITY = "gemeente volgens de advertentie"


class State(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """What a reader sees."""
        return {
            "draft": "concept",
            "proposed": "wacht op beoordelaar",
            "approved": "goedgekeurd",
            "rejected": "afgewezen",
            "handed_over": "overgedragen",
            "closed": "gesloten",
        }[self]


class Act(StrEnum):
    PROPOSED = "proposed"
    ASSESSED = "assessed"
    PRINTED = "printed"
    HANDED_OVER = "handed_over"
    ANSWERED = "answered"

    @property
    def words(self) -> str:
        """What a reader sees."""
        return {
            "proposed": "ingediend",
            "assessed": "beoordeeld",
            "printed": "brief gemaakt",
            "handed_over": "overgedragen",
            "answered": "antwoord ontvangen",
        }[self]


class Feedback(StrEnum):
    """All that is kept of what the receiver answers: no content of an investigation."""

    RECEIVED = "ontvangen"
    TAKEN_UP = "in behandeling"
    NOT_TAKEN_UP = "niet in behandeling"
    DONE = "afgerond"


MANDATORY = {
    "interpretation": "de uitleg (apart van de feiten)",
    "ground": "de grondslag",
    "necessity": "de noodzaak",
    "proportionality": "de evenredigheid",
    "lighter_steps": "de lichtere stappen die zijn geprobeerd",
    "consent_note": "hoe toestemming is gevraagd, of waarom niet",
    "care_in_parallel": "welke zorg tegelijk wordt geboden",
}


@dataclass(frozen=True, slots=True)
class Fact:
    text: str
    basis: Basis
    noted: date


@dataclass(frozen=True, slots=True)
class Content:
    """What the author writes: facts apart from interpretation, and why sharing is allowed, needed and proportionate.

    `shared` holds the only details that go along, each at most once.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    receiver: Receiver
    facts: tuple[Fact, ...]
    interpretation: str
    ground: str
    necessity: str
    proportionality: str
    lighter_steps: str
    consent: Consent
    consent_note: str
    care_in_parallel: str
    shared: Mapping[Field, str]

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that someone typed."""
        return (
            *(fact.text for fact in self.facts),
            *(getattr(self, name) for name in MANDATORY),
            *self.shared.values(),
        )


@dataclass(frozen=True, slots=True)
class Referral:
    """What was written, and how far it has come. It has no field for an advertisement, a number or a score."""

    id: str
    author: str
    written_on: date
    content: Content
    state: State = State.DRAFT
    assessor: str | None = None
    assessed_on: date | None = None
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What one person did with a referral, and the state it then had. Steps are added, never changed.

    `digest` is the SHA-256 of a printed letter; `note` why somebody agreed or not.
    """

    act: Act
    state: State
    by: str
    at: datetime
    note: str = ""
    digest: str | None = None
    feedback: Feedback | None = None
