"""Keeps referrals as written, encrypted, and every step taken since. Neither is ever changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, func, insert, select

from storage.tables.audit import audit
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


def load_referral(connection: Connection, name: str, kind: type[R], unseal: Open, kept_from: datetime) -> R | None:
    """One referral as it was written, or None; also None when its last step is from before `kept_from`."""
    wanted = select(referrals).where(referrals.c.id == name, referrals.c.id.not_in(_untouched_since(kept_from)))
    row = connection.execute(wanted).first()
    return TypeAdapter(kind).validate_json(unseal(row.sealed_record)) if row else None


def load_steps(connection: Connection, name: str, kind: type[S], unseal: Open) -> list[S]:
    """What was done with a referral, in order."""
    wanted = select(referral_steps).where(referral_steps.c.referral == name).order_by(referral_steps.c.number)
    return [TypeAdapter(kind).validate_python(_step(row._asdict(), unseal)) for row in connection.execute(wanted)]


def load_names(connection: Connection, kept_from: datetime) -> list[str]:
    """The referrals there are with a step since `kept_from`, oldest first."""
    wanted = select(referrals.c.id).where(referrals.c.id.not_in(_untouched_since(kept_from)))
    return list(connection.scalars(wanted.order_by(referrals.c.written, referrals.c.id)))


def erase_referrals(connection: Connection, kept_from: datetime) -> int:
    """Erase referrals whose last step is from before `kept_from`; the audit log keeps that they existed."""
    old = list(connection.scalars(_untouched_since(kept_from)))
    connection.execute(referral_steps.delete().where(referral_steps.c.referral.in_(old)))
    return connection.execute(referrals.delete().where(referrals.c.id.in_(old))).rowcount


def next_name(connection: Connection, year: int) -> str:
    """V-<year>-<number>, counted within the year; the name of an erased referral is never given again."""
    start = f"V-{year}-"
    kept = select(referrals.c.id).where(referrals.c.id.startswith(start))
    noted = select(audit.c.subject).where(audit.c.action == "referral proposed", audit.c.subject.startswith(start))
    taken = chain(connection.scalars(kept), connection.scalars(noted))
    return f"{start}{max((int(name.removeprefix(start)) for name in taken), default=0) + 1:03d}"


def _untouched_since(moment: datetime) -> Select[str]:
    steps = select(referral_steps.c.referral).group_by(referral_steps.c.referral)
    return steps.having(func.max(referral_steps.c.at) < moment)


def _step(row: Mapping[str, Any], unseal: Open) -> dict[str, Any]:
    note = unseal(row["sealed_note"]) if row["sealed_note"] else ""
    return {name: row[name] for name in ("act", "state", "by", "at", "digest", "feedback")} | {"note": note}
