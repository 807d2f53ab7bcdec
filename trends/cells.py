"""Counts of advertisers per municipality and period, and how often each municipality is published."""

from __future__ import annotations

from enum import IntEnum

import polars as pl

from trends.disclosure import SMALLEST
from trends.panel import ADVERTISERS, Panel

CELLS = pl.Schema(
    {
        "period": pl.Int32(),
        "region": pl.String(),
        "municipality": pl.String(),
        "n": pl.Int64(),
        "largest": pl.Float64(),
    }
)
"""period: its first week (Week.index); n: distinct advertisers; largest: share (0-1) of the cell's ads that
one advertiser has."""

USABLE = 0.9
"""A grain is used when at least this share of its cells is large enough to show."""


class Grain(IntEnum):
    """How often a municipality is published, in weeks; REGION_ONLY never by itself."""

    WEEKLY = 1
    FOUR_WEEKLY = 4
    REGION_ONLY = 0


def advertiser_cells(period: Panel, regions: pl.DataFrame, grain: Grain, new_only: bool = False) -> pl.DataFrame:
    """CELLS of periods of `grain` weeks, counted from the first week of the panel.

    `regions` has columns municipality and region, one fixed division. An advertiser counts once per
    period, in the municipality most of its ads name, so that municipalities add up to regions and regions
    to the nation. `new_only` counts those that were not in the previous measurement. A period with a gap
    in any week gives no cells; a municipality without ads gives 0.
    """
    weeks = int(grain)
    first = period.weeks["week"].min()
    start = (pl.col("week") - (pl.col("week") - first) % weeks).cast(pl.Int32).alias("period")
    whole = (
        period.weeks.with_columns(start)
        .group_by("period")
        .agg(known=pl.col("gap").is_null().all(), weeks=pl.len())
        .filter(pl.col("known") & (pl.col("weeks") == weeks))
        .select("period")
    )
    home = (
        period.sightings.with_columns(start, pl.col("municipality").cast(pl.String))
        .join(whole, on="period", how="semi")
        .join(regions.select("municipality", "region"), on="municipality")
        .group_by("period", "advertiser", "region", "municipality")
        .agg(ads=pl.len())
        .sort("ads", "municipality", descending=[True, False])
        .unique(["period", "advertiser"], keep="first", maintain_order=True)
    )
    if new_only:  # after choosing the place, so that new is never more than active anywhere
        new = period.found[ADVERTISERS].units.filter(~pl.col("in_previous")).with_columns(start)
        home = home.join(new.select("period", advertiser="unit"), on=["period", "advertiser"], how="semi")
    counted = home.group_by("period", "region", "municipality").agg(
        n=pl.len(), largest=pl.col("ads").max() / pl.col("ads").sum()
    )
    grid = whole.join(regions.select("region", "municipality"), how="cross")
    return (
        grid.join(counted, on=["period", "region", "municipality"], how="left")
        .with_columns(pl.col("n").fill_null(0), pl.col("largest").fill_null(0.0))
        .select(CELLS.names())
        .cast(CELLS)
        .sort("period", "region", "municipality")
    )


def choose_grain(weekly: pl.DataFrame, four_weekly: pl.DataFrame) -> dict[str, Grain]:
    """The finest grain at which a municipality can nearly always be shown, fixed for a release year.

    Both are CELLS of the year before. A grain that changed with the figures would itself tell something.
    """
    usable = {
        grain: set(
            cells.group_by("municipality")
            .agg(share=(pl.col("n") >= SMALLEST).mean())
            .filter(pl.col("share") >= USABLE)["municipality"]
        )
        for grain, cells in ((Grain.WEEKLY, weekly), (Grain.FOUR_WEEKLY, four_weekly))
    }
    places = sorted(set(weekly["municipality"]) | set(four_weekly["municipality"]))
    return {
        place: next((grain for grain, found in usable.items() if place in found), Grain.REGION_ONLY) for place in places
    }
