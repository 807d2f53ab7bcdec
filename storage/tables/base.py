"""The one metadata of the database, with the types both SQLite and PostgreSQL keep faithfully."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Integer, MetaData, TypeDecorator

from domain.weeks import Week

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An instant in UTC. SQLite forgets time zones, so they are checked here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WeekNumber(TypeDecorator[Week]):
    """A week as its consecutive index, so that the database can sort and subtract."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Week | int | None, dialect: Dialect) -> int | None:
        return value.index if isinstance(value, Week) else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Week | None:
        return None if value is None else Week.from_index(value)
