"""The only place that opens a sealed number, one at a time, with a reason, on the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from domain.contacts import LineType
from domain.errors import Refused
from storage.audit import append
from storage.keys import Keyring
from storage.tables.ads import contacts


def open_number(
    connection: Connection, keyring: Keyring, key: str, *, by: str, reason: str, now: datetime, kept: timedelta
) -> str:
    """The clear number (E.164) behind a contact key; the audit log says who opened it and why.

    Raises Refused without a reason, for an unknown key, and for a number past its retention, also
    when the nightly job has not erased it yet.
    """
    if not reason.strip():
        raise Refused("Een nummer openen kan alleen met een reden.")
    row = connection.execute(select(contacts).where(contacts.c.key == key)).first()
    if row is None or now - row.last_seen > kept:
        raise Refused(f"Er is geen nummer (meer) onder {key[:8]}: nooit gezien, of voorbij de bewaartermijn.")
    append(connection, by, "number opened", key, {"reason": reason}, now)
    return keyring.open(row.sealed)


def line_types(connection: Connection, *, now: datetime, kept: timedelta) -> Mapping[str, LineType]:
    """Contact keys within their retention, with the kind of line. No number is opened."""
    rows = connection.execute(select(contacts.c.key, contacts.c.line_type).where(contacts.c.last_seen >= now - kept))
    return {key: LineType(kind) for key, kind in rows}


def blinded(
    connection: Connection, keyring: Keyring, *, now: datetime, kept: timedelta
) -> Mapping[str, tuple[str, str]]:
    """Register key and suppression key of every contact within its retention, by contact key.

    The numbers are opened here only to be keyed anew; no clear number leaves this function.
    """
    rows = connection.execute(select(contacts.c.key, contacts.c.sealed).where(contacts.c.last_seen >= now - kept))
    return {key: _keyed(keyring, keyring.open(sealed)) for key, sealed in rows}


def _keyed(keyring: Keyring, number: str) -> tuple[str, str]:
    return keyring.contact_register(number), keyring.suppressed(number)


def keyed_anew(keyring: Keyring, sealed: bytes) -> tuple[str, str]:
    """Register key and suppression key of a sealed number."""
    return _keyed(keyring, keyring.open(sealed))
