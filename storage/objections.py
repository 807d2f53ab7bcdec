"""Objections and holds. An objection is kept under a key that never rotates, and beside the database too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, text, update

from domain.contacts import Contact
from domain.observations import Observation
from storage.audit import append
from storage.keys import Keyring
from storage.messages import withdraw_contact
from storage.tables.ads import contacts, contents, sightings
from storage.tables.outreach import holds, suppressions
from storage.upsert import insert_on
from storage.vault import suppression_key


def alone_with(connection: Connection, suppress: str) -> None:
    """Hold one person's row of events still: whoever objects and whoever sends wait for each other.

    SQLite's BEGIN IMMEDIATE already lets one writer in at a time.
    """
    if connection.dialect.name == "postgresql":
        number = int(suppress[:16], 16) - 2**63
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def object_number(connection: Connection, keyring: Keyring, e164: str, how: str, at: datetime) -> str:
    """Never message this number again, and erase what is known of it. Returns the suppression key.

    The same statements run whether the number is known or not.
    """
    key, contact = keyring.suppressed(e164), keyring.phone(e164)
    alone_with(connection, key)
    _suppress(connection, key, contact, how, at)
    withdraw_contact(connection, contact, "afgemeld")
    connection.execute(delete(contacts).where(contacts.c.key == contact))
    _erase(connection, contents.c.contact_key == contact)
    append(connection, "peil", "objection", key, {"how": how}, at)
    return key


def object_ad(connection: Connection, keyring: Keyring, source: str, code: str, how: str, at: datetime) -> str:
    """Forget this ad and keep it out from now on. Returns the suppression key."""
    keyed = keyring.code(source, code)
    key = keyring.suppressed(keyed)
    _suppress(connection, key, keyed, how, at)
    shown = select(sightings.c.content).where(sightings.c.source == source, sightings.c.code == keyed)
    numbers = select(contents.c.contact_key).where(contents.c.id.in_(shown), contents.c.contact_key.is_not(None))
    for contact in connection.execute(numbers.distinct()).scalars().all():
        withdraw_contact(connection, contact, "afgemeld")
    _erase(connection, contents.c.id.in_(shown))
    append(connection, "peil", "objection", key, {"how": how}, at)
    return key


def restore(connection: Connection, keys: Iterable[tuple[str, str, datetime]]) -> int:
    """Put back objections from the copy beside the database (suppression key, linked key, moment)."""
    return sum(_suppress(connection, key, linked, "restored", at) for key, linked, at in keys)


def suppressed(suppress: str) -> ColumnElement[bool]:
    return exists().where(suppressions.c.key == suppress)


def is_suppressed(connection: Connection, suppress: str) -> bool:
    return bool(connection.execute(select(suppressed(suppress))).scalar())


def opted_out(connection: Connection) -> frozenset[str]:
    """Contact keys and ad codes that are to be left alone."""
    return frozenset(connection.execute(select(suppressions.c.linked)).scalars())


def all_suppressed(connection: Connection) -> frozenset[str]:
    """Suppression keys: the test that also works for numbers keyed anew."""
    return frozenset(connection.execute(select(suppressions.c.key)).scalars())


def suppression_rows(connection: Connection) -> list[tuple[str, str, datetime]]:
    """Everything needed to put the objections back: suppression key, linked key, moment."""
    rows = connection.execute(select(suppressions.c.key, suppressions.c.linked, suppressions.c.at))
    return [(row.key, row.linked, row.at) for row in rows]


def hold(connection: Connection, contact: str, reason: str, at: datetime) -> None:
    """Send this contact nothing until a person releases it."""
    connection.execute(insert(holds), {"contact": contact, "reason": reason, "at": at})


def release(connection: Connection, contact: str, by: str, at: datetime) -> int:
    released = connection.execute(
        update(holds).where(holds.c.contact == contact, holds.c.released.is_(None)).values(released=at, released_by=by)
    ).rowcount
    append(connection, by, "hold released", contact, {"holds": released}, at)
    return released


def held(connection: Connection) -> frozenset[str]:
    """Contact keys that wait for a person."""
    return frozenset(connection.execute(select(holds.c.contact).where(holds.c.released.is_(None))).scalars())


def held_back(contact: str) -> ColumnElement[bool]:
    return exists().where(holds.c.contact == contact, holds.c.released.is_(None))


def is_held(connection: Connection, contact: str) -> bool:
    return bool(connection.execute(select(held_back(contact))).scalar())


def without_suppressed(
    connection: Connection, keyring: Keyring, batch: Iterable[tuple[Observation, Contact | None]]
) -> list[tuple[Observation, Contact | None]]:
    """What may be kept of a batch: objections also count for what is seen later."""
    keys = all_suppressed(connection)
    return [(seen, contact) for seen, contact in batch if not _about(keyring, seen, contact) & keys]


def _about(keyring: Keyring, seen: Observation, contact: Contact | None) -> set[str]:
    about = {keyring.suppressed(seen.code)}
    if contact is not None:
        about.add(suppression_key(keyring, contact.sealed))
    return about


def _suppress(connection: Connection, key: str, linked: str, how: str, at: datetime) -> bool:
    row = {"key": key, "linked": linked, "at": at, "how": how}
    added = insert_on(connection, suppressions).on_conflict_do_nothing().returning(suppressions.c.key)
    return connection.execute(added.values(row)).first() is not None


def _erase(connection: Connection, which: object) -> None:
    """Text, link keys and every trait of these contents; the bare sighting stays, so that no series moves."""
    connection.execute(
        update(contents)
        .where(which)  # type: ignore[arg-type]
        .values(
            sealed_text=None,
            name_key=None,
            name_tokens="",
            contact_key=None,
            sketch=b"",
            age=None,
            gender=None,
            price_hour=None,
            work_types="",
            business_words="",
            provenance="[]",
        )
    )
