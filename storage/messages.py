"""Keeps offers of help from draft to delivery; who may still be approached is read from here too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from domain.message_states import GONE, STEPS
from domain.messages import MessageState, OutreachMessage
from domain.weeks import Week
from storage.tables.messages import messages
from storage.upsert import insert_on


def save_drafts(
    connection: Connection,
    drafts: Sequence[tuple[str, OutreachMessage]],
    week: Week,
    at: datetime,
    wave: str = "",
) -> None:
    """Store drafts with the advertiser each is for. A draft that exists stays as it is."""
    if not drafts:
        return
    rows = [
        {
            "id": draft.id,
            "contact": draft.contact_key,
            "advertiser": advertiser,
            "week": week,
            "language": draft.language,
            "template": draft.template,
            "text_digest": draft.text_digest,
            "state": draft.state,
            "approved_by": draft.approved_by,
            "sent_at": draft.sent_at,
            "drafted": at,
            "wave": wave,
        }
        for advertiser, draft in drafts
    ]
    connection.execute(insert_on(connection, messages).on_conflict_do_nothing(), rows)


def load_messages(connection: Connection, week: Week | None = None, wave: str | None = None) -> list[OutreachMessage]:
    """Messages, newest draft last."""
    rows = select(messages).order_by(messages.c.drafted, messages.c.id)
    if week is not None:
        rows = rows.where(messages.c.week == week)
    if wave is not None:
        rows = rows.where(messages.c.wave == wave)
    return [as_message(row) for row in connection.execute(rows)]


def as_message(row: Row[Any]) -> OutreachMessage:
    return OutreachMessage(
        id=row.id,
        contact_key=row.contact,
        language=row.language,
        template=row.template,
        text_digest=row.text_digest,
        state=MessageState(row.state),
        approved_by=row.approved_by,
        sent_at=row.sent_at,
    )


def move(
    connection: Connection, wave: str, then: MessageState, *, reason: str = "", approved_by: str | None = None
) -> int:
    """Take every message of a wave one step, where that step exists; how many moved."""
    values: dict[str, Any] = {"state": then, "reason": reason}
    if approved_by is not None:
        values["approved_by"] = approved_by
    before = [state for state, steps in STEPS.items() if then in steps]
    return connection.execute(
        update(messages).where(messages.c.wave == wave, messages.c.state.in_(before)).values(values)
    ).rowcount


def withdraw(connection: Connection, ids: Iterable[str], reason: str) -> None:
    """Take back messages that were not sent; the others stay as they are."""
    before = [state for state, steps in STEPS.items() if MessageState.WITHDRAWN in steps and state not in GONE]
    for one in ids:
        connection.execute(
            update(messages)
            .where(messages.c.id == one, messages.c.state.in_(before))
            .values(state=MessageState.WITHDRAWN, reason=reason)
        )


def withdraw_contact(connection: Connection, contact: str, reason: str) -> None:
    """Take back everything that waits for this contact."""
    waiting = [
        MessageState.DRAFT,
        MessageState.LINTED,
        MessageState.PROPOSED,
        MessageState.APPROVED,
        MessageState.LOCKED,
    ]
    connection.execute(
        update(messages)
        .where(messages.c.contact == contact, messages.c.state.in_(waiting))
        .values(state=MessageState.WITHDRAWN, reason=reason)
    )


def under_way(connection: Connection, now: datetime, between: timedelta) -> frozenset[str]:
    """Advertisers and contact keys with a message that waits, or that left less than `between` ago."""
    rows = connection.execute(
        select(messages.c.advertiser, messages.c.contact).where(
            messages.c.state != MessageState.WITHDRAWN,
            messages.c.sent_at.is_(None) | (messages.c.sent_at >= now - between),
        )
    )
    return frozenset(value for pair in rows for value in pair)
