"""Keeps figures: each with its method version, so that an old series stays what it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from domain.measures import Measurement
from storage.tables.series import measurements
from storage.upsert import BATCH, insert_on

_KEY = ("week", "measure", "place", "source", "method")


def save_measurements(connection: Connection, figures: Iterable[Measurement], at: datetime) -> None:
    """Store figures; one of the same week, measure, place, source and method is replaced."""
    rows = [_row(figure) | {"computed": at} for figure in figures]
    add = insert_on(connection, measurements)
    renewed = {column.name: add.excluded[column.name] for column in measurements.c if column.name not in _KEY}
    for start in range(0, len(rows), BATCH):
        connection.execute(add.on_conflict_do_update(index_elements=_KEY, set_=renewed), rows[start : start + BATCH])


def load_measurements(connection: Connection, measure: str | None = None) -> list[Measurement]:
    """Figures by week, measure, place and source."""
    rows = select(*(column for column in measurements.c if column.name != "computed")).order_by(
        measurements.c.week, measurements.c.measure, measurements.c.place, measurements.c.source
    )
    if measure is not None:
        rows = rows.where(measurements.c.measure == measure)
    return [Measurement(**row._mapping) for row in connection.execute(rows)]


def _row(figure: Measurement) -> dict[str, Any]:
    return {column.name: getattr(figure, column.name) for column in fields(figure)}  # asdict would take a Week apart
