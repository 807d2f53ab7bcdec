"""What is changed in a dossier beside the log is found, whichever column or row it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from domain.dossiers import DossierState, LegalReview
from storage.audit import first_broken
from storage.dossiers import save_review, suspend_source
from storage.proof import first_altered
from storage.tables.dossiers import dossiers

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
APPROVED = LegalReview(
    "markt", "d" * 64, 1, DossierState.APPROVED, "auteur", approver="bram", decided_on=NOW,
    valid_until=date(2026, 9, 1), decision="goedgekeurd",
)  # fmt: skip


@pytest.fixture
def kept(engine: Engine) -> Engine:
    with engine.begin() as connection:
        save_review(connection, APPROVED, "approve", "bram", NOW)
        save_review(connection, replace(APPROVED, source="ander"), "approve", "bram", NOW)
        suspend_source(connection, "markt", "bezwaar", "carla", NOW)
    return engine


def altered(engine: Engine, source: str | None = None) -> tuple[str, int] | None:
    with engine.connect() as connection:
        assert first_broken(connection) is None  # the log itself is whole
        return first_altered(connection, source)


def test_untouched_dossiers_hold(kept: Engine) -> None:
    assert altered(kept) is None


@pytest.mark.parametrize("column", ["record", "state", "act", "by", "at"])
def test_an_edited_dossier_is_named(kept: Engine, column: str) -> None:
    this = (dossiers.c.source == "markt") & (dossiers.c.version == 1)
    with kept.begin() as connection:
        record = connection.execute(select(dossiers.c.record).where(this)).scalar_one()
        later = record.replace('"valid_until":"2026-09-01"', '"valid_until":"2027-02-01"')
        assert later != record
        other = {"record": later, "state": "draft", "act": "x", "by": "x", "at": datetime(2026, 1, 1, tzinfo=UTC)}
        connection.execute(update(dossiers).where(this).values({column: other[column]}))
    assert altered(kept) == ("markt", 1)
    assert altered(kept, "ander") is None


def test_a_suspension_that_was_taken_out_is_missed(kept: Engine) -> None:
    with kept.begin() as connection:
        connection.execute(delete(dossiers).where(dossiers.c.source == "markt", dossiers.c.version == 2))
    assert altered(kept) == ("markt", 2)


def test_an_approval_that_was_slipped_in_is_named(kept: Engine) -> None:
    with kept.begin() as connection:
        row = connection.execute(select(dossiers).where(dossiers.c.source == "markt", dossiers.c.version == 1)).one()
        connection.execute(insert(dossiers).values(**row._asdict() | {"version": 3}))
    assert altered(kept) == ("markt", 3)
