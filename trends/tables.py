"""Every series and table of one period, by name: what the report prints and an export holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from trends import shares
from trends.businesses import business_words
from trends.changes import change_points
from trends.durations import Survival, survival, switching
from trends.filling import fill_rates, overlap, unique_share
from trends.panel import Panel, alone, panel
from trends.places import PLACES, in_regions, per_100_000
from trends.prices import by_type, over_time
from trends.records import Studied, of_source, profiles, studied
from trends.series import national, per_place

SMALLEST = 10
"""A count of one place below this is not written out: it could point at somebody."""

VARIABLES: Mapping[str, pl.Expr] = {
    "gender": shares.gender(),
    "work_combination": shares.work_combination(),
    "work_type": shares.work_type(),
    "age_band": shares.age_band(),
    "price_band": shares.price_band(),
    "origin": shares.origin(),
}


@dataclass(frozen=True, slots=True)
class Period:
    """The frames of one period and what is known beside them.

    `places` as trends.places.PLACES; `checks` as trends.businesses.CHECKS; `cumulative` adds totals over
    the period, which are off by default because they grow with its length.
    """

    sightings: pl.DataFrame
    measurements: pl.DataFrame
    places: pl.DataFrame | None = None
    checks: pl.DataFrame | None = None
    cumulative: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """`frames` by name (the names are those of trends.codebook.TABLES), and the survival curve's headline."""

    frames: Mapping[str, pl.DataFrame]
    survival: Survival


def tables(period: Period) -> Tables:
    """Everything about one period. Frames as `trends.frames` checks them."""
    places = PLACES.to_frame() if period.places is None else period.places
    whole = panel(in_regions(period.sightings, places), period.measurements)
    study = studied(whole)
    stayed = survival(whole)
    found = {
        "weekly": _weekly(period, whole),
        "weekly_municipality": _large_enough(per_place(whole, "municipality")),
        "weekly_region": _large_enough(per_place(whole, "region")),
        "weekly_work_type": per_place(whole, "work_types"),
        "shares": _shares(study),
        "municipalities": _municipalities(study, places),
        "fill_rates": fill_rates(whole),
        "unique_share": unique_share(whole),
        "overlap": overlap(whole),
        "price_by_type": by_type(study.records),
        "price_weekly": over_time(study.records),
        "survival": stayed.curve,
        "switching": switching(whole),
        "business_words": business_words(study, period.checks),
        "measurements": period.measurements.sort("week", "source"),
    }
    found["change_points"] = _changes(found["weekly"])
    if period.cumulative:
        found["cumulative"] = _cumulative(study)
    return Tables(found, stayed)


def _weekly(period: Period, whole: Panel) -> pl.DataFrame:
    names = sorted(period.sightings["source"].unique())
    each = [national(alone(whole, period.measurements, name)) for name in names]
    return pl.concat([national(whole), *each])


def _shares(study: Studied) -> pl.DataFrame:
    """Shares of every variable over all sources together, then within each source."""
    names = study.rows["source"].unique().sort()
    parts = [("all", study), *((name, of_source(study, name)) for name in names)]
    each = [
        shares.table(part, variable).select(pl.lit(source).alias("source"), pl.lit(name).alias("variable"), pl.all())
        for source, part in parts
        for name, variable in VARIABLES.items()
    ]
    return pl.concat(each)


def _municipalities(study: Studied, places: pl.DataFrame) -> pl.DataFrame:
    counted = per_100_000(shares.table(study, shares.municipality()), places)
    figures = ("mean", "low", "high", "share", "n", "rate")
    return counted.rename({"category": "municipality"}).with_columns(
        *(pl.when(pl.col("mean") >= SMALLEST).then(pl.col(name)).alias(name) for name in figures),
        hidden=pl.col("mean") < SMALLEST,
    )


def _large_enough(series: pl.DataFrame) -> pl.DataFrame:
    """`series` without values below SMALLEST; `hidden` says where one was."""
    small = pl.col("value") < SMALLEST
    return series.with_columns(
        *(pl.when(~small).then(pl.col(name)).alias(name) for name in ("value", "low", "high")),
        n=pl.when(pl.col("n") >= SMALLEST).then(pl.col("n")),
        hidden=small.fill_null(False),
    )


def _changes(weekly: pl.DataFrame) -> pl.DataFrame:
    """Change points of the national series of all sources together."""
    together = weekly.filter((pl.col("source") == "all") & ~pl.col("measure").str.ends_with("_advertisers"))
    each = [
        change_points(rows).select(pl.lit(rows["measure"][0]).alias("measure"), pl.all())
        for rows in together.partition_by("measure", maintain_order=True)
    ]
    empty = pl.DataFrame(
        schema={"measure": pl.String(), "week": pl.Int32(), "before": pl.Float64(), "after": pl.Float64()}
    )
    return pl.concat([empty, *each])


def _cumulative(study: Studied) -> pl.DataFrame:
    people = profiles(study.records)
    each = [
        shares.cumulative(people, variable).select(pl.lit(name).alias("variable"), pl.all())
        for name, variable in VARIABLES.items()
    ]
    return pl.concat(each)
