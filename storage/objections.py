"""Objections and holds. An objection is kept under a key that never rotates, and beside the database too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, text, update

from domain.contacts import Contact
from domain.observations import Observation
from storage.audit import append
from storage.erasing import erase
from storage.keys import Keyring
from storage.messages import withdraw_contact
from storage.refusals import refuse
from storage.tables.ads import contacts, contents, sightings
from storage.tables.messages import messages
from storage.tables.outreach import holds, refusals, suppressions
from storage.upsert import insert_on
from storage.vault import keyed_anew


def alone_with(connection: Connection, suppress: str) -> None:
    """Hold one person's row of events still: whoever objects and whoever sends wait for each other.

    SQLite's BEGIN IMMEDIATE already lets one writer in at a time.
    """
    if connection.dialect.name == "postgresql":
        number = int(suppress[:16], 16) - 2**63
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


@dataclass(frozen=True, slots=True)
class Suppression:
    """One objection in keys: `linked` is a contact or an ad, `person` whom other installations must leave alone."""

    key: str
    linked: str
    at: datetime
    person: str | None = None


def object_number(connection: Connection, keyring: Keyring, e164: str, how: str, at: datetime) -> Suppression:
    """Never message this number again, here or at a partner, and erase what is known of it.

    The same statements run whether the number is known or not.
    """
    about = Suppression(keyring.suppressed(e164), keyring.phone(e164), at, keyring.contact_register(e164))
    alone_with(connection, about.key)
    _forget(connection, about, how)
    append(connection, "peil", "objection", about.key, {"how": how}, at)
    return about


def object_ad(
    connection: Connection, keyring: Keyring, source: str, code: str, how: str, at: datetime
) -> list[Suppression]:
    """Forget this ad and whoever is behind it, and keep both out from now on, in other ads too.

    Returns the objection of the ad and one for every number in it.
    """
    keyed = keyring.code(source, code)
    ad = Suppression(keyring.suppressed(keyed), keyed, at)
    shown = select(sightings.c.content).where(sightings.c.source == source, sightings.c.code == keyed)
    numbers = select(contents.c.contact_key).where(contents.c.id.in_(shown), contents.c.contact_key.is_not(None))
    contacts_shown = connection.execute(numbers.distinct()).scalars().all()
    people = _behind(connection, keyring, contacts_shown, at)
    for one in people:
        alone_with(connection, one.key)
    _suppress(connection, ad, how)
    for contact in contacts_shown:  # also one whose number is past its retention, so that no key is left of it
        withdraw_contact(connection, contact, "afgemeld")
    erase(connection, contents.c.id.in_(shown))
    for one in people:
        _forget(connection, one, how)
    append(connection, "peil", "objection", ad.key, {"how": how, "numbers": len(people)}, at)
    return [ad, *people]


def restore(connection: Connection, kept: Iterable[Suppression]) -> int:
    """Put back objections from the copy beside the database; how many were missing."""
    return sum(_suppress(connection, one, "restored") for one in kept)


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


def suppression_rows(connection: Connection) -> list[Suppression]:
    """Everything needed to put the objections back."""
    rows = select(suppressions.c.key, suppressions.c.linked, suppressions.c.at, refusals.c.person).outerjoin(
        refusals, refusals.c.suppress == suppressions.c.key
    )
    return [Suppression(row.key, row.linked, row.at, row.person) for row in connection.execute(rows)]


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
    """What may be kept of a batch: objections also count for what is seen later.

    A number that objected before the register knew of opt-outs is told to the partners as soon as it is seen.
    """
    keys, wanted = all_suppressed(connection), []
    for seen, contact in batch:
        person, key = keyed_anew(keyring, contact.sealed) if contact else ("", "")
        if key in keys:
            refuse(connection, person, key, seen.seen_at)
        elif keyring.suppressed(seen.code) not in keys:
            wanted.append((seen, contact))
    return wanted


def _behind(connection: Connection, keyring: Keyring, numbers: Sequence[str], at: datetime) -> list[Suppression]:
    """The objections of these numbers, as far as they are still known; in one order, so that locks never cross.

    A number past its retention stands in no vault, but a message that was made ready still has its keys.
    """
    kept = select(contacts.c.key, contacts.c.sealed).where(contacts.c.key.in_(numbers))
    found = {row.key: keyed_anew(keyring, row.sealed) for row in connection.execute(kept)}
    ready = select(messages.c.contact, messages.c.person, messages.c.suppress).where(
        messages.c.contact.in_(numbers), messages.c.suppress.is_not(None)
    )
    found |= {row.contact: (row.person, row.suppress) for row in connection.execute(ready)}
    about = [Suppression(key, contact, at, person) for contact, (person, key) in found.items()]
    return sorted(about, key=lambda one: one.key)


def _forget(connection: Connection, about: Suppression, how: str) -> None:
    """Never message this number again and erase it. Whoever sends waits: the caller holds its lock."""
    _suppress(connection, about, how)
    withdraw_contact(connection, about.linked, "afgemeld")
    connection.execute(delete(contacts).where(contacts.c.key == about.linked))
    erase(connection, contents.c.contact_key == about.linked)


def _suppress(connection: Connection, about: Suppression, how: str) -> bool:
    if about.person:
        refuse(connection, about.person, about.key, about.at)
    row = {"key": about.key, "linked": about.linked, "at": about.at, "how": how}
    added = insert_on(connection, suppressions).on_conflict_do_nothing().returning(suppressions.c.key)
    return connection.execute(added.values(row)).first() is not None
