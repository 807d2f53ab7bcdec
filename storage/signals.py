"""Keeps which indicators fired on which advertisement, with the quotes encrypted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection, delete, select

from domain.signals import Signal
from domain.weeks import Week
from storage.tables.signals import signals
from storage.upsert import BATCH, insert_on

Seal = Callable[[str], bytes]
Open = Callable[[bytes], str]


def save_signals(connection: Connection, found: Sequence[Signal], week: Week, seal: Seal) -> None:
    """Store a week's signals in place of what that week had: running a week again gives the same rows."""
    connection.execute(delete(signals).where(signals.c.week == week))
    rows = [_row(one, week, seal) for one in found]
    for start in range(0, len(rows), BATCH):
        connection.execute(insert_on(connection, signals).on_conflict_do_nothing(), rows[start : start + BATCH])


def load_signals(
    connection: Connection,
    week: Week | None = None,
    advertisement: str | None = None,
    unseal: Open | None = None,
) -> list[Signal]:
    """Signals by week and advertisement, oldest first. Without `unseal` the quotes stay empty."""
    wanted = select(signals).order_by(signals.c.week, signals.c.advertisement, signals.c.indicator)
    if week is not None:
        wanted = wanted.where(signals.c.week == week)
    if advertisement is not None:
        wanted = wanted.where(signals.c.advertisement == advertisement)
    return [
        Signal(
            advertisement=row.advertisement,
            indicator=row.indicator,
            version=row.version,
            family=row.family,
            tier=row.tier,
            weight=row.weight,
            observed_on=row.observed_on,
            quote=unseal(row.sealed_quote) if unseal and row.sealed_quote else "",
            span=None if row.span_start is None else (row.span_start, row.span_end),
            reviewed=row.reviewed,
        )
        for row in connection.execute(wanted)
    ]


def erase_signals(connection: Connection, before: date) -> int:
    """Erase signals observed before a day (untriaged signals live 28 days); the number erased."""
    return connection.execute(delete(signals).where(signals.c.observed_on < before)).rowcount


def _row(one: Signal, week: Week, seal: Seal) -> dict[str, object]:
    return {
        "advertisement": one.advertisement,
        "week": week,
        "indicator": one.indicator,
        "version": one.version,
        "family": one.family,
        "tier": one.tier,
        "weight": one.weight,
        "reviewed": one.reviewed,
        "observed_on": one.observed_on,
        "sealed_quote": seal(one.quote) if one.quote else None,
        "span_start": one.span[0] if one.span else None,
        "span_end": one.span[1] if one.span else None,
    }
