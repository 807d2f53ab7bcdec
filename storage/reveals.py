"""A helper sees one number: a row, an entry in the log and the number, in one transaction or not at all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from domain.errors import Refused
from domain.outreach import Reveal
from storage.audit import append
from storage.keys import Keyring
from storage.objections import alone_with, suppressed
from storage.refusals import has_refused
from storage.tables.ads import contacts
from storage.tables.outreach import reveals
from storage.upsert import insert_on
from storage.vault import keyed_anew, open_number

REFUSED = "reveal refused"  # as the audit log names it


def revealed_on(connection: Connection, organisation: str, helper: str, day: date) -> int:
    """How many numbers this helper saw that day."""
    mine = (reveals.c.organisation == organisation) & (reveals.c.helper == helper) & (reveals.c.day == day)
    return connection.execute(select(func.count()).select_from(reveals).where(mine)).scalar_one()


def reveal(connection: Connection, keyring: Keyring, one: Reveal, day: date, now: datetime, kept: timedelta) -> str:
    """The clear number (E.164), for memory only. Raises Refused when it is not kept any more, or told us or a partner
    to stop: what a partner told us erased nothing here.

    The row is counted first: of two requests at one moment for the last number of a day, one finds its place taken.
    """
    if _wants_no_contact(connection, keyring, one.contact):
        raise Refused("dit nummer is afgemeld, bij ons of bij een partner; wij tonen het aan niemand")
    row = {
        "organisation": one.organisation,
        "helper": one.helper,
        "day": day,
        "number": revealed_on(connection, one.organisation, one.helper, day) + 1,
        "contact": one.contact,
        "reply": one.reply,
        "reason": one.reason,
        "at": now,
    }
    added = insert_on(connection, reveals).on_conflict_do_nothing().returning(reveals.c.number)
    if connection.execute(added.values(row)).first() is None:
        raise Refused("er werd op hetzelfde moment een ander nummer getoond; probeer het opnieuw")
    by, why = f"{one.organisation}/{one.helper}", f"antwoord {one.reply}: {one.reason}"
    return open_number(connection, keyring, one.contact, by=by, reason=why, now=now, kept=kept)


def _wants_no_contact(connection: Connection, keyring: Keyring, contact: str) -> bool:
    sealed = connection.execute(select(contacts.c.sealed).where(contacts.c.key == contact)).scalar()
    if sealed is None:
        return False  # nothing to show either
    person, key = keyed_anew(keyring, sealed)
    alone_with(connection, key)
    return bool(connection.execute(select(suppressed(key) | has_refused(person))).scalar())


def refuse_reveal(connection: Connection, by: str, reply: str, why: str, now: datetime) -> None:
    """Keep that somebody was not shown a number, for whoever watches over privacy."""
    append(connection, by, REFUSED, reply, {"why": why}, now)


def forget_reveals(connection: Connection, before: datetime) -> int:
    """Erase what is past its term; the log keeps that it was done."""
    return connection.execute(delete(reveals).where(reveals.c.at < before)).rowcount


def all_reveals(connection: Connection, since: datetime) -> list[Row[Any]]:
    """Who saw a number since then, and why; newest last."""
    return list(connection.execute(select(reveals).where(reveals.c.at >= since).order_by(reveals.c.at)))
