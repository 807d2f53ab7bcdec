"""Begins and closes crawls, and remembers what the gate refused."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from domain.certificates import Certificate, Past, Snapshot
from domain.crawls import Accepted, Crawl, Outcome
from domain.errors import Refused
from domain.sources import Source
from domain.weeks import Week
from storage.audit import append
from storage.tables.crawls import crawls, denials, visits
from storage.upsert import insert_on

OUTCOMES = {
    Outcome.RUNNING: "nog bezig",
    Outcome.COMPLETE: "al compleet en telt al mee",
    Outcome.FAILED: "mislukt",
    Outcome.REFUSED: "geweigerd",
}  # what cannot be accepted, in Dutch
_CERTIFICATE = TypeAdapter(Certificate)


def begin_crawl(connection: Connection, source: Source, week: Week, at: datetime) -> Crawl:
    """The crawl of this source and week: a new one, or the unfinished one to go on with.

    A complete crawl is returned as it is; look at its outcome.
    """
    connection.execute(
        insert_on(connection, crawls).on_conflict_do_nothing(),
        {
            "id": f"{source.name}-{week}",
            "source": source.name,
            "week": week,
            "started": at,
            "outcome": Outcome.RUNNING,
            "pages": 0,
            "ads": 0,
            "reasons": "[]",
            "config_digest": source.digest,
        },
    )
    this = (crawls.c.source == source.name) & (crawls.c.week == week)
    connection.execute(
        update(crawls)
        .where(this, crawls.c.outcome != Outcome.COMPLETE)
        .values(outcome=Outcome.RUNNING, config_digest=source.digest)
    )
    return _crawl(connection.execute(select(crawls).where(this)).one())


def record_crawl(connection: Connection, certificate: Certificate) -> None:
    """Store how a crawl ended. The clear codes and addresses of its plan are erased with it,
    unless it must be gone on with (partial or failed)."""
    crawl = certificate.crawl
    connection.execute(
        update(crawls)
        .where(crawls.c.id == crawl.id)
        .values(
            outcome=crawl.outcome,
            finished=crawl.finished,
            pages=crawl.pages,
            ads=crawl.ads,
            reasons=json.dumps(crawl.reasons, ensure_ascii=False),
            certificate=_CERTIFICATE.dump_json(replace(certificate, snapshots=_without_texts(certificate))).decode(),
        )
    )
    connection.execute(denials.delete().where(denials.c.crawl == crawl.id))
    counted = Counter[tuple[str, str]]()
    for one in certificate.denials:
        counted[one.kind, one.reason] += one.count
    if counted:
        rows = [{"crawl": crawl.id, "kind": kind, "reason": told, "count": n} for (kind, told), n in counted.items()]
        connection.execute(insert(denials), rows)
    if crawl.outcome is Outcome.COMPLETE:
        connection.execute(update(visits).where(visits.c.crawl == crawl.id).values(sealed=None))


def _without_texts(certificate: Certificate) -> tuple[Snapshot, ...]:
    """What robots, terms and TDM files were, by their digests: the dossier keeps the texts."""
    return tuple(replace(one, text="") for one in certificate.snapshots)


def load_crawls(connection: Connection, source: str | None = None) -> list[Crawl]:
    """All crawls, or one source's, oldest week first."""
    rows = select(crawls).order_by(crawls.c.week, crawls.c.source)
    if source is not None:
        rows = rows.where(crawls.c.source == source)
    return [_crawl(row) for row in connection.execute(rows)]


def save_counts(connection: Connection, certificate: Certificate) -> None:
    """What a running crawl counted so far. Its verdict comes with `record_crawl`."""
    told = _CERTIFICATE.dump_json(certificate).decode()
    connection.execute(update(crawls).where(crawls.c.id == certificate.crawl.id).values(certificate=told))


def load_counts(connection: Connection, crawl_id: str) -> Certificate | None:
    """What the last run of a crawl left, ended or killed; None when there is none."""
    told = connection.execute(select(crawls.c.certificate).where(crawls.c.id == crawl_id)).scalar_one()
    return None if told == "{}" else _CERTIFICATE.validate_json(told)


def load_certificates(connection: Connection, source: str) -> list[Certificate]:
    """The certificates of one source, newest week first, without unfinished crawls.

    Their `snapshots` have digests and no texts: the dossier keeps those.
    """
    rows = (
        select(crawls.c.certificate)
        .where(crawls.c.source == source, crawls.c.finished.is_not(None))
        .order_by(crawls.c.week.desc())
    )
    return [_CERTIFICATE.validate_json(text) for text in connection.execute(rows).scalars()]


def load_history(connection: Connection, source: str, before: Week, measurements: int = 8) -> list[Past]:
    """What the newest measurements that count had before a week, newest first."""
    rows = (
        select(crawls.c.certificate)
        .where(crawls.c.source == source, crawls.c.week < before, counts())
        .order_by(crawls.c.week.desc())
        .limit(measurements)
    )
    found = [_CERTIFICATE.validate_json(text) for text in connection.execute(rows).scalars()]
    return [Past(one.listed, one.fill, one.read) for one in found]


def accept_partial(connection: Connection, crawl_id: str, by: str, because: str, at: datetime) -> None:
    """A person takes a partial week for whole; the series shows who and why. Raises Refused: no such partial crawl."""
    found = connection.execute(select(crawls).where(crawls.c.id == crawl_id)).first()
    if found is None:
        raise Refused(f"bezoek {crawl_id} bestaat niet; een bezoek heet zoals markt-2026-W10 (bron en week)")
    if found.outcome != Outcome.PARTIAL:
        what = OUTCOMES[Outcome(found.outcome)]
        raise Refused(f"bezoek {crawl_id} is {what}; alleen een gedeeltelijk bezoek kan worden opgenomen")
    connection.execute(update(crawls).where(crawls.c.id == crawl_id).values(accepted_by=by, accepted_because=because))
    append(connection, by, "crawl accepted", found.source, {"crawl": crawl_id, "because": because}, at)


def load_accepted(connection: Connection) -> list[Accepted]:
    """The partial weeks that count all the same, oldest first."""
    rows = select(crawls).where(counted_though_partial()).order_by(crawls.c.week, crawls.c.source)
    return [
        Accepted(row.id, row.source, row.week, row.accepted_by, row.accepted_because)
        for row in connection.execute(rows)
    ]


def counts() -> ColumnElement[bool]:
    """Complete, or accepted by a person: what later measurements are held against.

    Were it complete ones only, a market that really halved could never have a complete measurement again.
    """
    return or_(crawls.c.outcome == Outcome.COMPLETE, counted_though_partial())


def counted_though_partial() -> ColumnElement[bool]:
    """Accepted, and still what was accepted: a later visit of the same week may have ended otherwise."""
    return and_(crawls.c.accepted_by.is_not(None), crawls.c.outcome == Outcome.PARTIAL)


def _crawl(row: Row[Any]) -> Crawl:
    return Crawl(
        id=row.id,
        source=row.source,
        week=row.week,
        started=row.started,
        outcome=Outcome(row.outcome),
        finished=row.finished,
        pages=row.pages,
        ads=row.ads,
        reasons=tuple(json.loads(row.reasons)),
    )
