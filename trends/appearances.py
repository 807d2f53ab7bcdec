"""What is known about each counted thing in each week: seen before, seen later, and when.

Being seen always counts, also in a partial measurement; not being seen counts only in a complete one.
"""

from __future__ import annotations

import numpy as np
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


def key(unit: str) -> pl.Expr:
    """Week and unit as one whole number: joining and grouping on it takes half the time of both columns."""
    return (pl.col(unit).cast(pl.Int64) * 1_000_000 + pl.col("week")).alias("key")


def appearances(rows: pl.DataFrame, calendar: pl.DataFrame) -> pl.DataFrame:
    """One row per week and unit, from `rows` with columns week, source, unit and member (whole numbers).

    key          week and unit, as `key` makes it
    in_previous  seen in the last complete measurement of any of its sources
    in_five      seen since the fifth last complete measurement
    before       seen at or before the last complete measurement
    later        seen at or after the next complete measurement
    only         seen in no other week at all, complete or not
    """
    names = calendar["source"].unique().sort()
    source = pl.col("source").cast(pl.Enum(names)).to_physical().cast(pl.Int64)
    lane = pl.col("member").cast(pl.Int64) * max(len(names), 1) + source  # one member on one source
    laned = rows.select("week", key("unit"), "member", source, lane.rank("dense").cast(pl.Int64).alias("lane") - 1)
    lanes = laned.select("member", "source", "lane").unique("lane")
    pairs = (
        laned.select("key", "week", "member")
        .unique(["key", "member"])
        .join(lanes, on="member")
        .join(calendar.drop("outcome").with_columns(source), on=["source", "week"], how="left")
    )
    return _per_unit(pairs.with_columns(_seen(laned, pairs)))


def _seen(laned: pl.DataFrame, pairs: pl.DataFrame) -> list[pl.Series]:
    """For each pair: first and last week of its lane, and the latest no later than the previous complete one.

    A table of lanes by weeks answers all of it; `latest` is null where there was none.
    """
    if pairs.is_empty():
        return [pl.Series(name, [], pl.Int32) for name in ("first", "last", "latest")]
    start = int(laned["week"].min())  # type: ignore[arg-type]
    span = int(laned["week"].max()) - start + 1  # type: ignore[arg-type]
    lane = pairs["lane"].to_numpy()
    seen = np.zeros((int(laned["lane"].max()) + 1, span), dtype=np.bool_)  # type: ignore[arg-type]
    seen[laned["lane"].to_numpy(), laned["week"].to_numpy() - start] = True
    newest = np.maximum.accumulate(np.where(seen, np.arange(span, dtype=np.int32), -1), axis=1)
    upto = pairs.select(pl.coalesce("previous", pl.col("week") - 1) - start).to_series().to_numpy()
    latest = np.where(upto >= 0, newest[lane, np.maximum(upto, 0)], -1)
    found = pl.Series("latest", latest + start, pl.Int32)
    return [
        pl.Series("first", seen.argmax(axis=1)[lane] + start, pl.Int32),
        pl.Series("last", span - 1 - seen[:, ::-1].argmax(axis=1)[lane] + start, pl.Int32),
        found.set(found < start, None),
    ]


def _per_unit(pairs: pl.DataFrame) -> pl.DataFrame:
    week, latest = pl.col("week"), pl.col("latest")
    facts = pairs.select(
        "key",
        "first",
        "last",
        in_previous=(latest == pl.col("previous")).fill_null(False),
        in_five=(latest >= pl.col("fifth")).fill_null(False),
        before=latest.is_not_null(),
        later=pl.col("last") >= pl.coalesce("next", week + 1),
    )
    return (
        facts.group_by("key")
        .agg(
            pl.col("in_previous", "in_five", "before", "later").any(),
            only=(pl.col("first").min() == pl.col("last").max()),
        )
        .with_columns(
            week=(pl.col("key") % 1_000_000).cast(pl.Int32), unit=(pl.col("key") // 1_000_000).cast(pl.UInt32)
        )
    )
