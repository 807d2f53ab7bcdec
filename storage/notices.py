"""What was told to a person by e-mail, so that it is told once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.tables.outreach import notices
from storage.upsert import insert_on


def was_told(connection: Connection, about: str) -> bool:
    return connection.execute(select(notices.c.id).where(notices.c.id == about)).first() is not None


def note_told(connection: Connection, about: str, at: datetime) -> None:
    connection.execute(insert_on(connection, notices).on_conflict_do_nothing(), {"id": about, "at": at})


def forget_notices(connection: Connection, before: datetime) -> int:
    return connection.execute(delete(notices).where(notices.c.at < before)).rowcount
