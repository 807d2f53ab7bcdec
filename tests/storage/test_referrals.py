"""A referral stays as it was written; what people did since are rows that nobody can take twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from signals.referral import (
    Act,
    Basis,
    Consent,
    Content,
    Fact,
    Feedback,
    Field,
    Receiver,
    Referral,
    State,
    Step,
)
from storage.audit import append
from storage.keys import Keyring
from storage.referrals import (
    add_step,
    erase_referrals,
    load_names,
    load_referral,
    load_steps,
    next_name,
    save_referral,
)
from storage.tables.signals import referral_steps, referrals

NOW = datetime(2026, 1, 19, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=365)
WRITTEN = Referral(
    "V-2026-001",
    "anna",
    date(2026, 1, 19),
    Content(
        receiver=Receiver.COMENSHA,
        facts=(Fact("Een zin over hulp.", Basis.READ_BY_PERSON, date(2026, 1, 19)),),
        interpretation="uitleg",
        ground="grond",
        necessity="nodig",
        proportionality="evenredig",
        lighter_steps="geen",
        consent=Consent.REFUSED,
        consent_note="gevraagd",
        care_in_parallel="zorg",
        shared={Field.QUOTE: "Help mij."},
    ),
)
PROPOSED = Step(Act.PROPOSED, State.PROPOSED, "anna", NOW)
ASSESSED = Step(Act.ASSESSED, State.APPROVED, "bert", NOW, "feiten en noodzaak kloppen")
ANSWERED = Step(Act.ANSWERED, State.CLOSED, "anna", NOW, digest="d" * 64, feedback=Feedback.DONE)


def test_a_referral_and_its_steps_come_back_whole_and_are_stored_encrypted(engine: Engine) -> None:
    keys = Keyring.generate()
    with engine.begin() as connection:
        save_referral(connection, WRITTEN, keys.seal, NOW)
        for number, step in enumerate((PROPOSED, ASSESSED, ANSWERED), 1):
            add_step(connection, WRITTEN, step, number, keys.seal)
        assert load_referral(connection, "V-2026-001", Referral, keys.open, LONG_AGO) == WRITTEN
        assert load_steps(connection, "V-2026-001", Step, keys.open) == [PROPOSED, ASSESSED, ANSWERED]
        assert load_referral(connection, "V-2026-002", Referral, keys.open, LONG_AGO) is None
        assert b"hulp" not in connection.execute(select(referrals.c.sealed_record)).scalar_one()
        assert b"feiten" not in b"".join(filter(None, connection.scalars(select(referral_steps.c.sealed_note))))


def test_names_count_within_a_year(engine: Engine) -> None:
    keys = Keyring.generate()
    with engine.begin() as connection:
        assert next_name(connection, 2026) == "V-2026-001"
        save_referral(connection, WRITTEN, keys.seal, NOW)
        assert next_name(connection, 2026) == "V-2026-002"
        assert next_name(connection, 2027) == "V-2027-001"
        assert load_names(connection, LONG_AGO) == ["V-2026-001"]


def test_the_same_step_cannot_be_taken_twice(engine: Engine) -> None:
    keys = Keyring.generate()
    with engine.begin() as connection:
        save_referral(connection, WRITTEN, keys.seal, NOW)
        add_step(connection, WRITTEN, PROPOSED, 1, keys.seal)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        add_step(connection, WRITTEN, ASSESSED, 1, keys.seal)


@pytest.mark.parametrize("by", ["anna", "Anna"])
def test_the_database_itself_refuses_an_author_who_assesses(engine: Engine, by: str) -> None:
    keys = Keyring.generate()
    with engine.begin() as connection:
        save_referral(connection, WRITTEN, keys.seal, NOW)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        add_step(connection, WRITTEN, replace(ASSESSED, by=by), 1, keys.seal)


def test_a_referral_nobody_touched_since_its_term_is_not_read_and_then_erased(engine: Engine) -> None:
    keys, closed = Keyring.generate(), NOW + timedelta(days=30)
    with engine.begin() as connection:
        save_referral(connection, WRITTEN, keys.seal, NOW)
        add_step(connection, WRITTEN, PROPOSED, 1, keys.seal)
        add_step(connection, WRITTEN, replace(ANSWERED, at=closed), 2, keys.seal)
        append(connection, "anna", "referral proposed", WRITTEN.id, {}, NOW)
        assert erase_referrals(connection, closed) == 0
        assert load_names(connection, closed) == [WRITTEN.id]
        late = closed + timedelta(microseconds=1)
        assert load_names(connection, late) == []
        assert load_referral(connection, WRITTEN.id, Referral, keys.open, late) is None
        assert erase_referrals(connection, late) == 1
        assert connection.execute(select(referrals)).all() == connection.execute(select(referral_steps)).all() == []
        assert next_name(connection, 2026) == "V-2026-002", "a letter on paper may still carry the erased name"
