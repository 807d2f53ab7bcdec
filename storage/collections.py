"""Keeps an imported collection: contents once, sightings thin, a measurement per source and week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, func, insert, select, update

from domain.crawls import Outcome
from domain.errors import Refused
from domain.weeks import Week
from storage.audit import append
from storage.keys import Keyring
from storage.tables.ads import contents, sightings
from storage.tables.crawls import crawls
from storage.tables.imports import imported_codes, imports
from storage.upsert import insert_on

_BATCH = 20_000  # rows handed to the driver at once
IMPORTED = "ingelezen verzameling"


@dataclass(frozen=True, slots=True)
class Import:
    """Whose collection it is and why it may be here. `digest` is the SHA-256 of the file."""

    digest: str
    file: str
    purpose: str
    ground: str
    by: str
    rows: int
    refused: int


def begin_import(connection: Connection, this: Import, at: datetime) -> bool:
    """Record purpose and ground before anything is stored. False when this file was imported whole before."""
    known = connection.execute(select(imports).where(imports.c.digest == this.digest)).one_or_none()
    if known is not None:
        return known.finished is None
    row = {name: getattr(this, name) for name in ("digest", "file", "purpose", "ground", "by", "rows", "refused")}
    connection.execute(insert(imports).values(**row, started=at))
    append(connection, this.by, "import", this.file, row, at)
    return True


def finish_import(connection: Connection, digest: str, at: datetime) -> None:
    connection.execute(update(imports).where(imports.c.digest == digest).values(finished=at))


def open_measurements(connection: Connection, seen: pl.DataFrame, digest: str, at: datetime) -> None:
    """One complete measurement per source and week of `seen`; one that is there stays.

    Raises Refused when such a week was measured by a crawl: an import never mixes with one.
    """
    weeks = seen.group_by("source", "week").len("ads").sort("week", "source")
    for source, index, ads in weeks.iter_rows():
        week = Week.from_index(index)
        this = (crawls.c.source == source) & (crawls.c.week == week)
        known = connection.execute(select(crawls.c.reasons).where(this)).scalar_one_or_none()
        if known is not None and IMPORTED not in known:
            raise Refused(
                f"{source} {week} is al door een bezoek gemeten; een verzameling wordt daar niet bij gemengd."
            )
        if known is None:
            connection.execute(insert(crawls).values(**_measurement(source, week, ads, digest, at)))


def save_contents(connection: Connection, keyed: pl.DataFrame) -> Mapping[str, int]:
    """Store versions of ads; those already there stay. Gives the id of each content hash."""
    add = insert_on(connection, contents).on_conflict_do_nothing(index_elements=["content_hash"])
    for rows in _batches(keyed):
        connection.execute(add, [_content(row) for row in rows])
    wanted = set(keyed["content_hash"])
    stored = connection.execute(select(contents.c.content_hash, contents.c.id))
    return {row.content_hash: row.id for row in stored if row.content_hash in wanted}


def save_sightings(connection: Connection, seen: pl.DataFrame, ids: Mapping[str, int], at: datetime) -> int:
    """Store sightings; one of the same source, code and week stays as it was. Gives how many were new.

    Their moment is that of the import: from then on we hold them, and retention counts from there.
    """
    before = connection.execute(select(func.count()).select_from(sightings)).scalar_one()
    add = insert_on(connection, sightings).on_conflict_do_nothing()
    weeks = {index: Week.from_index(index) for index in seen["week"].unique()}
    for rows in _batches(seen):
        connection.execute(
            add,
            [
                {
                    "source": row["source"],
                    "code": row["code"],
                    "week": weeks[row["week"]],
                    "content": ids[row["content_hash"]],
                    "crawl": _crawl_id(row["source"], weeks[row["week"]]),
                    "seen_at": at,
                }
                for row in rows
            ],
        )
    return connection.execute(select(func.count()).select_from(sightings)).scalar_one() - before


def save_codes(connection: Connection, keyring: Keyring, codes: pl.DataFrame, at: datetime) -> None:
    """Seal the collection's own codes, so that an export can name its ads as its owner does."""
    add = insert_on(connection, imported_codes).on_conflict_do_nothing()
    for rows in _batches(codes):
        connection.execute(
            add,
            [
                {"source": row["source"], "code": row["code"], "sealed": keyring.seal(row["clear"]), "imported": at}
                for row in rows
            ],
        )


def load_codes(connection: Connection, keyring: Keyring, since: datetime) -> pl.DataFrame:
    """Source, keyed code and the collection's own code (`clear`) of imports not older than `since`."""
    rows = connection.execute(select(imported_codes).where(imported_codes.c.imported >= since))
    return pl.DataFrame(
        [(row.source, row.code, keyring.open(row.sealed)) for row in rows],
        schema=dict.fromkeys(("source", "code", "clear"), pl.String),
        orient="row",
    )


def erase_codes(connection: Connection, before: datetime) -> int:
    """Erase the sealed codes of collections imported before a moment; gives how many."""
    return connection.execute(imported_codes.delete().where(imported_codes.c.imported < before)).rowcount


def _measurement(source: str, week: Week, ads: int, digest: str, at: datetime) -> dict[str, Any]:
    return {
        "id": _crawl_id(source, week),
        "source": source,
        "week": week,
        "started": at,
        "finished": at,
        "outcome": Outcome.COMPLETE,
        "pages": 0,
        "ads": ads,
        "reasons": f'["{IMPORTED}"]',
        "config_digest": digest,
    }


def _crawl_id(source: str, week: Week) -> str:
    return f"{source}-{week}"


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "content_hash": row["content_hash"],
        "language_status": "unknown",
        "municipality": row["municipality"],
        "age": row["age"],
        "under_18": row["age"] is not None and row["age"] < 18,
        "price_hour": row["price_hour"],
        "work_types": row["work_type"],
        "gender": row["gender"],
        "business_words": "",
        "name_key": row["name_key"],
        "name_tokens": row["name_tokens"],
        "contact_key": row["contact_key"],
        "sketch": row["sketch"],
        "provenance": "[]",
    }


def _batches(frame: pl.DataFrame) -> Iterable[Sequence[dict[str, Any]]]:
    for part in frame.iter_slices(_BATCH):
        yield part.to_dicts()
