"""Leases: one holder at a time, also when many ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from storage.leases import free_lease, holder_of, take_lease

NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def take(engine: Engine, holder: str, at: datetime = NOON) -> bool:
    with engine.begin() as connection:
        return take_lease(connection, "scheduler", holder, at, MINUTE)


def test_a_second_holder_waits_until_the_first_ends_or_frees(engine: Engine) -> None:
    assert take(engine, "one")
    assert take(engine, "one", NOON + MINUTE / 2)  # renewed
    assert not take(engine, "two", NOON + MINUTE)
    assert take(engine, "two", NOON + 2 * MINUTE)  # the first was killed and did not renew
    with engine.begin() as connection:
        free_lease(connection, "scheduler", "one")  # not its own any more: no effect
        assert holder_of(connection, "scheduler", NOON + 2 * MINUTE) == "two"


def test_of_many_at_once_exactly_one_gets_it(engine: Engine) -> None:
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lambda number: take(engine, str(number)), range(12))) == 1
