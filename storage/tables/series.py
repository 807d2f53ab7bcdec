"""The published figures, each with the method version that made it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, String, Table, Text

from storage.tables.base import Moment, WeekNumber, metadata

measurements = Table(
    "measurements",
    metadata,
    Column("week", WeekNumber, primary_key=True),
    Column("measure", String(60), primary_key=True),
    Column("place", String(20), primary_key=True),
    Column("source", String(60), primary_key=True),
    Column("method", String(40), primary_key=True),
    Column("value", Float),
    Column("n", Integer, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("gap", Text),  # names every source that was not complete
    Column("low", Float),  # the band: looser and stricter linking
    Column("high", Float),
    Column("computed", Moment, nullable=False),
)
