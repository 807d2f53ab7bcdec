"""Whatever storage does to a message, from whatever state: only steps that the state machine knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, select

from domain.message_states import LATE, STEPS
from domain.messages import MessageState
from domain.outreach import Claim, WaveState
from domain.weeks import Week
from outreach.register import objection
from storage.database import connect, migrate
from storage.messages import move, withdraw, withdraw_contact
from storage.objections import hold
from storage.sending import abandon, claim, give_up, learn, not_sent, record, unconfirm
from storage.tables.messages import messages
from storage.tables.outreach import waves

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
PERSON = "p" * 32
CLAIMED = Claim("m", 1, "c" * 32, "w", "nl", "nl/offer/1", "0" * 64, PERSON, "s")

Act = Callable[[Connection], object]


def take(connection: Connection) -> object:
    return claim(connection, "m", holder="p", origin="o", rule=objection, now=NOW)


def take_of_someone_held(connection: Connection) -> object:
    hold(connection, "c" * 32, "distress", NOW)
    return take(connection)


ACTS: dict[str, Act] = {
    "claim": take,
    "claim while held": take_of_someone_held,
    "give up": lambda connection: give_up(connection, CLAIMED, "test"),
    "not sent": lambda connection: not_sent(connection, "m", 1, "bewezen"),
    "abandon": lambda connection: abandon(connection, LATER),
    "unconfirm": lambda connection: unconfirm(connection, LATER),
    "withdraw": lambda connection: withdraw(connection, ["m"], "test"),
    "withdraw contact": lambda connection: withdraw_contact(connection, "c" * 32, "test"),
}
for each in MessageState:
    ACTS[f"learn {each}"] = lambda connection, event=each: learn(connection, "m", 1, event, NOW)
    ACTS[f"record {each}"] = lambda connection, event=each: record(connection, CLAIMED, event, "", NOW)
    ACTS[f"move to {each}"] = lambda connection, then=each: move(connection, "w", then)
NO_REPORT = {  # what a gateway never says; `learn` and `record` are not asked
    f"{act} {state}"
    for act in ("learn", "record")
    for state in (
        MessageState.DRAFT,
        MessageState.LINTED,
        MessageState.PROPOSED,
        MessageState.APPROVED,
        MessageState.SUBMITTING,
        MessageState.WITHDRAWN,
    )
} | {"learn locked"}


@pytest.fixture(scope="module")
def engine() -> Engine:
    made = connect("sqlite://")
    migrate(made)
    return made


def after(connection: Connection, state: MessageState, act: str, stopped: bool) -> MessageState:
    row = {"id": "m", "contact": "c" * 32, "advertiser": "a", "week": Week(2026, 10), "language": "nl"}
    row |= {"template": "nl/offer/1", "text_digest": "0" * 64, "state": state, "approved_by": "B", "drafted": NOW}
    row |= {"wave": "w", "person": PERSON, "suppress": "s", "attempt": 1, "claimed": NOW, "sent_at": NOW}
    connection.execute(messages.insert(), row)
    wave = {"id": "w", "organisation": "o", "channel": "file", "templates": "offer", "helper": "Noor", "author": "A"}
    wave |= {"digest": "", "week": Week(2026, 10), "made": NOW}
    wave["state"] = WaveState.STOPPED if stopped else WaveState.LOCKED
    connection.execute(waves.insert(), wave)
    ACTS[act](connection)
    return MessageState(connection.execute(select(messages.c.state)).scalar_one())


@pytest.mark.parametrize("act", sorted(ACTS.keys() - NO_REPORT))
def test_storage_takes_no_step_that_does_not_exist(engine: Engine, act: str) -> None:
    for stopped in (False, True):
        for state in MessageState:
            with engine.connect() as connection:
                then = after(connection, state, act, stopped)
                connection.rollback()
            known = STEPS[state] | LATE.get(state, frozenset())
            through = {end for step in STEPS[state] for end in STEPS[step]} if act == "claim while held" else set()
            through |= {end for step in STEPS[state] for end in STEPS[step]} if act == "claim" and stopped else set()
            assert then is state or then in known or then in through, f"{state} -> {then}"


def test_a_person_moving_a_wave_never_takes_a_late_step(engine: Engine) -> None:
    for state in MessageState:
        for then in MessageState:
            with engine.connect() as connection:
                reached = after(connection, state, f"move to {then}", stopped=False)
                connection.rollback()
            assert reached is state or reached in STEPS[state]


@pytest.mark.parametrize("state", ["draft", "linted", "proposed", "approved"])
def test_a_report_about_what_never_was_made_ready_changes_nothing(engine: Engine, state: str) -> None:
    with engine.connect() as connection:
        assert after(connection, MessageState(state), "learn delivered", stopped=False) == state
        connection.rollback()


def test_giving_up_an_old_claim_leaves_the_newer_attempt_alone(engine: Engine) -> None:
    with engine.connect() as connection:
        after(connection, MessageState.LOCKED, "claim", stopped=False)
        give_up(connection, CLAIMED, "a sender that came back after two minutes")
        assert connection.execute(select(messages.c.state)).scalar_one() == MessageState.SUBMITTING
        connection.rollback()
