"""The audit log: append-only, every row sealed to the one before."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from storage.tables.base import Moment, metadata

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String(100), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", Text, nullable=False),  # JSON with sorted keys
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
