"""In which language a text speaks, as a person read it; until the text changes or the choice is past its term."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.audit import append
from storage.tables.outreach import language_choices
from storage.upsert import insert_on


def save_choice(
    connection: Connection, content_hash: str, language: str, *, organisation: str, by: str, at: datetime
) -> None:
    """Store a choice; a later one about the same text takes its place, and the log keeps both."""
    row = {"content_hash": content_hash, "language": language, "organisation": organisation, "by": by, "at": at}
    add = insert_on(connection, language_choices)
    said = {name: add.excluded[name] for name in ("language", "organisation", "by", "at")}
    connection.execute(add.on_conflict_do_update(index_elements=["content_hash"], set_=said), row)
    detail = {"language": language or "left alone", "organisation": organisation}
    append(connection, by, "language chosen", content_hash, detail, at)


def choices(connection: Connection, since: datetime) -> Mapping[str, str]:
    """Language by content hash, "" for whom to leave alone, of choices within their term."""
    rows = connection.execute(select(language_choices).where(language_choices.c.at >= since))
    return {row.content_hash: row.language for row in rows}


def forget_choices(connection: Connection, before: datetime) -> int:
    return connection.execute(delete(language_choices).where(language_choices.c.at < before)).rowcount
