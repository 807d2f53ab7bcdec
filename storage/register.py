"""The shared register of approaches: a primary key per person and number makes a double contact impossible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, update

from domain.outreach import Entry
from storage.tables.outreach import approaches
from storage.upsert import BATCH, insert_on

Rule = Callable[[Sequence[Entry], datetime], str]  # outreach.register.objection


def past(connection: Connection, person: str) -> list[Entry]:
    rows = select(approaches).where(approaches.c.person == person).order_by(approaches.c.number)
    return [Entry(row.person, row.at, row.origin, row.answered) for row in connection.execute(rows)]


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
    connection.execute(update(approaches).where(approaches.c.person == person).values(answered=True))


def all_entries(connection: Connection) -> list[Entry]:
    """The whole register, in a fixed order."""
    rows = select(approaches).order_by(approaches.c.person, approaches.c.number)
    return [Entry(row.person, row.at, row.origin, row.answered) for row in connection.execute(rows)]


def take_in(connection: Connection, entries: Iterable[Entry]) -> int:
    """Add another installation's approaches; how many were new. Taking in a file twice changes nothing."""
    known = {(one.person, one.at, one.origin): one.answered for one in all_entries(connection)}
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
    for one in all_entries(connection):
        by_person.setdefault(one.person, []).append(one)
    reasons = {contact: rule(by_person[person], now) for contact, (person, _) in keyed.items() if person in by_person}
    return {contact: reason for contact, reason in reasons.items() if reason}
