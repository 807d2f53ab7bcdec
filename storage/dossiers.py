"""Keeps dossiers, house rules and the kill switch; every change also goes into the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select

from domain.certificates import Kind, Snapshot
from domain.dossiers import DossierState, LegalReview, Step
from domain.errors import Refused
from storage.audit import EVERY, append
from storage.proof import SEAL, seal
from storage.tables.dossiers import dossiers, house_rules, switches
from storage.upsert import insert_on

MACHINE = "peil"  # what suspends without a person has its own act, so that the report can tell them apart
_REVIEW = TypeAdapter(LegalReview)


def load_review(connection: Connection, source: str) -> LegalReview | None:
    """The newest version of a source's dossier; None when it has none."""
    newest = select(dossiers.c.record).where(dossiers.c.source == source).order_by(dossiers.c.version.desc()).limit(1)
    record = connection.execute(newest).scalar()
    return None if record is None else _REVIEW.validate_json(record)


def sources_with_dossier(connection: Connection) -> set[str]:
    return set(connection.execute(select(dossiers.c.source).distinct()).scalars())


def load_steps(connection: Connection, source: str) -> list[Step]:
    """Every version of a dossier and who made it, newest first."""
    rows = select(dossiers).where(dossiers.c.source == source).order_by(dossiers.c.version.desc())
    return [Step(_REVIEW.validate_json(row.record), row.act, row.by, row.at) for row in connection.execute(rows)]


def save_review(connection: Connection, review: LegalReview, act: str, by: str, at: datetime) -> None:
    """Add a version. Raises Refused when somebody else added one in the meantime."""
    if not _added(connection, review, act, by, at):
        raise Refused(f"het dossier van {review.source} is intussen door iemand anders gewijzigd: begin opnieuw")


def _added(connection: Connection, review: LegalReview, act: str, by: str, at: datetime) -> bool:
    row = {
        "source": review.source,
        "version": review.version,
        "state": review.state,
        "act": act,
        "by": by,
        "at": at,
        "record": _REVIEW.dump_json(review).decode(),
    }
    add = insert_on(connection, dossiers).on_conflict_do_nothing().returning(dossiers.c.version)
    if connection.execute(add.values(row)).first() is None:
        return False
    detail = {"version": review.version, "state": review.state, "digest": review.digest, "decision": review.decision}
    append(connection, by, f"dossier {act}", review.source, detail | {SEAL: seal(row)}, at)
    return True


def suspend_source(connection: Connection, source: str, because: str, by: str, at: datetime) -> None:
    """Suspend an approved dossier; nothing happens when it is not approved (any more).

    A version that somebody writes at this very moment is no way out: then that one is suspended.
    """
    act = "suspended" if by == MACHINE else "suspend"
    while (review := load_review(connection, source)) is not None and review.state is DossierState.APPROVED:
        if _added(connection, review.suspended(because), act, by, at):
            return


def halted(connection: Connection, source: str) -> str | None:
    """Why a running crawl must stop now, in Dutch: the kill switch, or a dossier that no longer holds."""
    if stop := stopped(connection, source):
        return stop
    state = select(dossiers.c.state).where(dossiers.c.source == source).order_by(dossiers.c.version.desc()).limit(1)
    found = connection.execute(state).scalar()
    return None if found == DossierState.APPROVED else "het dossier is tijdens de meting opgeschort of ingetrokken"


def stopped(connection: Connection, source: str) -> str:
    """Who stopped this source, or every source, and why; "" when no kill switch is on."""
    for name in (EVERY, source):
        newest = select(switches).where(switches.c.source == name).order_by(switches.c.number.desc()).limit(1)
        row = connection.execute(newest).first()
        if row is not None and row.stopped:
            return f"noodstop {'op alle bronnen ' if name == EVERY else ''}door {row.by}: {row.reason}"
    return ""


def switch(connection: Connection, source: str, stopped: bool, by: str, reason: str, at: datetime) -> None:
    """Stop a source (or every source, `EVERY`), or release it again."""
    row = {"source": source, "stopped": stopped, "by": by, "at": at, "reason": reason}
    connection.execute(insert(switches), row)
    append(connection, by, "kill switch on" if stopped else "kill switch off", source, {"reason": reason}, at)


def save_snapshots(connection: Connection, source: str, snapshots: Iterable[Snapshot]) -> None:
    """Keep what the house rules said, once per text since it last changed."""
    for one in snapshots:
        newest = _newest(connection, source, one.kind)
        if newest is None or newest.digest != one.digest:
            row = {
                "source": source,
                "kind": one.kind,
                "digest": one.digest,
                "first_taken": one.taken,
                "url": one.url,
                "text": one.text,
            }
            connection.execute(insert_on(connection, house_rules).on_conflict_do_nothing(), row)


def load_snapshots(connection: Connection, source: str) -> dict[Kind, Snapshot]:
    """What today's house rules are compared with: as approved, else as the last crawl met them.

    A change suspends the source, so whatever was met last is what the newest approval knew of.
    """
    review = load_review(connection, source)
    known = {kind: _newest(connection, source, kind) for kind in (Kind.ROBOTS, Kind.TERMS, Kind.TDM)}
    met = {kind: one for kind, one in known.items() if one is not None}
    return {**met, **(review.snapshots if review is not None else {})}


def _newest(connection: Connection, source: str, kind: Kind) -> Snapshot | None:
    rows = (
        select(house_rules)
        .where(house_rules.c.source == source, house_rules.c.kind == kind)
        .order_by(house_rules.c.first_taken.desc())
        .limit(1)
    )
    row = connection.execute(rows).first()
    return None if row is None else Snapshot(kind, row.url, row.digest, row.text, row.first_taken)
