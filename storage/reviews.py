"""Keeps cards, looks, verdicts and incidents. A person's decision is a row, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, select, update

from domain.weeks import Week
from storage.tables.signals import cards, incidents, looks, verdicts
from storage.upsert import insert_on

Row = Mapping[str, Any]
R = TypeVar("R")


def save_cards(connection: Connection, found: Sequence[Any]) -> None:
    """Store cards (records signals.review.Card). A card that exists only changes its state."""
    if not found:
        return
    wanted = insert_on(connection, cards)
    wanted = wanted.on_conflict_do_update(index_elements=["id"], set_={"state": wanted.excluded.state})
    connection.execute(wanted, [_row(card) for card in found])


def load_cards(connection: Connection, week: Week | None = None, state: str | None = None) -> list[Row]:
    """Cards in the order they were made; states and levels as text."""
    wanted = select(cards).order_by(cards.c.made, cards.c.id)
    if week is not None:
        wanted = wanted.where(cards.c.week == week)
    if state is not None:
        wanted = wanted.where(cards.c.state == state)
    return [dict(row._mapping) for row in connection.execute(wanted)]


def save_look(connection: Connection, look: Any) -> None:
    """Add what a person said (signals.review.Look). The same step of a card twice raises IntegrityError."""
    connection.execute(looks.insert(), {"id": f"{look.card}-{look.step}", **_row(look)})


def load_looks(connection: Connection, card: str) -> list[Row]:
    """What people said of one card, oldest first."""
    wanted = select(looks).where(looks.c.card == card).order_by(looks.c.at)
    return [dict(row._mapping) for row in connection.execute(wanted)]


def save_verdicts(connection: Connection, found: Sequence[Any], week: Week) -> None:
    """Store per rule whether it was right (signals.precision.Verdict); no ad is named, so these outlive
    the card."""
    if found:
        connection.execute(verdicts.insert(), [{**_row(one), "week": week} for one in found])


def load_verdicts(connection: Connection) -> list[Row]:
    """All verdicts ever given, for precision per rule."""
    return [dict(row._mapping) for row in connection.execute(select(verdicts).order_by(verdicts.c.id))]


def save_incident(connection: Connection, incident: Any) -> None:
    """Open an incident (signals.precision.Incident), or write down who closed it."""
    wanted = insert_on(connection, incidents)
    closing = {name: wanted.excluded[name] for name in ("closed", "closed_by", "note")}
    connection.execute(wanted.on_conflict_do_update(index_elements=["id"], set_=closing), _row(incident))


def load_incidents(connection: Connection, *, only_open: bool = False) -> list[Row]:
    """Incidents, oldest first."""
    wanted = select(incidents).order_by(incidents.c.opened)
    if only_open:
        wanted = wanted.where(incidents.c.closed.is_(None))
    return [dict(row._mapping) for row in connection.execute(wanted)]


def expire_cards(connection: Connection, now: datetime) -> int:
    """Mark unread cards past their 28 days as expired; the number marked. Reading them is refused anyway."""
    done = ("closed", "expired")
    unread = update(cards).where(cards.c.expires <= now, cards.c.state.not_in(done))
    return connection.execute(unread.values(state="expired")).rowcount


def erase_cards(connection: Connection, before: datetime) -> int:
    """Erase closed and expired cards with their looks; verdicts stay. The number of cards erased."""
    old = select(cards.c.id).where(cards.c.expires < before)
    connection.execute(delete(looks).where(looks.c.card.in_(old)))
    return connection.execute(delete(cards).where(cards.c.expires < before)).rowcount


def _row(record: Any) -> dict[str, Any]:
    """The fields of a frozen record, a week still a week."""
    return {field.name: getattr(record, field.name) for field in fields(record)}
