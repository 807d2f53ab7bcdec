"""Drafts of help offers. A clear text or number never stands here: a digest and a key do."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from storage.tables.base import Moment, WeekNumber, metadata

messages = Table(
    "messages",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("contact", String(32), nullable=False),
    Column("advertiser", String(40), nullable=False),
    Column("week", WeekNumber, nullable=False),
    Column("language", String(3), nullable=False),
    Column("template", String(60), nullable=False),
    Column("text_digest", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("approved_by", String(100)),
    Column("sent_at", Moment),
    Column("drafted", Moment, nullable=False),
)

Index(None, messages.c.contact)
