"""Who is thought to be whom, and why; what a person decided about it stays for good."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from storage.tables.base import Moment, WeekNumber, metadata

advertisements = Table(
    "advertisements",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("advertiser", String(40), nullable=False),
    Column("first_seen", WeekNumber, nullable=False),
    Column("last_seen", WeekNumber, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("left_ad", String(40), nullable=False),
    Column("right_ad", String(40), nullable=False),
    Column("level", String(32), nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", Text, nullable=False),  # JSON list
    Column("refused", Text),  # why a merge was refused; empty for a link that holds
    Column("method", String(20), nullable=False),
)

link_decisions = Table(
    "link_decisions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("left_ad", String(40), nullable=False),
    Column("right_ad", String(40), nullable=False),
    Column("decision", String(10), nullable=False),  # confirmed or revoked
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
)

identity_events = Table(
    "identity_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("week", WeekNumber, nullable=False),
    Column("kind", String(10), nullable=False),  # split or merge
    Column("old", String(40), nullable=False),
    Column("new", String(40), nullable=False),
    Column("method", String(20), nullable=False),
)

Index(None, advertisements.c.advertiser)
Index(None, links.c.left_ad)
Index(None, links.c.right_ad)
