"""A lock with an end: one process at a time, and a killed one frees it by not renewing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from storage.tables.crawls import leases
from storage.upsert import insert_on


def take_lease(connection: Connection, name: str, holder: str, now: datetime, lasting: timedelta) -> bool:
    """Take or renew a lease; False while another holder's has not ended."""
    add = insert_on(connection, leases)
    connection.execute(
        add.on_conflict_do_update(
            index_elements=["name"],
            set_={"holder": add.excluded.holder, "until": add.excluded.until},
            where=(leases.c.holder == holder) | (leases.c.until <= now),
        ),
        {"name": name, "holder": holder, "until": now + lasting},
    )
    return holder_of(connection, name, now) == holder


def free_lease(connection: Connection, name: str, holder: str) -> None:
    connection.execute(leases.delete().where(leases.c.name == name, leases.c.holder == holder))


def holder_of(connection: Connection, name: str, now: datetime) -> str | None:
    """Who holds the lease at this moment, if anyone."""
    return connection.execute(select(leases.c.holder).where(leases.c.name == name, leases.c.until > now)).scalar()
