"""The shared register of approaches: a primary key per person and number makes a double contact impossible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from config.settings import LONGEST
from domain.outreach import Entry
from storage.tables.outreach import approaches, silences
from storage.upsert import BATCH, insert_on

TERM = LONGEST.message  # the most that is read or taken in; an installation that forgets sooner has less to read
Rule = Callable[[Sequence[Entry], datetime, int], str]  # outreach.register.objection


def past(connection: Connection, person: str, now: datetime) -> tuple[list[Entry], int]:
    """Approaches of a person within their term, and how many older ones nobody answered."""
    rows = select(approaches).where(approaches.c.person == person).order_by(approaches.c.number)
    found = connection.execute(rows).all()
    counted = connection.execute(select(silences.c.count).where(silences.c.person == person)).scalar() or 0
    fresh = [_entry(row) for row in found if row.at >= now - TERM]
    return fresh, counted + sum(row.at < now - TERM and not row.answered for row in found)


def enter(connection: Connection, person: str, at: datetime, origin: str, message: str) -> bool:
    """Enter an approach. False when another process entered one first: that one counts, this one must not go."""
    newest = connection.execute(select(func.max(approaches.c.number)).where(approaches.c.person == person)).scalar()
    row = {"person": person, "number": (newest or 0) + 1, "at": at, "origin": origin, "message": message}
    added = insert_on(connection, approaches).on_conflict_do_nothing().returning(approaches.c.number)
    return connection.execute(added.values(row)).first() is not None


def leave(connection: Connection, message: str) -> None:
    """Take an approach out again: there is evidence that nothing was sent."""
    connection.execute(approaches.delete().where(approaches.c.message == message))


def answered(connection: Connection, person: str) -> None:
    """An answer came: what was silent before counts no more."""
    connection.execute(silences.delete().where(silences.c.person == person))
    connection.execute(update(approaches).where(approaches.c.person == person).values(answered=True))


def all_entries(connection: Connection, now: datetime) -> list[Entry]:
    """The register within its term, in a fixed order."""
    rows = select(approaches).where(approaches.c.at >= now - TERM).order_by(approaches.c.person, approaches.c.number)
    return [_entry(row) for row in connection.execute(rows)]


def take_in(connection: Connection, entries: Iterable[Entry], now: datetime) -> int:
    """Add another installation's approaches; how many were new. Taking in a file twice changes nothing.

    An approach past its term is not taken in: it was counted here before, or never will be.
    """
    entries = [one for one in entries if one.at >= now - TERM]
    known = {(one.person, one.at, one.origin): one.answered for one in all_entries(connection, now)}
    newest = select(approaches.c.person, func.max(approaches.c.number)).group_by(approaches.c.person)
    count = Counter({row[0]: row[1] for row in connection.execute(newest)})
    rows = []
    for one in entries:
        same = (one.person, one.at.astimezone(UTC), one.origin)
        if same not in known:
            count[one.person] += 1
            rows.append(asdict(one) | {"number": count[one.person]})
        elif one.answered and not known[same]:
            answered(connection, one.person)
        known[same] = one.answered
    for start in range(0, len(rows), BATCH):
        connection.execute(approaches.insert(), rows[start : start + BATCH])
    return len(rows)


def refused_now(
    connection: Connection, keyed: Mapping[str, tuple[str, str]], rule: Rule, now: datetime
) -> Mapping[str, str]:
    """Contact keys that the register keeps back at this moment, with the rule's Dutch reason."""
    by_person: dict[str, list[Entry]] = {}
    for one in all_entries(connection, now):
        by_person.setdefault(one.person, []).append(one)
    silent = _silences(connection, now)
    reasons = {
        contact: rule(by_person.get(person, []), now, silent.get(person, 0))
        for contact, (person, _) in keyed.items()
        if person in by_person or person in silent
    }
    return {contact: reason for contact, reason in reasons.items() if reason}


def forget_approaches(connection: Connection, before: datetime) -> int:
    """Erase approaches older than `before`. Of those nobody answered a bare count stays: twice is the most ever."""
    old = select(approaches.c.person, func.count()).where(approaches.c.at < before, approaches.c.answered.is_(False))
    add = insert_on(connection, silences)
    add = add.on_conflict_do_update(index_elements=["person"], set_={"count": silences.c.count + add.excluded.count})
    for person, count in connection.execute(old.group_by(approaches.c.person)).all():
        connection.execute(add, {"person": person, "count": count})
    return connection.execute(approaches.delete().where(approaches.c.at < before)).rowcount


def _silences(connection: Connection, now: datetime) -> Mapping[str, int]:
    """Unanswered approaches past their term, per person, erased already or not yet."""
    found = Counter({row.person: row.count for row in connection.execute(select(silences.c.person, silences.c.count))})
    old = select(approaches.c.person).where(approaches.c.at < now - TERM, approaches.c.answered.is_(False))
    found.update(connection.execute(old).scalars())
    return found


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.person, row.at, row.origin, row.answered)
