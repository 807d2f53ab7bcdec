"""Keeps offers of help from draft to delivery; who may still be approached is read from here too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from domain.message_states import GONE, STEPS
from domain.messages import MessageState, OutreachMessage
from domain.weeks import Week
from storage.tables.messages import messages
from storage.tables.outreach import events
from storage.upsert import insert_on

UNSENT_KEPT = timedelta(days=28)  # long enough to explain a wave to those who approved it


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


def load_messages(
    connection: Connection, since: datetime, *, week: Week | None = None, wave: str | None = None
) -> list[OutreachMessage]:
    """Messages within their term, newest draft last."""
    rows = select(messages).where(within_term(since)).order_by(messages.c.drafted, messages.c.id)
    if week is not None:
        rows = rows.where(messages.c.week == week)
    if wave is not None:
        rows = rows.where(messages.c.wave == wave)
    return [as_message(row) for row in connection.execute(rows)]


def within_term(since: datetime) -> ColumnElement[bool]:
    """Messages that may still be read, also where the nightly job did not run."""
    return func.coalesce(messages.c.sent_at, messages.c.drafted) >= since


def forget_messages(connection: Connection, now: datetime, kept: timedelta) -> int:
    """Erase messages past their term, and much sooner those that were taken back before anything was sent."""
    old = func.coalesce(messages.c.sent_at, messages.c.drafted) < now - kept
    unsent = (
        (messages.c.state == MessageState.WITHDRAWN)
        & messages.c.sent_at.is_(None)
        & (messages.c.drafted < now - UNSENT_KEPT)
    )
    gone = select(messages.c.id).where(old | unsent)
    connection.execute(events.delete().where(events.c.message.in_(gone)))
    return connection.execute(messages.delete().where(messages.c.id.in_(gone))).rowcount


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
    """Take every message of a wave one step, where that step exists; how many moved.

    What left, or may have, stays as it is: of that only evidence says more, and hiding it would hide a doubt.
    """
    values: dict[str, Any] = {"state": then, "reason": reason}
    if approved_by is not None:
        values["approved_by"] = approved_by
    before = [state for state, steps in STEPS.items() if then in steps and state not in GONE]
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
