"""Whom this installation plans to approach, told to its partners before anything is sent, and what they told us."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Delete, delete, insert, select

from domain.messages import MessageState
from domain.outreach import Exchange
from storage.refusals import all_refused
from storage.register import all_entries
from storage.tables.messages import messages
from storage.tables.outreach import exchanges, reservations
from storage.upsert import BATCH, insert_on

# From here on a message may still go out; before it nothing was promised, after it the register itself has the entry.
PLANNED = (
    MessageState.PROPOSED,
    MessageState.APPROVED,
    MessageState.LOCKED,
    MessageState.SUBMITTING,
    MessageState.UNKNOWN,
)
FORGOTTEN = timedelta(days=28)  # a plan of others dies with the number it is about, which nobody keeps longer


def planned(connection: Connection, keyed: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    """Everyone with a message that may still go out, keyed for the register."""
    rows = connection.execute(select(messages.c.contact, messages.c.person).where(messages.c.state.in_(PLANNED)))
    found = (row.person or (keyed[row.contact][0] if row.contact in keyed else None) for row in rows)
    return frozenset(person for person in found if person)


def announce(connection: Connection, me: str, wanted: frozenset[str], now: datetime) -> Exchange:
    """Tell what we plan and what we did, in one transaction with noting that it was told.

    Whoever a partner reserved first is left out: we heard of it, so it goes before us whatever the lot says.
    Numbers are moments, so that a restored backup does not give an old number to a new plan.
    """
    ours = mine(connection, me)
    wanted -= all_refused(connection)
    last = connection.execute(select(exchanges.c.number).where(exchanges.c.installation == me)).scalar() or 0
    number = max(last + 1, int(now.timestamp() * 1_000_000))
    gone = set(ours) - wanted
    new = wanted - set(ours) - set(others(connection, me, now))
    for person in gone:
        connection.execute(_of(me).where(reservations.c.person == person))
    _keep(connection, me, new, number)
    _note(connection, me, number, 0, now)
    return Exchange(
        installation=me,
        number=number,
        seen={name: newest for name, (newest, _) in heard(connection).items() if name != me},
        entries=tuple(all_entries(connection, now)),
        reserved=frozenset(wanted & (set(ours) | new)),
        refused=all_refused(connection),
    )


def take_over(connection: Connection, me: str, exchange: Exchange, now: datetime) -> bool:
    """Replace what an installation told us before. False for a file older than one we took in already."""
    known = connection.execute(
        select(exchanges.c.number).where(exchanges.c.installation == exchange.installation)
    ).scalar()
    if known is not None and exchange.number <= known:
        return False
    connection.execute(_of(exchange.installation))
    _keep(connection, exchange.installation, exchange.reserved, exchange.number)
    _note(connection, exchange.installation, exchange.number, exchange.seen.get(me, 0), now)
    return True


def mine(connection: Connection, me: str) -> Mapping[str, int]:
    """Whom we reserved, and in which export we told so first."""
    rows = select(reservations.c.person, reservations.c.number).where(reservations.c.installation == me)
    return {row.person: row.number for row in connection.execute(rows)}


def others(connection: Connection, me: str, now: datetime) -> Mapping[str, list[str]]:
    """Whom other installations reserved, and which ones."""
    rows = (
        select(reservations.c.person, reservations.c.installation)
        .join(exchanges, exchanges.c.installation == reservations.c.installation)
        .where(reservations.c.installation != me, exchanges.c.at >= now - FORGOTTEN)
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(rows):
        found.setdefault(row.person, []).append(row.installation)
    return found


def heard(connection: Connection) -> Mapping[str, tuple[int, int]]:
    """Per installation its newest export, and the newest of ours that it had taken in by then."""
    rows = connection.execute(select(exchanges).order_by(exchanges.c.installation))
    return {row.installation: (row.number, row.heard) for row in rows}


def forget_plans(connection: Connection, now: datetime) -> int:
    """Erase what installations told us that have been silent for too long."""
    silent = select(exchanges.c.installation).where(exchanges.c.at < now - FORGOTTEN)
    return connection.execute(delete(reservations).where(reservations.c.installation.in_(silent))).rowcount


def _of(installation: str) -> Delete:
    return delete(reservations).where(reservations.c.installation == installation)


def _keep(connection: Connection, installation: str, people: Collection[str], number: int) -> None:
    rows = [{"person": one, "installation": installation, "number": number} for one in sorted(people)]
    for start in range(0, len(rows), BATCH):
        connection.execute(insert(reservations), rows[start : start + BATCH])


def _note(connection: Connection, installation: str, number: int, seen: int, now: datetime) -> None:
    add = insert_on(connection, exchanges)
    row = {"installation": installation, "number": number, "heard": seen, "at": now}
    changed = {name: add.excluded[name] for name in ("number", "heard", "at")}
    connection.execute(add.on_conflict_do_update(index_elements=["installation"], set_=changed), row)
