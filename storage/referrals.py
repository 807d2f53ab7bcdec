"""Keeps referrals as written, encrypted, and every step taken since. Neither is ever changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, insert, select

from storage.tables.signals import referral_steps, referrals

R = TypeVar("R")
S = TypeVar("S")
Seal = Callable[[str], bytes]
Open = Callable[[bytes], str]


def save_referral(connection: Connection, referral: Any, seal: Seal, at: datetime) -> None:
    """Store a signals.referral.Referral as it was written. A second one of the same name raises IntegrityError."""
    row = {
        "id": referral.id,
        "author": referral.author,
        "receiver": referral.content.receiver.name.lower(),
        "written": at,
        "sealed_record": seal(TypeAdapter(type(referral)).dump_json(referral).decode()),
    }
    connection.execute(insert(referrals).values(**row))


def add_step(connection: Connection, referral: Any, step: Any, number: int, seal: Seal) -> None:
    """Add step `number` (signals.referral.Step). Raises IntegrityError when somebody just took that step."""
    row = {name: value for name, value in asdict(step).items() if name != "note"}
    sealed = seal(step.note) if step.note else None
    values = {**row, "referral": referral.id, "number": number, "author": referral.author, "sealed_note": sealed}
    connection.execute(insert(referral_steps).values(**values))


def load_referral(connection: Connection, name: str, kind: type[R], unseal: Open) -> R | None:
    """One referral as it was written, or None."""
    row = connection.execute(select(referrals).where(referrals.c.id == name)).first()
    return TypeAdapter(kind).validate_json(unseal(row.sealed_record)) if row else None


def load_steps(connection: Connection, name: str, kind: type[S], unseal: Open) -> list[S]:
    """What was done with a referral, in order."""
    wanted = select(referral_steps).where(referral_steps.c.referral == name).order_by(referral_steps.c.number)
    return [TypeAdapter(kind).validate_python(_step(row._asdict(), unseal)) for row in connection.execute(wanted)]


def load_names(connection: Connection) -> list[str]:
    """The referrals there are, oldest first."""
    return list(connection.scalars(select(referrals.c.id).order_by(referrals.c.written, referrals.c.id)))


def next_name(connection: Connection, year: int) -> str:
    """V-<year>-<number>, counted within the year."""
    start = f"V-{year}-"
    taken = connection.execute(select(func.count()).where(referrals.c.id.startswith(start))).scalar_one()
    return f"{start}{taken + 1:03d}"


def _step(row: Mapping[str, Any], unseal: Open) -> dict[str, Any]:
    note = unseal(row["sealed_note"]) if row["sealed_note"] else ""
    return {name: row[name] for name in ("act", "state", "by", "at", "digest", "feedback")} | {"note": note}
