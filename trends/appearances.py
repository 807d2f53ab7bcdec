"""What is known about each counted thing in each week: seen before, seen later, and when.

Being seen always counts, also in a partial measurement; not being seen counts only in a complete one.
"""

from __future__ import annotations

import polars as pl

KEYS = ("week", "source", "unit", "member")


def ads(sightings: pl.DataFrame) -> pl.DataFrame:
    """Unique ads: one unit per unique ad of a measurement, known over time by its advertisements."""
    return sightings.select("week", "source", unit="unique", member="advertisement")


def each_ad(sightings: pl.DataFrame) -> pl.DataFrame:
    """Every advertisement apart, without linking between sources or over codes."""
    return sightings.select("week", "source", unit="advertisement", member="advertisement")


def advertisers(sightings: pl.DataFrame, linking: str = "advertiser") -> pl.DataFrame:
    """Probable advertisers under one `linking` (advertiser, strict or loose)."""
    return sightings.select("week", "source", unit=linking, member=linking)


def appearances(rows: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    """One row per week and unit, from `rows` with the columns of KEYS.

    in_previous  seen in the last complete measurement of any of its sources
    in_five      seen since the fifth last complete measurement
    before       seen at or before the last complete measurement
    later        seen at or after the next complete measurement
    only         seen in no other week at all, complete or not
    """
    coded = rows.with_columns(
        pl.col("source").cast(pl.Categorical),
        pl.col("member").rank("dense").cast(pl.UInt32).alias("member"),
    )
    seen = coded.select("member", "source", "week").unique().sort("week")
    spans = seen.group_by("member", "source").agg(first=pl.col("week").min(), last=pl.col("week").max())
    compared = calendar.select(pl.col("source").cast(pl.Categorical), "week", "previous", "fifth", "next")
    pairs = (
        coded.select("week", "unit", "member")
        .unique()
        .join(spans, on="member")
        .join(compared, on=["source", "week"], how="left")
        .with_columns(upto=pl.coalesce("previous", pl.col("week") - 1))
        .sort("upto")
        .join_asof(
            seen.rename({"week": "latest"}),
            left_on="upto",
            right_on="latest",
            by=["member", "source"],
            strategy="backward",
            check_sortedness=False,
        )
    )
    return _per_unit(pairs)


def _per_unit(pairs: pl.DataFrame) -> pl.DataFrame:
    latest = pl.col("latest")
    return pairs.group_by("week", "unit").agg(
        in_previous=(latest == pl.col("previous")).fill_null(False).any(),
        in_five=(latest >= pl.col("fifth")).fill_null(False).any(),
        before=latest.is_not_null().any(),
        later=(pl.col("last") >= pl.coalesce("next", pl.col("week") + 1)).any(),
        only=(pl.col("first").min() == pl.col("week").first()) & (pl.col("last").max() == pl.col("week").first()),
    )
