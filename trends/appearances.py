"""What is known about each counted thing in each week: seen before, seen later, and when.

Being seen always counts, also in a partial measurement; not being seen counts only in a complete one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

FACTS = ("in_previous", "in_five", "before", "later", "only")
NONE = -1
"""No such week."""

Array = npt.NDArray[Any]


def ads(sightings: pl.DataFrame) -> pl.DataFrame:
    """Unique ads: one unit per unique ad of a measurement, known over time by its advertisements."""
    return sightings.select("week", "source", unit="unique", member="advertisement")


def each_ad(sightings: pl.DataFrame) -> pl.DataFrame:
    """Every advertisement apart, without linking between sources or over codes."""
    return sightings.select("week", "source", unit="advertisement", member="advertisement")


def advertisers(sightings: pl.DataFrame, linking: str = "advertiser") -> pl.DataFrame:
    """Probable advertisers under one `linking` (advertiser, strict or loose)."""
    return sightings.select("week", "source", unit=linking, member=linking)


@dataclass(frozen=True, slots=True)
class Found:
    """`units` has one row per week and unit; `of_row` is the position in it of each row that was counted.

    Columns of `units`: week, unit, and
    in_previous  seen in the last complete measurement of any of its sources
    in_five      seen since the fifth last complete measurement
    before       seen at or before the last complete measurement
    later        seen at or after the next complete measurement
    only         seen in no other week at all, complete or not
    """

    units: pl.DataFrame
    of_row: Array


def appearances(rows: pl.DataFrame, calendar: pl.DataFrame) -> Found:
    """What is known of the units of `rows` (columns week, source, unit, member; the last two whole numbers).

    Every member has a line per source with a place for each week, so that all questions are look-ups.
    """
    if rows.is_empty():
        return Found(_units(rows["week"], rows["unit"], {name: [] for name in FACTS}), np.zeros(0, np.int64))
    weeks = pl.concat([rows["week"], calendar["week"]])
    start = int(weeks.min())  # type: ignore[arg-type]
    span = int(weeks.max()) - start + 1  # type: ignore[arg-type]
    names = calendar["source"].unique().sort().to_list()
    week = rows["week"].to_numpy() - start
    known = _known(rows["member"].to_numpy(), _source(rows, names), week, _steps(calendar, names, start, span))
    counted, of_row = _counted(rows["unit"].to_numpy() * np.int64(span) + week)
    facts = {name: _any(of_row, values, counted.size) for name, values in known.items() if name in FACTS}
    first = np.full(counted.size, span)
    last = np.full(counted.size, NONE)
    np.minimum.at(first, of_row, known["first"])
    np.maximum.at(last, of_row, known["last"])
    at, unit = pl.Series(counted % span + start, dtype=pl.Int32), pl.Series(counted // span, dtype=pl.UInt32)
    return Found(_units(at, unit, facts | {"only": first == last}), of_row)


def _counted(pairs: Array) -> tuple[Array, Array]:
    """The distinct numbers in order, and the place of each row's number among them; marked, so nothing is sorted."""
    there = np.zeros(int(pairs.max()) + 1, np.bool_)
    there[pairs] = True
    return np.flatnonzero(there), np.cumsum(there, dtype=np.int32)[pairs].astype(np.int64) - 1


def _any(of_row: Array, values: Array, size: int) -> Array:
    """Whether any row of a unit has the fact."""
    found = np.zeros(size, np.bool_)
    found[of_row[values]] = True
    return found


def _known(member: Array, source: Array, week: Array, steps: Mapping[str, Array]) -> dict[str, Array]:
    """Per row, over all sources of its member: the facts, and its first and last week."""
    sources, span = steps["previous"].shape
    seen = np.zeros((int(member.max()) + 1, sources, span), dtype=np.bool_)
    seen[member, source, week] = True
    newest = np.maximum.accumulate(np.where(seen, np.arange(span, dtype=np.int16), np.int16(NONE)), axis=2)
    oldest = np.where(seen.any(axis=2), seen.argmax(axis=2), span)
    known = {name: np.zeros(week.size, np.bool_) for name in ("in_previous", "in_five", "before", "later")}
    known |= {"first": np.full(week.size, span), "last": np.full(week.size, NONE)}
    for each in range(sources):
        previous, fifth, after = (steps[name][each, week] for name in ("previous", "fifth", "after"))
        upto = np.where(previous == NONE, week - 1, previous)
        latest = np.where(upto == NONE, NONE, newest[member, each, upto])
        known["in_previous"] |= (latest != NONE) & (latest == previous)
        known["in_five"] |= (fifth != NONE) & (latest >= fifth)
        known["before"] |= latest != NONE
        known["later"] |= newest[member, each, -1] >= after
        known["first"] = np.minimum(known["first"], oldest[member, each])
        known["last"] = np.maximum(known["last"], newest[member, each, -1])
    return known


def _steps(calendar: pl.DataFrame, names: Sequence[str], start: int, span: int) -> dict[str, Array]:
    """Per source and week the week it is compared with: previous and fifth (NONE without), and after."""
    steps = {name: np.full((len(names), span), NONE) for name in ("previous", "fifth")}
    steps["after"] = np.tile(np.arange(span) + 1, (len(names), 1))
    at = _source(calendar, names), calendar["week"].to_numpy() - start
    for name, column in (("previous", "previous"), ("fifth", "fifth"), ("after", "next")):
        there = calendar[column].is_not_null().to_numpy()
        steps[name][at[0][there], at[1][there]] = calendar[column].drop_nulls().to_numpy() - start
    return steps


def _source(rows: pl.DataFrame, names: Sequence[str]) -> Array:
    return rows["source"].cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)


def _units(week: pl.Series, unit: pl.Series, facts: Mapping[str, Any]) -> pl.DataFrame:
    flags = [pl.Series(name, facts[name], pl.Boolean) for name in FACTS]
    return pl.DataFrame([week.alias("week"), unit.alias("unit"), *flags])
