"""Joins the review of signals to storage: filling the queue, blind first views, outcomes."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from app.house import House
from app.pausing import silent, verdict
from domain.errors import BadInput, Refused
from domain.signals import Signal
from domain.weeks import Week
from signals.cards import CardView, card_view
from signals.catalogue import CATALOGUE, Catalogue, Tier, read_catalogue
from signals.precision import Verdict, per_rule
from signals.review import (
    Card,
    CardState,
    Look,
    Outcome,
    Queue,
    View,
    decide,
    fill_queue,
    first_view,
    may_see_rules,
    outcome_of,
)
from signals.stacking import Level, Weighed, weigh
from storage.database import reading
from storage.reviews import load_cards, load_looks, load_verdicts, save_cards, save_look, save_verdicts
from storage.signals import load_signals

PEOPLE_READ = 20  # cards a day; five working days make the week's queue


def catalogue() -> Catalogue:
    return read_catalogue(CATALOGUE)


def fill(house: House, week: Week, at: datetime, per_day: int = PEOPLE_READ) -> Queue:
    """Make the cards of a week from its stored signals; done again, nothing doubles. Paused rules add nothing."""
    rules, still = catalogue().stacking, silent(house)
    with reading(house.engine).connect() as connection:
        weighed = _weighed([one for one in load_signals(connection, week) if one.indicator not in still], rules)
    queue = fill_queue(weighed.items(), week, per_day, at, seed=str(week))
    with house.engine.begin() as connection:
        known = {row["id"] for row in load_cards(connection, week)}
        save_cards(connection, [card for card in queue.cards if card.id not in known])
    return queue


def cards(house: House, week: Week) -> list[Card]:
    """The cards of a week."""
    with reading(house.engine).connect() as connection:
        return [_card(row) for row in load_cards(connection, week)]


def view(house: House, name: str, by: str, said: View, at: datetime) -> CardView:
    """Record a blind first view, then show the card. Raises Refused when the card is closed or viewed."""
    card, looks = _read(house, name)
    card, look = first_view(card, looks, by, said, at)
    _save(house, card, look)
    return explain(house, card.advertisement)


def outcome(house: House, name: str, by: str, said: Outcome, at: datetime, note: str) -> Card:
    """Record an outcome; when the card closes, each rule on it learns whether it was right."""
    card, looks = _read(house, name)
    card, look = decide(card, looks, by, said, at, note)
    _save(house, card, look)
    if card.state is CardState.CLOSED:
        _learn(house, card, [*looks, look])
    return card


def explain(house: House, advertisement: str, reader: str | None = None) -> CardView:
    """Why an ad was flagged, of its newest week. `reader` must have written a first view when there is a card."""
    with reading(house.engine).connect() as connection:
        found = load_signals(connection, advertisement=advertisement, unseal=house.keyring.open)
        so_far = per_rule(verdict(row) for row in load_verdicts(connection))
        waiting = [row for row in load_cards(connection) if row["advertisement"] == advertisement]
        looks = [_look(row) for card in waiting[-1:] for row in load_looks(connection, card["id"])]
    if not found:
        raise BadInput(f"Over advertentie {advertisement} is niets opgeslagen: geen signaal, of al verlopen.")
    if reader is not None and waiting and not may_see_rules(looks, reader):
        raise Refused(f"Schrijf eerst uw eerste indruk op: peil signals view {waiting[-1]['id']} --by {reader}")
    newest = max(one.observed_on for one in found)
    now = [one for one in found if one.observed_on == newest]
    return card_view(now, weigh(_firings(now), catalogue().stacking), catalogue(), so_far)


def _learn(house: House, card: Card, looks: list[Look]) -> None:
    said = outcome_of(looks)
    assert said is not None  # the card is closed, so somebody gave an outcome
    with house.engine.begin() as connection:
        rules = load_signals(connection, card.week, card.advertisement)
        rows = [Verdict(one.indicator, one.version, said.right, control=card.control) for one in rules]
        save_verdicts(connection, rows, card.week)


def _weighed(found: list[Signal], rules: Any) -> dict[str, Weighed]:
    per_ad: dict[str, list[Signal]] = defaultdict(list)
    for one in found:
        per_ad[one.advertisement].append(one)
    return {ad: weigh(_firings(ones), rules) for ad, ones in per_ad.items()}


def _firings(found: list[Signal]) -> list[Any]:
    from signals.engine import Fired

    return [
        Fired(one.indicator, one.family, Tier(one.tier), one.weight, one.version, one.span, reviewed=one.reviewed)
        for one in found
    ]


def _read(house: House, name: str) -> tuple[Card, list[Look]]:
    with reading(house.engine).connect() as connection:
        row = next((row for row in load_cards(connection) if row["id"] == name), None)
        if row is None:
            raise BadInput(f"Kaart {name} bestaat niet; zie `peil signals queue`.")
        return _card(row), [_look(one) for one in load_looks(connection, name)]


def _save(house: House, card: Card, look: Look) -> None:
    with house.engine.begin() as connection:
        save_cards(connection, [card])
        save_look(connection, look)


def _card(row: Any) -> Card:
    return Card(**{**row, "level": Level(row["level"]), "state": CardState(row["state"])})


def _look(row: Any) -> Look:
    return Look(row["card"], row["by"], row["step"], row["said"], row["at"], row["note"])
