"""A wave that a person stops: nothing more leaves, and what may have left stays in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.house import House
from app.sending import send, send_one
from benchmarks.offers import NOON, demo_organisation, ready_wave, states
from domain.messages import MessageState
from domain.outreach import Channel
from outreach.gateways.file import File
from outreach.gateways.gateway import Outgoing, Receipt
from outreach.register import objection
from storage.register import all_entries
from storage.sending import abandon, claim, in_doubt, not_sent, waiting
from storage.tables.messages import messages
from storage.waves import stop_wave


def names(house: House) -> list[str]:
    with house.engine.connect() as connection:
        return list(connection.execute(select(messages.c.id).order_by(messages.c.id)).scalars())


def stop(house: House) -> int:
    with house.engine.begin() as connection:
        return stop_wave(connection, "ronde", "B", "fout in de naam", NOON)


def take(house: House, message: str) -> None:
    with house.engine.begin() as connection:
        assert claim(connection, message, holder="p", origin="o", rule=objection, now=NOON)


def test_a_message_in_doubt_stays_on_the_work_list_when_its_wave_is_stopped(house: House) -> None:
    ready_wave(house, 3)
    one, two, _ = names(house)
    take(house, one)
    with house.engine.begin() as connection:
        abandon(connection, NOON.replace(hour=12))
    take(house, two)
    assert stop(house) == 1, "only the one that surely did not leave"
    assert states(house) == {MessageState.UNKNOWN: 1, MessageState.SUBMITTING: 1, MessageState.WITHDRAWN: 1}
    with house.engine.connect() as connection:
        assert [row.id for row in in_doubt(connection)] == [one]


def test_a_message_of_a_stopped_wave_that_proves_unsent_does_not_go_again(house: House, tmp_path: Path) -> None:
    ready_wave(house, 1)
    [one] = names(house)
    take(house, one)
    stop(house)
    with house.engine.begin() as connection:
        assert not_sent(connection, one, 1, "bewezen")
    assert states(house) == {MessageState.WITHDRAWN: 1}
    assert send(house, {Channel.KANNEL: File(tmp_path / "out.csv")}, lambda: NOON).counts == {}
    with house.engine.connect() as connection:
        assert all_entries(connection, NOON) == [], "nobody was approached"


def test_a_stop_between_claim_and_handing_over_is_in_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ready_wave(house, 1)

    class Never:
        def submit(self, message: Outgoing) -> Receipt:
            raise AssertionError

    def claim_then_stopped(*given, **told):
        found = claim(*given, **told)
        stop_wave(given[0], "ronde", "B", "fout", NOON)
        return found

    monkeypatch.setattr("app.sending.claim", claim_then_stopped)
    with house.engine.connect() as connection:
        [ready] = waiting(connection)
    assert send_one(house, Never(), demo_organisation(), ready, lambda: NOON) == ("ingetrokken", "")
    assert states(house) == {MessageState.WITHDRAWN: 1}
