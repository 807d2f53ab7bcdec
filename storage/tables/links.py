"""Who is thought to be whom, and why; what a person decided about it stays for good."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text

from storage.tables.base import Moment, WeekNumber, metadata

advertisements = Table(
    "advertisements",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("source", String(60), nullable=False),
    Column("code", String(64), nullable=False),
    Column("incarnation", Integer, nullable=False),  # 1, 2, ... when a site gave the code to something else
    Column("first_week", WeekNumber, nullable=False),
    Column("last_week", WeekNumber, nullable=False),
    Column("advertiser", String(40), nullable=False),
    Column("strict", String(40), nullable=False),  # the sensitivity band: fewer links, more links
    Column("loose", String(40), nullable=False),
    Column("study", String(40), nullable=False),
)

uniques = Table(
    "uniques",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("week", WeekNumber, primary_key=True),
    Column("advertisement", String(40), nullable=False),
    Column("unique", String(40), nullable=False),
    Column("kept", Boolean, nullable=False),
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

groups = Table(
    "groups",
    metadata,
    Column("kind", String(10), primary_key=True),  # phone or template
    Column("group", String(40), primary_key=True),
    Column("advertisement", String(40), primary_key=True),
)

link_decisions = Table(
    "link_decisions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("left_ad", String(40), nullable=False),
    Column("right_ad", String(40), nullable=False),
    Column("same", Boolean, nullable=False),  # confirmed for good, or revoked for good
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
)

identity_events = Table(
    "identity_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(10), nullable=False),  # new, merge or split
    Column("old", String(40)),
    Column("new", String(40), nullable=False),
    Column("advertisements", Text, nullable=False),  # JSON list
    Column("method", String(20), nullable=False),
)

Index(None, advertisements.c.source, advertisements.c.code)
Index(None, advertisements.c.advertiser)
Index(None, uniques.c.week)
Index(None, links.c.left_ad)
Index(None, links.c.right_ad)
