"""Outreach rows leave after their term, and are not read past it either when the nightly job never ran (M20)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, Table, func, select

from config.settings import Retention
from domain.messages import MessageState
from domain.outreach import Entry, Reply, ReplyCode
from domain.weeks import Week
from outreach.register import objection
from storage.keys import Keyring
from storage.messages import load_messages
from storage.objections import held, hold, is_suppressed, object_number, release
from storage.register import all_entries, answered, past, refused_now, take_in
from storage.replies import open_replies, outcomes, take_reply
from storage.retention import erase_expired
from storage.tables.messages import messages
from storage.tables.outreach import approaches, events, holds, replies, silences, waves

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
PERSON = "a" * 32
NUMBER = "+31600000012"


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.generate()


def count(engine: Engine, table: Table) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def night(engine: Engine, at: datetime) -> None:
    with engine.begin() as connection:
        erase_expired(connection, Retention(), at)


def send_one(engine: Engine, keyring: Keyring, state: MessageState = MessageState.DELIVERED) -> None:
    """One wave of one message that left and was delivered, or is in another state; and an answer to it."""
    left = state is MessageState.DELIVERED
    with engine.begin() as connection:
        connection.execute(
            waves.insert(),
            {
                "id": "w",
                "organisation": "o",
                "channel": "file",
                "templates": "offer",
                "helper": "Noor",
                "author": "A",
                "digest": "",
                "state": "locked",
                "week": Week(2026, 10),
                "made": NOW,
            },
        )
        connection.execute(
            messages.insert(),
            {
                "id": "m",
                "contact": keyring.phone(NUMBER),
                "advertiser": "x",
                "week": Week(2026, 10),
                "language": "nl",
                "template": "nl/offer/1",
                "text_digest": "",
                "state": state,
                "approved_by": "B",
                "drafted": NOW,
                "wave": "w",
                "sent_at": NOW if left else None,
            },
        )
        if left:
            connection.execute(events.insert(), {"message": "m", "attempt": 1, "state": state, "at": NOW})
            reply = Reply("r", keyring.phone(NUMBER), ReplyCode.ANSWER, NOW)
            take_reply(connection, keyring, reply, NUMBER, NOW)


def test_messages_reports_and_answers_are_kept_a_year(engine: Engine, keyring: Keyring) -> None:
    send_one(engine, keyring)
    night(engine, NOW + YEAR)
    assert [count(engine, table) for table in (messages, events, replies)] == [1, 1, 1]
    night(engine, NOW + YEAR + timedelta(seconds=1))
    assert [count(engine, table) for table in (messages, events, replies)] == [0, 0, 0]


def test_what_is_past_its_term_is_not_read_where_nothing_was_erased(engine: Engine, keyring: Keyring) -> None:
    send_one(engine, keyring)
    with engine.begin() as connection:
        take_in(connection, [Entry(PERSON, NOW, "o")], NOW)
        late = NOW + YEAR + timedelta(seconds=1)
        for at, expected in ((NOW + YEAR, 1), (late, 0)):
            assert len(load_messages(connection, at - YEAR)) == expected
            assert len(outcomes(connection, at - YEAR)) == expected
            assert len(open_replies(connection, at - YEAR)) == expected
            assert len(all_entries(connection, at)) == expected
        assert past(connection, PERSON, late) == ([], 1)


@pytest.mark.parametrize(("state", "days", "left"), [("withdrawn", 28, 1), ("withdrawn", 29, 0), ("locked", 29, 1)])
def test_what_was_taken_back_unsent_goes_after_four_weeks(
    engine: Engine, keyring: Keyring, state: str, days: int, left: int
) -> None:
    send_one(engine, keyring, MessageState(state))
    night(engine, NOW + timedelta(days=days))
    assert count(engine, messages) == left


def test_twice_is_the_most_ever_also_when_the_approaches_are_erased(engine: Engine, keyring: Keyring) -> None:
    keyed = {"contact": (PERSON, "s")}
    with engine.begin() as connection:
        take_in(connection, [Entry(PERSON, NOW, "o"), Entry(PERSON, NOW + timedelta(days=200), "o")], NOW)
    for later in (timedelta(days=400), timedelta(days=900)):
        at = NOW + later
        with engine.begin() as connection:
            assert refused_now(connection, keyed, objection, at) == {"contact": "twee keer benaderd zonder antwoord"}
        night(engine, at)
        with engine.begin() as connection:
            assert refused_now(connection, keyed, objection, at) == {"contact": "twee keer benaderd zonder antwoord"}
            assert objection(*past(connection, PERSON, at)[:1], at, past(connection, PERSON, at)[1])
    assert count(engine, approaches) == 0
    with engine.begin() as connection:
        assert [tuple(row) for row in connection.execute(select(silences))] == [(PERSON, 2)], "a count, no date"
        answered(connection, PERSON)
        assert refused_now(connection, keyed, objection, NOW + timedelta(days=900)) == {}


def test_an_old_file_does_not_bring_back_what_was_erased_nor_count_it_twice(engine: Engine) -> None:
    old = [Entry(PERSON, NOW, "o")]
    with engine.begin() as connection:
        take_in(connection, old, NOW)
    at = NOW + YEAR + timedelta(days=1)
    night(engine, at)
    with engine.begin() as connection:
        assert take_in(connection, old, at) == 0
    night(engine, at)
    with engine.begin() as connection:
        assert past(connection, PERSON, at) == ([], 1)


def test_objections_and_holds_outlive_every_term(engine: Engine, keyring: Keyring) -> None:
    with engine.begin() as connection:
        object_number(connection, keyring, NUMBER, "test", NOW)
        hold(connection, "kept", "distress", NOW)
        hold(connection, "ended", "distress", NOW)
        release(connection, "ended", "Noor", NOW)
    night(engine, NOW + 10 * YEAR)
    with engine.begin() as connection:
        assert is_suppressed(connection, keyring.suppressed(NUMBER))
        assert held(connection) == {"kept"}
    assert count(engine, holds) == 1
