"""Who opted out, keyed for the shared register: those who told us and those who told another installation.

Kept without a term, as an objection is. What a partner told us lives here only; of what was told to us the
suppression key stands beside it, so that the copy of our objections can bring it back.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, select

from storage.tables.outreach import refusals
from storage.upsert import BATCH, insert_on


def refuse(connection: Connection, person: str, suppress: str, at: datetime) -> None:
    """Someone told us: say so to every installation from the next export on."""
    add = insert_on(connection, refusals)
    add = add.on_conflict_do_update(index_elements=["person"], set_={"suppress": add.excluded.suppress})
    connection.execute(add, {"person": person, "suppress": suppress, "at": at})


def take_in_refusals(connection: Connection, people: frozenset[str], at: datetime) -> int:
    """Add who told another installation; how many were new."""
    rows = [{"person": person, "at": at} for person in sorted(people - all_refused(connection))]
    add = insert_on(connection, refusals).on_conflict_do_nothing()
    for start in range(0, len(rows), BATCH):
        connection.execute(add, rows[start : start + BATCH])
    return len(rows)


def all_refused(connection: Connection) -> frozenset[str]:
    """Register keys of everyone who is to be left alone by every installation."""
    return frozenset(connection.execute(select(refusals.c.person)).scalars())


def has_refused(person: str | None) -> ColumnElement[bool]:
    return exists().where(refusals.c.person == person)
