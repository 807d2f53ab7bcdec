"""The weekly series. One function per measure: its definition and source stand in the docstring.

Each measure is an expression over the rows of `appearances` of one week (and, where asked, one place).
Source of the definitions: Regioplan, De Nederlandse seksbranche (2021), hoofdstuk 2 and bijlage 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from domain.measures import Measurement
from domain.weeks import Week
from trends.frames import METHOD
from trends.panel import ADS, ADVERTISERS, EACH_AD, LOOSE, STRICT, Panel, panel


def active() -> pl.Expr:
    """Unique ads (or advertisers) seen at the measurement, after deduplication between sources.

    Regioplan 2021, bijlage 5, ontdubbeling.
    """
    return pl.len()


def new_previous() -> pl.Expr:
    """Seen now and not in the previous complete measurement of the source (Regioplan 2021, par. 2.2)."""
    return (~pl.col("in_previous")).sum()


def new_five() -> pl.Expr:
    """Seen now and not in the previous five complete measurements (Regioplan 2021, par. 2.2)."""
    return (~pl.col("in_five")).sum()


def new_ever() -> pl.Expr:
    """Seen now and never before in the period; starts high, because every series begins somewhere."""
    return (~pl.col("before")).sum()


def returned() -> pl.Expr:
    """Seen before, absent for one or more complete measurements, and seen again now.

    Practice switches ads off while working (Regioplan 2021, hoofdstuk 2). new_previous = new_ever + returned.
    """
    return (pl.col("before") & ~pl.col("in_previous")).sum()


def closed() -> pl.Expr:
    """Seen at this measurement and at no later one; only a complete later measurement can say so.

    Provisional at the end of the period, because an ad may still return (Regioplan 2021, par. 2.2).
    """
    return (~pl.col("later")).sum()


def one_time() -> pl.Expr:
    """Seen at exactly one measurement of the whole period, so online at most 13 days.

    Uncertain at both edges (Regioplan 2021, par. 2.2).
    """
    return pl.col("only").sum()


class Measure(NamedTuple):
    """How a measure is computed and what it needs: an earlier or a later complete measurement."""

    rule: Callable[[], pl.Expr]
    looks_back: bool = False
    looks_ahead: bool = False


MEASURES: Mapping[str, Measure] = {
    "active": Measure(active),
    "new_previous": Measure(new_previous, looks_back=True),
    "new_five": Measure(new_five, looks_back=True),
    "new_ever": Measure(new_ever, looks_back=True),
    "returned": Measure(returned, looks_back=True),
    "closed": Measure(closed, looks_ahead=True),
    "one_time": Measure(one_time),
}

SERIES = pl.Schema(
    {
        "week": pl.Int32(),
        "measure": pl.String(),
        "source": pl.String(),
        "place": pl.String(),
        "value": pl.Float64(),
        "n": pl.Int64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "provisional": pl.Boolean(),
        "gap": pl.String(),
        "method": pl.String(),
    }
)
"""Columns of every series here: one row per week and measure, in the form of domain Measurement."""


def weekly(sightings: pl.DataFrame, measurements: pl.DataFrame, source: str = "all") -> pl.DataFrame:
    """All national measures of all weeks for one source or for all together, as SERIES.

    Frames as `trends.frames` checks them; the measures are those of `national`.
    """
    return national(panel(sightings, measurements, source))


def national(period: Panel) -> pl.DataFrame:
    """All measures of all weeks, as SERIES.

    `active`, `new_previous`, ... count unique ads; their band runs from all ads of a probable advertiser
    taken as one to every advertisement apart. The same names with `_advertisers` count probable
    advertisers; their band is strict and loose linking, where the frame carries these.
    """
    return _banded(period, lambda name: per_week(period.found[name].units, period.weeks))


def per_place(period: Panel, column: str) -> pl.DataFrame:
    """All measures of all weeks per value of `column` of the sightings (a municipality, a region, types).

    Who is new, returned or closed is judged over the whole country, so a move is not a start and an end;
    someone with ads in two places counts in both.
    """

    named = period.sightings.select(column, row=pl.int_range(pl.len()))
    if isinstance(named.schema[column], pl.List):
        named = named.explode(column)
    named = named.drop_nulls()
    places = named[column].unique(maintain_order=True)
    place = named[column].cast(pl.String).cast(pl.Enum(places.cast(pl.String))).to_physical().to_numpy()

    def count(name: str) -> pl.DataFrame:
        found = period.found[name]
        pairs = pl.Series(place * np.int64(found.units.height) + found.of_row[named["row"].to_numpy()])
        both = pairs.unique().to_numpy()
        units = found.units[both % found.units.height].with_columns(places[both // found.units.height].alias(column))
        return per_week(units, period.weeks, column)

    return _banded(period, count)


def _banded(period: Panel, count: Callable[[str], pl.DataFrame]) -> pl.DataFrame:
    counted = {name: count(name) for name in period.found}
    of_ads = band(counted[ADS], [counted[ADVERTISERS], counted[EACH_AD]])
    others = [counted[name] for name in (STRICT, LOOSE) if name in counted]
    of_advertisers = band(counted[ADVERTISERS], others).with_columns(pl.col("measure") + "_advertisers")
    both = pl.concat([of_ads, of_advertisers])
    return both.with_columns(source=pl.lit(period.source)).select(SERIES.names())


def per_week(found: pl.DataFrame, known: pl.DataFrame, place: str | None = None) -> pl.DataFrame:
    """Every measure of every week of `known`, from `appearances`; per value of column `place` if given.

    A week that cannot be counted has a null value and says why in `gap`.
    """
    keys = ["week"] if place is None else ["week", place]
    counts = found.group_by(keys).agg(
        pl.len().alias("n"), *(measure.rule().cast(pl.Float64).alias(name) for name, measure in MEASURES.items())
    )
    grid = known if place is None else known.join(found.select(place).drop_nulls().unique(), how="cross")
    long = grid.join(counts, on=keys, how="left").unpivot(
        list(MEASURES),
        index=[*keys, "n", "gap", "unopened", "unclosed", "provisional"],
        variable_name="measure",
    )
    reason = pl.coalesce("gap", _needed("looks_back", "unopened"), _needed("looks_ahead", "unclosed"))
    named = pl.lit("NL") if place is None else pl.col(place)
    return (
        long.with_columns(gap=reason, place=named, n=pl.col("n").fill_null(0))
        .with_columns(
            value=pl.when(pl.col("gap").is_null()).then(pl.col("value").fill_null(0.0)),
            n=pl.when(pl.col("gap").is_null() | (pl.col("gap").str.contains("=(?:first|last)"))).then("n").otherwise(0),
            source=pl.lit("all"),
            low=pl.lit(None, dtype=pl.Float64),
            high=pl.lit(None, dtype=pl.Float64),
            method=pl.lit(METHOD),
        )
        .select(SERIES.names())
        .cast(SERIES)
        .sort("measure", "place", "week")
    )


def _needed(need: str, column: str) -> pl.Expr:
    measures = [name for name, measure in MEASURES.items() if getattr(measure, need)]
    return pl.when(pl.col("measure").is_in(measures)).then(pl.col(column))


def band(series: pl.DataFrame, others: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """`series` with low and high: the smallest and largest value under any of the linkings."""
    if not others:
        return series
    keys = ["week", "measure", "place"]
    joined = series.drop("low", "high")
    for position, other in enumerate(others):
        joined = joined.join(other.select(*keys, pl.col("value").alias(f"_{position}")), on=keys, how="left")
    values = ["value", *(f"_{position}" for position in range(len(others)))]
    return joined.with_columns(low=pl.min_horizontal(values), high=pl.max_horizontal(values)).select(SERIES.names())


def records(series: pl.DataFrame) -> list[Measurement]:
    """The domain records of a SERIES frame."""
    return [
        Measurement(
            week=Week.from_index(row["week"]),
            measure=row["measure"],
            value=row["value"],
            n=row["n"],
            method=row["method"],
            place=row["place"],
            source=row["source"],
            provisional=row["provisional"],
            gap=row["gap"],
            low=row["low"],
            high=row["high"],
        )
        for row in series.iter_rows(named=True)
    ]
