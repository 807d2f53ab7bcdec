"""Keeps observations: each version of an ad's contents once, and a thin row per sighting."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, true

from domain.contacts import Contact
from domain.listings import FoundIn
from domain.observations import (
    Gender,
    Language,
    LanguageStatus,
    Missing,
    Observation,
    Provenance,
    WorkType,
)
from domain.weeks import Week
from storage.keys import Keyring
from storage.tables.ads import contacts, contents, sightings
from storage.upsert import insert_on


def save_observations(connection: Connection, keyring: Keyring, batch: Sequence[Observation]) -> None:
    """Store a batch; an ad already seen in its source and week stays as it is.

    Raises IntegrityError when the observations' crawl was never begun.
    """
    if not batch:
        return
    add = insert_on(connection, contents)
    restored = add.on_conflict_do_update(  # an ad that returns after its text's retention has a text again
        index_elements=["content_hash"],
        set_={"sealed_text": add.excluded.sealed_text},
        where=contents.c.sealed_text.is_(None),
    )
    distinct = {one.content_hash: one for one in batch}
    connection.execute(restored, [_content_row(one, keyring) for one in distinct.values()])
    ids = _content_ids(connection, {one.content_hash for one in batch})
    add_sighting = insert_on(connection, sightings).on_conflict_do_nothing()
    connection.execute(
        add_sighting,
        [
            {
                "source": one.source,
                "code": one.code,
                "week": one.week,
                "content": ids[one.content_hash],
                "crawl": one.crawl,
                "seen_at": one.seen_at,
            }
            for one in batch
        ],
    )


def save_contacts(connection: Connection, batch: Iterable[Contact]) -> None:
    """Store sealed numbers; of a known one only the last moment it was seen moves."""
    newest: dict[str, Contact] = {}
    for contact in batch:
        if contact.key not in newest or newest[contact.key].last_seen < contact.last_seen:
            newest[contact.key] = contact
    if not newest:
        return
    add = insert_on(connection, contacts)
    moved = add.on_conflict_do_update(
        index_elements=["key"],
        # The seal is renewed too: a contact that comes back after its retention has none.
        set_={"last_seen": add.excluded.last_seen, "sealed": add.excluded.sealed},
        where=contacts.c.last_seen < add.excluded.last_seen,
    )
    connection.execute(moved, [asdict(contact) for contact in newest.values()])


def known_contents(connection: Connection, hashes: Iterable[str]) -> frozenset[str]:
    """Which of these contents were read before, so that their text needs no second reading."""
    return frozenset(_content_ids(connection, set(hashes)))


def load_observations(
    connection: Connection,
    keyring: Keyring,
    week: Week,
    *,
    now: datetime,
    text_kept: timedelta,
    source: str | None = None,
) -> list[Observation]:
    """All observations of a week, or those of one source, ordered by source and code.

    `redacted` is empty for a text last seen longer than `text_kept` ago, whether or not the nightly
    job has erased it yet.
    """
    last_seen = (
        select(sightings.c.content, func.max(sightings.c.seen_at).label("last_seen"))
        .group_by(sightings.c.content)
        .subquery()
    )
    rows = connection.execute(
        select(sightings, contents, last_seen.c.last_seen)
        .join(contents, contents.c.id == sightings.c.content)
        .join(last_seen, last_seen.c.content == contents.c.id)
        .where(sightings.c.week == week, true() if source is None else sightings.c.source == source)
        .order_by(sightings.c.source, sightings.c.code)
    )
    return [_observation(row, keyring, readable=now - row.last_seen <= text_kept) for row in rows]


def _content_row(one: Observation, keyring: Keyring) -> dict[str, Any]:
    return {
        "content_hash": one.content_hash,
        "language": one.language.code,
        "language_status": one.language.status,
        "language_second": one.language.second,
        "municipality": one.municipality,
        "age": one.age,
        "under_18": one.under_18,
        "price_hour": one.price_hour,
        "work_types": " ".join(sorted(one.work_types)),
        "gender": one.gender,
        "business_words": " ".join(one.business_words),
        "name_key": one.name_key,
        "name_tokens": " ".join(one.name_tokens),
        "contact_key": one.contact_key,
        "sketch": one.sketch,
        "provenance": json.dumps([_compact(fact) for fact in one.provenance]),
        "sealed_text": keyring.seal(one.redacted) if one.redacted else None,
    }


def _content_ids(connection: Connection, hashes: set[str]) -> Mapping[str, int]:
    found = select(contents.c.content_hash, contents.c.id).where(contents.c.content_hash.in_(hashes))
    return {row.content_hash: row.id for row in connection.execute(found)}


def _observation(row: Row[Any], keyring: Keyring, *, readable: bool) -> Observation:
    return Observation(
        crawl=row.crawl,
        source=row.source,
        code=row.code,
        week=row.week,
        seen_at=row.seen_at,
        content_hash=row.content_hash,
        redacted=keyring.open(row.sealed_text) if readable and row.sealed_text else "",
        language=Language(row.language, LanguageStatus(row.language_status), row.language_second),
        municipality=row.municipality,
        age=row.age,
        under_18=row.under_18,
        price_hour=row.price_hour,
        work_types=frozenset(WorkType(word) for word in row.work_types.split()),
        gender=Gender(row.gender) if row.gender else None,
        business_words=tuple(row.business_words.split()),
        name_key=row.name_key,
        name_tokens=tuple(row.name_tokens.split()),
        contact_key=row.contact_key,
        sketch=row.sketch,
        provenance=tuple(_fact(**stored) for stored in json.loads(row.provenance)),
    )


def _compact(fact: Provenance) -> dict[str, Any]:
    return {name: value for name, value in asdict(fact).items() if value not in (None, "", (), 0.0)}


def _fact(
    field: str,
    found_in: str | None = None,
    span: list[int] | None = None,
    conflicts: Sequence[str] = (),
    missing: str | None = None,
    rule: str = "",
    confidence: float = 0.0,
) -> Provenance:
    return Provenance(
        field=field,
        found_in=FoundIn(found_in) if found_in else None,
        rule=rule,
        span=(span[0], span[1]) if span else None,
        confidence=confidence,
        conflicts=tuple(conflicts),
        missing=Missing(missing) if missing else None,
    )
