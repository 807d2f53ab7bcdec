"""The append-only audit log: who did what, chained by hashes so that an edit shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, desc, insert, select, text

from storage.tables.audit import audit

GENESIS = "0" * 64
EVERY = "*"  # the subject of what concerns every source, such as a stop on all of them


def append(
    connection: Connection, actor: str, action: str, subject: str, detail: Mapping[str, Any], at: datetime
) -> None:
    """Add one row. `detail` never holds a clear number, name or text."""
    _alone(connection)
    last = connection.execute(select(audit).order_by(desc(audit.c.number)).limit(1)).first()
    row = {
        "number": last.number + 1 if last else 1,
        "at": at,
        "actor": actor,
        "action": action,
        "subject": subject,
        "detail": json.dumps(detail, sort_keys=True, ensure_ascii=False, default=str),
        "previous": last.hash if last else GENESIS,
    }
    connection.execute(insert(audit).values(**row, hash=_hash(row)))


def first_broken(connection: Connection) -> int | None:
    """The number of the first row that was edited, removed or inserted; None when the chain holds.

    A cut-off end cannot show in the chain itself: compare `head` with a copy kept elsewhere.
    """
    expected, previous = 1, GENESIS
    for row in connection.execute(select(audit).order_by(audit.c.number)):
        if row.number != expected or row.previous != previous or row.hash != _hash(row._asdict()):
            return expected
        expected, previous = expected + 1, row.hash
    return None


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the newest row, to be noted outside the database."""
    last = connection.execute(select(audit).order_by(desc(audit.c.number)).limit(1)).first()
    return (last.number, last.hash) if last else (0, GENESIS)


def hash_of(connection: Connection, number: int) -> str | None:
    """The hash of one row; row 0 stands for the beginning."""
    if number == 0:
        return GENESIS
    return connection.execute(select(audit.c.hash).where(audit.c.number == number)).scalar()


def history(connection: Connection, subject: str | None = None) -> list[Row[Any]]:
    """Rows oldest first: all, or those of one subject with what concerned every subject."""
    rows = select(audit).order_by(audit.c.number)
    return list(connection.execute(rows if subject is None else rows.where(audit.c.subject.in_((subject, EVERY)))))


def happened(connection: Connection, action: str, since: datetime) -> list[Row[Any]]:
    """Rows of one kind since then, oldest first."""
    rows = select(audit).where(audit.c.action == action, audit.c.at >= since).order_by(audit.c.number)
    return list(connection.execute(rows))


def _alone(connection: Connection) -> None:
    # Two writers reading the same last row would fork the chain. SQLite's BEGIN IMMEDIATE already excludes that.
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))


def _hash(row: Mapping[str, Any]) -> str:
    fields = [str(row["number"]), row["at"].isoformat(timespec="microseconds")]
    fields += [row[name] for name in ("actor", "action", "subject", "detail", "previous")]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()
