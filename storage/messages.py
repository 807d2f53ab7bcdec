"""Keeps drafts of help offers until a person decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from domain.messages import MessageState, OutreachMessage
from domain.weeks import Week
from storage.tables.messages import messages
from storage.upsert import insert_on


def save_drafts(
    connection: Connection, drafts: Sequence[tuple[str, OutreachMessage]], week: Week, at: datetime
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
        }
        for advertiser, draft in drafts
    ]
    connection.execute(insert_on(connection, messages).on_conflict_do_nothing(), rows)


def load_messages(connection: Connection, week: Week | None = None) -> list[OutreachMessage]:
    """Messages, newest draft last."""
    rows = select(messages).order_by(messages.c.drafted, messages.c.id)
    if week is not None:
        rows = rows.where(messages.c.week == week)
    return [
        OutreachMessage(
            id=row.id,
            contact_key=row.contact,
            language=row.language,
            template=row.template,
            text_digest=row.text_digest,
            state=MessageState(row.state),
            approved_by=row.approved_by,
            sent_at=row.sent_at,
        )
        for row in connection.execute(rows)
    ]


def drafted_before(connection: Connection) -> frozenset[str]:
    """Advertisers and contact keys that already have a draft or a message."""
    rows = connection.execute(select(messages.c.advertiser, messages.c.contact))
    return frozenset(value for pair in rows for value in pair)
