"""What is known about each counted thing in each week: seen before, seen later, and when.

Being seen always counts, also in a partial measurement; not being seen counts only in a complete one.
"""

from __future__ import annotations

import polars as pl


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
    """One row per week and unit, from `rows` with columns week, source, unit and a whole-number member.

    in_previous  seen in the last complete measurement of any of its sources
    in_five      seen since the fifth last complete measurement
    before       seen at or before the last complete measurement
    later        seen at or after the next complete measurement
    only         seen in no other week at all, complete or not
    """
    names = calendar["source"].unique().sort()
    source = pl.col("source").cast(pl.Enum(names)).to_physical().cast(pl.Int64)
    lane = pl.col("member").cast(pl.Int64) * max(len(names), 1) + source  # one member on one source
    laned = rows.select("week", "unit", "member", source, lane.alias("lane"))
    seen = laned.select("member", "source", "lane", "week").unique().sort("week")
    spans = seen.group_by("member", "source", "lane").agg(first=pl.col("week").min(), last=pl.col("week").max())
    pairs = (
        laned.select("week", "unit", "member")
        .unique()
        .join(spans, on="member")
        .join(calendar.drop("outcome").with_columns(source), on=["source", "week"], how="left")
        .with_columns(upto=pl.coalesce("previous", pl.col("week") - 1))
        .sort("upto")
        .join_asof(
            seen.select("lane", latest="week"),
            left_on="upto",
            right_on="latest",
            by="lane",
            strategy="backward",
            check_sortedness=False,  # both sides were sorted just now; polars cannot see it per group
        )
    )
    return _per_unit(pairs)


def _per_unit(pairs: pl.DataFrame) -> pl.DataFrame:
    week, latest = pl.col("week"), pl.col("latest")
    facts = pairs.select(
        "week",
        "unit",
        "first",
        "last",
        in_previous=(latest == pl.col("previous")).fill_null(False),
        in_five=(latest >= pl.col("fifth")).fill_null(False),
        before=latest.is_not_null(),
        later=pl.col("last") >= pl.coalesce("next", week + 1),
    )
    return facts.group_by("week", "unit").agg(
        pl.col("in_previous", "in_five", "before", "later").any(),
        only=(pl.col("first").min() == pl.col("last").max()),
    )
