"""Ads: each version of their contents once, and a thin row per sighting."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.base import Moment, WeekNumber, metadata

contents = Table(
    "contents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("content_hash", String(32), nullable=False),
    Column("language", String(3)),
    Column("language_status", String(10), nullable=False),
    Column("language_second", String(3)),
    Column("municipality", String(6)),
    Column("age", SmallInteger),
    Column("under_18", Boolean, nullable=False),
    Column("price_hour", Float),
    Column("work_types", String(40), nullable=False),  # space separated, sorted
    Column("gender", String(10)),
    Column("business_words", Text, nullable=False),  # space separated
    Column("name_key", String(32)),
    Column("name_tokens", Text, nullable=False),  # space separated
    Column("contact_key", String(32)),
    Column("sketch", LargeBinary, nullable=False),
    Column("provenance", Text, nullable=False),  # JSON
    Column("sealed_text", LargeBinary),  # the masked text, encrypted, gone after its retention
    UniqueConstraint("content_hash"),
)

sightings = Table(
    "sightings",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("week", WeekNumber, primary_key=True),
    Column("content", ForeignKey("contents.id"), nullable=False),
    Column("crawl", ForeignKey("crawls.id"), nullable=False),
    Column("seen_at", Moment, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("line_type", String(16), nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
)

Index(None, sightings.c.week)
Index(None, sightings.c.crawl)
Index(None, sightings.c.content)
Index(None, contents.c.contact_key)
