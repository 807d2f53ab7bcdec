"""A release to municipalities: computed once, late on purpose, proven, and never changed silently."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from domain.errors import Refused
from domain.weeks import Week
from trends.audit import Bounds, Program
from trends.cells import Grain
from trends.disclosure import PUBLISHED, known_bounds, protect

LATE = timedelta(days=7)
AT_MOST = (("new", "active"),)
"""A new advertiser is an active one, and a reader may reckon with that."""

RELEASED = pl.Schema({"measure": pl.String(), **PUBLISHED})


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the figures of one grain. `division` is the year of the municipal division."""

    version: int
    grain: Grain
    division: int
    made_on: date
    figures: pl.DataFrame
    correction: str = ""


def release(
    cells: Mapping[str, pl.DataFrame],
    grain: Grain,
    division: int,
    *,
    today: date,
    published: Collection[str] | None = None,
    earlier: Sequence[Release] = (),
    correction: str = "",
) -> Release:
    """The next release of CELLS per measure (`active`, `new`), after every earlier one of this grain.

    Periods that ended less than 7 days ago wait. Raises Refused when nothing is old enough, when the
    division differs from an earlier release of the same year, when a published figure changes without a
    `correction` in words, and when the audit can narrow a hidden cell.
    """
    old_enough = {measure: _late(table, grain, today) for measure, table in cells.items()}
    if all(table.is_empty() for table in old_enough.values()):
        raise Refused("er is nog geen tijdvak dat minstens 7 dagen geleden eindigde; probeer het later")
    others = sorted({one.division for one in earlier} - {division})
    if others:
        raise Refused(f"dit jaar is met de gemeente-indeling van {others[0]} begonnen; gebruik die tot het jaar om is")
    tables = [
        protect(table, published).select(pl.lit(measure).alias("measure"), pl.all())
        for measure, table in old_enough.items()
    ]
    figures = pl.concat(tables).cast(RELEASED)
    this = Release(len(earlier) + 1, grain, division, today, figures, correction)
    if not correction:
        _unchanged(figures, earlier)
    # corrected figures are others than before, so they are proven by themselves
    exposed = audit([this] if correction else [*earlier, this])
    if exposed:
        raise Refused(
            f"de controle vindt {len(exposed)} verborgen cellen terug, bijvoorbeeld {exposed[0]}; "
            "publiceer dit tijdvak alleen per regio"
        )
    return this


def audit(releases: Sequence[Release]) -> list[str]:
    """Hidden cells, as `measure place period`, that all releases together narrow below five values."""
    figures = pl.concat([one.figures for one in releases]).unique()
    exposed: list[str] = []
    for rows in figures.partition_by("period", maintain_order=True):
        exposed += [f"{name} {rows['period'][0]}" for name in _exposed(rows)]
    return exposed


def _exposed(rows: pl.DataFrame) -> list[str]:
    parents: dict[str, str | None] = {}
    bounds: dict[str, Bounds] = {}
    hidden = []
    for measure, _, place, parent, shown, why in rows.select(RELEASED.names()).iter_rows():
        name = f"{measure} {place}"
        parents[name] = f"{measure} {parent}" if parent else None
        low, high = known_bounds(shown, why)
        before = bounds.get(name, (low, high))
        bounds[name] = max(low, before[0]), min(high, before[1])
        if why:
            hidden.append(name)
    smaller = [
        (f"{a} {place}", f"{b} {place}")
        for a, b in AT_MOST
        for place in rows["place"].unique()
        if f"{a} {place}" in parents and f"{b} {place}" in parents
    ]
    return Program(parents, bounds, smaller).narrowed(hidden)


def _late(cells: pl.DataFrame, grain: Grain, today: date) -> pl.DataFrame:
    newest = Week.of(today - LATE).index - int(grain)  # the last period whose final Sunday is far enough back
    return cells.filter(pl.col("period") <= newest)


def _unchanged(figures: pl.DataFrame, earlier: Sequence[Release]) -> None:
    keys = ["measure", "period", "place"]
    for one in earlier:
        both = figures.join(one.figures, on=keys, suffix="_before")
        changed = both.filter(
            pl.col("shown").ne_missing(pl.col("shown_before")) | pl.col("hidden").ne_missing(pl.col("hidden_before"))
        )
        if changed.height:
            first = changed.row(0, named=True)
            raise Refused(
                f"{first['place']} in het tijdvak vanaf {Week.from_index(first['period'])} is al anders gepubliceerd "
                f"(versie {one.version}); schrijf op wat er gecorrigeerd is"
            )
