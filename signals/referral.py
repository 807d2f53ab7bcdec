"""A referral: written by a person, weighed by a second, minimal, and handed over by hand.

The software sends nothing. A letter that rests on indicators alone is refused, and no score fits in it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.errors import Refused


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


class Feedback(StrEnum):
    """All that is kept of what the receiver answers: no content of an investigation."""

    RECEIVED = "ontvangen"
    TAKEN_UP = "in behandeling"
    NOT_TAKEN_UP = "niet in behandeling"
    DONE = "afgerond"


@dataclass(frozen=True, slots=True)
class Fact:
    text: str
    basis: Basis
    on: date


@dataclass(frozen=True, slots=True)
class Referral:
    """Facts apart from interpretation, and why sharing them is allowed, needed and proportionate."""

    id: str
    author: str
    written_on: date
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
    shared: frozenset[Field]
    state: State = State.DRAFT
    assessor: str | None = None
    assessment: str = ""
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter as HTML, and the SHA-256 of exactly that text."""

    html: str
    digest: str


_MANDATORY = {
    "interpretation": "de uitleg (apart van de feiten)",
    "ground": "de grondslag",
    "necessity": "de noodzaak",
    "proportionality": "de evenredigheid",
    "lighter_steps": "de lichtere stappen die zijn geprobeerd",
    "consent_note": "hoe toestemming is gevraagd, of waarom niet",
    "care_in_parallel": "welke zorg tegelijk wordt geboden",
}
_SCORE = re.compile(r"\b(score|gewicht|risico\s*\d|indicator\w*|niveau|kans)\b|\d\s*%|\b[A-J]\d\b", re.IGNORECASE)
_NEXT = {
    State.DRAFT: {State.PROPOSED},
    State.PROPOSED: {State.APPROVED, State.REJECTED},
    State.APPROVED: {State.HANDED_OVER},
    State.HANDED_OVER: {State.CLOSED},
    State.REJECTED: frozenset[State](),
    State.CLOSED: frozenset[State](),
}


def propose(referral: Referral) -> Referral:
    """Ready for a second person. Raises Refused with everything that is missing or may not be in it."""
    missing = [words for name, words in _MANDATORY.items() if len(getattr(referral, name).split()) < 3]
    if missing:
        raise Refused(f"De doorverwijzing is niet volledig. Schrijf nog: {'; '.join(missing)}.")
    if all(fact.basis is Basis.INDICATOR for fact in referral.facts):
        raise Refused(
            "Een brief die alleen op indicatoren rust, gaat niet uit: voeg toe wat een mens heeft vastgesteld."
        )
    if not referral.shared:
        raise Refused("Kies welke gegevens gedeeld worden; alleen die komen in de brief.")
    texts = [fact.text for fact in referral.facts]
    texts += [getattr(referral, name) for name in _MANDATORY]
    found = next((hit[0] for text in texts if (hit := _SCORE.search(text))), None)
    if found:
        raise Refused(f"“{found}” hoort niet in een brief: er gaat nooit een score of indicator mee.")
    return _move(referral, State.PROPOSED)


def assess(referral: Referral, by: str, *, agrees: bool, note: str) -> Referral:
    """A second person approves or rejects. Raises Refused when it is the author, or says nothing."""
    if by == referral.author:
        raise Refused("De tweede beoordelaar is iemand anders dan de schrijver.")
    if len(note.split()) < 3:
        raise Refused("Schrijf op waarom u instemt of niet, in minstens drie woorden.")
    moved = _move(referral, State.APPROVED if agrees else State.REJECTED)
    return replace(moved, assessor=by, assessment=note)


def hand_over(referral: Referral) -> Referral:
    """A person handed the letter over, outside this software."""
    return _move(referral, State.HANDED_OVER)


def receive_feedback(referral: Referral, feedback: Feedback) -> Referral:
    """Note one of four answers; `afgerond` and `niet in behandeling` close the referral."""
    if referral.state is not State.HANDED_OVER:
        raise Refused("Er is nog niets overgedragen.")
    done = feedback in (Feedback.DONE, Feedback.NOT_TAKEN_UP)
    moved = _move(referral, State.CLOSED) if done else referral
    return replace(moved, feedback=feedback)


def letter(referral: Referral) -> Letter:
    """The letter to print. Raises Refused before a second person approved."""
    if referral.state not in (State.APPROVED, State.HANDED_OVER, State.CLOSED):
        raise Refused("Zonder tweede beoordelaar is er geen brief.")
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "letters"), autoescape=True, undefined=StrictUndefined
    )
    html = pages.get_template("referral.html").render(referral=referral)
    return Letter(html, hashlib.sha256(html.encode()).hexdigest())


def _move(referral: Referral, to: State) -> Referral:
    if to not in _NEXT[referral.state]:
        raise Refused(f"Een doorverwijzing in staat {referral.state} kan niet naar {to}.")
    return replace(referral, state=to)
