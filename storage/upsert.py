"""INSERT ... ON CONFLICT, spelled for the database at hand."""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

BATCH = 500  # rows per statement: well under SQLite's limit on bound values


def insert_on(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows on_conflict_do_nothing and on_conflict_do_update."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
