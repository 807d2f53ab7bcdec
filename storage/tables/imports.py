"""Earlier collections that someone loaded: what for, on which ground, how far, and their own codes, sealed."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from storage.tables.base import Moment, metadata

imports = Table(
    "imports",
    metadata,
    Column("digest", String(64), primary_key=True),  # SHA-256 of the file: the same file is one import
    Column("file", String(200), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("ground", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),  # empty while it can be resumed
    Column("rows", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)

imported_codes = Table(
    "imported_codes",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("code", String(64), primary_key=True),  # keyed, as in sightings
    Column("sealed", LargeBinary, nullable=False),  # the code as the collection has it, for its owner's export
    Column("imported", Moment, nullable=False),
)
