"""Objections and holds. An objection is kept under a key that never rotates, and beside the database too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, text, update

from domain.contacts import Contact
from domain.observations import Observation
from storage.audit import append
from storage.erasing import erase
from storage.keys import Keyring
from storage.messages import withdraw_contact
from storage.tables.ads import contacts, contents, sightings
from storage.tables.messages import messages
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
    _forget(connection, key, contact, how, at)
    append(connection, "peil", "objection", key, {"how": how}, at)
    return key


def object_ad(
    connection: Connection, keyring: Keyring, source: str, code: str, how: str, at: datetime
) -> list[tuple[str, str]]:
    """Forget this ad and whoever is behind it, and keep both out from now on, in other ads too.

    Returns suppression key and linked key of the ad and of every number in it.
    """
    keyed = keyring.code(source, code)
    key = keyring.suppressed(keyed)
    shown = select(sightings.c.content).where(sightings.c.source == source, sightings.c.code == keyed)
    numbers = select(contents.c.contact_key).where(contents.c.id.in_(shown), contents.c.contact_key.is_not(None))
    contacts_shown = connection.execute(numbers.distinct()).scalars().all()
    people = _behind(connection, keyring, contacts_shown)
    for person in sorted(people):  # in one order, so that two objections never wait for each other
        alone_with(connection, person)
    _suppress(connection, key, keyed, how, at)
    for contact in contacts_shown:  # also one whose number is past its retention, so that no key is left of it
        withdraw_contact(connection, contact, "afgemeld")
    erase(connection, contents.c.id.in_(shown))
    for person, contact in people.items():
        _forget(connection, person, contact, how, at)
    append(connection, "peil", "objection", key, {"how": how, "numbers": len(people)}, at)
    return [(key, keyed), *people.items()]


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


def _behind(connection: Connection, keyring: Keyring, numbers: Sequence[str]) -> dict[str, str]:
    """Suppression key -> contact key of these numbers, as far as they are still known.

    A number past its retention stands in no vault, but a message that was made ready still has its key.
    """
    kept = select(contacts.c.key, contacts.c.sealed).where(contacts.c.key.in_(numbers))
    found = {suppression_key(keyring, row.sealed): row.key for row in connection.execute(kept)}
    ready = select(messages.c.suppress, messages.c.contact).where(
        messages.c.contact.in_(numbers), messages.c.suppress.is_not(None)
    )
    return found | {row.suppress: row.contact for row in connection.execute(ready)}


def _forget(connection: Connection, key: str, contact: str, how: str, at: datetime) -> None:
    """Never message this number again and erase it. Whoever sends waits: the caller holds its lock."""
    _suppress(connection, key, contact, how, at)
    withdraw_contact(connection, contact, "afgemeld")
    connection.execute(delete(contacts).where(contacts.c.key == contact))
    erase(connection, contents.c.contact_key == contact)


def _suppress(connection: Connection, key: str, linked: str, how: str, at: datetime) -> bool:
    row = {"key": key, "linked": linked, "at": at, "how": how}
    added = insert_on(connection, suppressions).on_conflict_do_nothing().returning(suppressions.c.key)
    return connection.execute(added.values(row)).first() is not None
