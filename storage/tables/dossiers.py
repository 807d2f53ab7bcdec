"""Dossiers in every version they ever had, what sites said about being visited, and the kill switch."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from storage.tables.base import Moment, metadata

dossiers = Table(
    "dossiers",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("version", Integer, primary_key=True),  # a change is a new row, never an overwritten one
    Column("state", String(12), nullable=False),
    Column("act", String(40), nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("record", Text, nullable=False),  # the LegalReview as JSON
)

house_rules = Table(
    "house_rules",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("kind", String(10), primary_key=True),  # robots, terms or tdm
    Column("digest", String(64), primary_key=True),
    Column("first_taken", Moment, primary_key=True),
    Column("url", Text, nullable=False),
    Column("text", Text, nullable=False),
)

switches = Table(
    "switches",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("source", String(60), nullable=False),  # "*" = every source
    Column("stopped", Boolean, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

Index(None, switches.c.source)
