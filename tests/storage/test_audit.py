"""The audit log: an edit, a removal and an insertion are found at the row where they happened."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from storage.audit import append, first_broken, hash_of, head, history
from storage.tables.audit import audit

NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)


def write(engine: Engine, count: int) -> None:
    for number in range(count):
        with engine.begin() as connection:
            append(connection, "anna", "approve", "winkel", {"n": number}, NOON + timedelta(minutes=number))


def broken(engine: Engine) -> int | None:
    with engine.connect() as connection:
        return first_broken(connection)


def test_an_untouched_log_holds(engine: Engine) -> None:
    assert broken(engine) is None
    write(engine, 5)
    assert broken(engine) is None
    with engine.connect() as connection:
        assert [row.number for row in history(connection, "winkel")] == [1, 2, 3, 4, 5]
        assert head(connection) == (5, hash_of(connection, 5))


@pytest.mark.parametrize(
    "change", [{"actor": "bob"}, {"detail": '{"n": 9}'}, {"at": NOON}, {"action": "reject"}, {"subject": "ander"}]
)
def test_an_edited_row_is_named(engine: Engine, change: dict[str, object]) -> None:
    write(engine, 5)
    with engine.begin() as connection:
        connection.execute(update(audit).where(audit.c.number == 3).values(**change))
    assert broken(engine) == 3


def test_a_removed_row_is_named(engine: Engine) -> None:
    write(engine, 5)
    with engine.begin() as connection:
        connection.execute(delete(audit).where(audit.c.number == 3))
    assert broken(engine) == 3


def test_an_inserted_row_is_named(engine: Engine) -> None:
    write(engine, 3)
    with engine.begin() as connection:
        row = connection.execute(select(audit).where(audit.c.number == 3)).one()._asdict()
        connection.execute(insert(audit).values(**row | {"number": 4}))
    assert broken(engine) == 4


def test_two_writers_at_once_never_fork_the_chain(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: write(engine, 5), range(4)))
    assert broken(engine) is None
    with engine.connect() as connection:
        assert head(connection)[0] == 20
