"""Offers of help, from draft to delivery. A clear text or number never stands here: digests and keys do."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

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
    Column("wave", String(60), nullable=False, server_default=""),
    Column("person", String(32)),  # keyed for the shared register, filled when the wave is locked
    Column("suppress", String(32)),  # keyed for objections, filled when the wave is locked
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("holder", String(100)),  # the process that claimed it
    Column("claimed", Moment),
    Column("reason", Text, nullable=False, server_default=""),
    UniqueConstraint("wave", "contact"),
)

Index(None, messages.c.contact)
Index(None, messages.c.state)
