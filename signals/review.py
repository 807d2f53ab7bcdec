"""People look at cards: as many as they can read, blind first, and a second person for critical ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import Refused
from domain.weeks import Week
from signals.stacking import Level, Weighed

LIVES = timedelta(days=28)  # an untriaged card expires: nobody keeps a suspicion nobody looked at
WORKING_DAYS = 5
CONTROL_SHARE = 0.05  # cards from below the level, so that readers do not learn that every card is a case


class CardState(StrEnum):
    WAITING = "waiting"
    FIRST_VIEW = "first_view"
    SECOND_LOOK = "second_look"
    CLOSED = "closed"
    EXPIRED = "expired"


class Outcome(StrEnum):
    NO_CONCERN = "no_concern"
    DATA_ERROR = "data_error"
    BUSINESS = "business"
    HELP_OFFERED = "help_offered"
    CONSULT = "consult"
    REFER = "refer"

    @property
    def words(self) -> str:
        """What a reader sees."""
        return {
            "no_concern": "geen zorg",
            "data_error": "fout in de gegevens",
            "business": "bedrijf",
            "help_offered": "hulp aangeboden",
            "consult": "overlegd",
            "refer": "doorverwijzen overwegen",
        }[self]

    @property
    def right(self) -> bool:
        """Was there reason to look? Counts towards a rule's precision."""
        return self in (Outcome.HELP_OFFERED, Outcome.CONSULT, Outcome.REFER)


class View(StrEnum):
    """The reader's own first view, before any rule or level is shown."""

    NOTHING = "nothing"
    UNSURE = "unsure"
    CONCERN = "concern"


@dataclass(frozen=True, slots=True)
class Card:
    """One advertisement for a person to read. `control` is never shown to the reader."""

    id: str
    advertisement: str
    week: Week
    level: Level
    control: bool
    critical: bool
    made: datetime
    expires: datetime
    state: CardState = CardState.WAITING


@dataclass(frozen=True, slots=True)
class Look:
    """What one person said about one card at one step."""

    card: str
    by: str
    step: str
    said: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """The cards of one week, and how many more there would have been than people can read."""

    cards: tuple[Card, ...]
    not_taken: int


def fill_queue(weighed: Iterable[tuple[str, Weighed]], week: Week, per_day: int, now: datetime, seed: str) -> Queue:
    """Cards for what can be read in five working days at `per_day` cards.

    Critical cards always fit; then "met spoed", then "beoordelen"; within a level by lot (`seed`), never
    by weight. One in twenty cards is a control from below the level.
    """
    ranked = sorted(weighed, key=lambda one: (not one[1].critical, _RANK[one[1].level], _lot(seed, one[0])))
    wanted = [one for one in ranked if one[1].level is not Level.NONE]
    below = [one for one in ranked if one[1].level is Level.NONE]
    room = per_day * WORKING_DAYS
    critical = sum(bool(one[1].critical) for one in wanted)
    controls = below[: max(1, round(min(room, len(wanted)) * CONTROL_SHARE))] if wanted else []
    taken = wanted[: max(critical, room - len(controls))]
    cards = [_card(ad, one, week, now, control=False) for ad, one in taken]
    cards += [_card(ad, one, week, now, control=True) for ad, one in controls]
    cards.sort(key=lambda card: (not card.critical, _lot(seed, card.id)))
    return Queue(tuple(cards), len(wanted) - len(taken))


def first_view(card: Card, looks: Sequence[Look], by: str, view: View, at: datetime) -> tuple[Card, Look]:
    """Record what the reader thinks before the rules are shown. Raises Refused when the card is done."""
    _still_open(card, at)
    if any(look.step == "first_view" for look in looks):
        raise Refused("Deze kaart heeft al een eerste indruk; die verandert niet meer.")
    return replace(card, state=CardState.FIRST_VIEW), Look(card.id, by, "first_view", view, at)


def may_see_rules(looks: Iterable[Look], reader: str) -> bool:
    """The rules and the level are shown only to someone who wrote a first view, or looks second."""
    return any(_same(look.by, reader) for look in looks) or any(look.step == "outcome" for look in looks)


def decide(
    card: Card, looks: Sequence[Look], by: str, outcome: Outcome, at: datetime, note: str = ""
) -> tuple[Card, Look]:
    """Record an outcome. A critical card, or one to refer, then waits for a second person.

    Raises Refused without a first view, or when the second person is the first.
    """
    _still_open(card, at)
    if not any(look.step == "first_view" for look in looks):
        raise Refused("Schrijf eerst uw eerste indruk op: daarna ziet u welke regels afgingen.")
    first = next((look for look in looks if look.step == "outcome"), None)
    if first is None:
        four_eyes = card.critical or outcome is Outcome.REFER
        state = CardState.SECOND_LOOK if four_eyes else CardState.CLOSED
        return replace(card, state=state), Look(card.id, by, "outcome", outcome, at, note)
    if _same(first.by, by):
        raise Refused("Een tweede persoon moet deze kaart beoordelen: vier ogen.")
    return replace(card, state=CardState.CLOSED), Look(card.id, by, "second", outcome, at, note)


def outcome_of(looks: Sequence[Look]) -> Outcome | None:
    """The outcome that stands: the second person's when there is one."""
    said = {look.step: Outcome(look.said) for look in looks if look.step in ("outcome", "second")}
    return said.get("second") or said.get("outcome")


def expire(cards: Iterable[Card], now: datetime) -> list[Card]:
    """The open cards whose 28 days are over, marked expired."""
    return [
        replace(card, state=CardState.EXPIRED)
        for card in cards
        if card.expires <= now and card.state not in (CardState.CLOSED, CardState.EXPIRED)
    ]


_RANK = {Level.LOOK_SOON: 0, Level.LOOK: 1, Level.NONE: 2}


def _card(advertisement: str, one: Weighed, week: Week, now: datetime, *, control: bool) -> Card:
    name = hashlib.sha256(f"{week}/{advertisement}".encode()).hexdigest()[:20]
    return Card(name, advertisement, week, one.level, control, bool(one.critical), now, now + LIVES)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _lot(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}/{name}".encode()).hexdigest()


def _still_open(card: Card, at: datetime) -> None:
    if card.state in (CardState.CLOSED, CardState.EXPIRED) or card.expires <= at:
        raise Refused("Deze kaart is afgesloten of verlopen.")
