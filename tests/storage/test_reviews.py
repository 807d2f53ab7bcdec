"""What people decide about cards survives in both databases, word for word and encrypted where needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from domain.signals import Signal
from domain.weeks import Week
from signals.precision import Incident, IncidentKind, close
from signals.review import Card, Look
from signals.stacking import Level
from storage.keys import Keyring
from storage.reviews import (
    erase_cards,
    expire_cards,
    load_cards,
    load_incidents,
    load_looks,
    save_cards,
    save_incident,
    save_look,
)
from storage.signals import erase_signals, load_signals, save_signals
from storage.tables.signals import signals

NOW = datetime(2026, 1, 19, 12, tzinfo=UTC)
WEEK = Week(2026, 3)
SIGNAL = Signal("ad", "J1", 1, "COERCE", "critical", 3.0, date(2026, 1, 19), "help mij", (0, 8), reviewed=False)
CARD = Card("c", "ad", WEEK, Level.LOOK, False, True, NOW, NOW + timedelta(days=28))


def test_a_signal_comes_back_with_its_quote_only_for_who_can_open_it(engine: Engine) -> None:
    keys = Keyring.generate()
    with engine.begin() as connection:
        save_signals(connection, [SIGNAL], WEEK, keys.seal)
        save_signals(connection, [SIGNAL], WEEK, keys.seal)  # the week again: nothing doubles
        assert load_signals(connection, unseal=keys.open) == [SIGNAL]
        assert load_signals(connection, WEEK, "ad") == [replace(SIGNAL, quote="")]
        assert b"help mij" not in connection.execute(select(signals.c.sealed_quote)).scalar_one()
        assert erase_signals(connection, date(2026, 1, 19)) == 0
        assert erase_signals(connection, date(2026, 1, 20)) == 1


def test_a_step_of_a_card_is_said_once(engine: Engine) -> None:
    look = Look("c", "anna", "first_view", "unsure", NOW)
    with engine.begin() as connection:
        save_cards(connection, [CARD])
        save_look(connection, look)
        assert load_looks(connection, "c")[0]["by"] == "anna"
    with pytest.raises(IntegrityError), engine.begin() as connection:
        save_look(connection, look)


def test_unread_cards_expire_and_are_erased_with_their_looks(engine: Engine) -> None:
    with engine.begin() as connection:
        save_cards(connection, [CARD])
        assert expire_cards(connection, NOW) == 0
        assert expire_cards(connection, CARD.expires) == 1
        assert load_cards(connection, WEEK)[0]["state"] == "expired"
        assert erase_cards(connection, CARD.expires + timedelta(days=1)) == 1


def test_an_incident_stays_open_until_a_person_closes_it(engine: Engine) -> None:
    incident = Incident("i", "E3", IncidentKind.UNEVEN, "ongelijk", NOW)
    with engine.begin() as connection:
        save_incident(connection, incident)
        assert len(load_incidents(connection, only_open=True)) == 1
        save_incident(connection, close(incident, "anna", "patroon is aangepast", NOW))
        assert load_incidents(connection, only_open=True) == []
        assert load_incidents(connection)[0]["closed_by"] == "anna"
