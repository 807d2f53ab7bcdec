"""What every linker is given: the same Parquet file, read in its own process."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from domain.weeks import Week

SAID = ("advertiser", "phone", "municipality", "title", "text", "price_hour", "age", "gender", "work_type")


def observations(path: Path) -> pl.DataFrame:
    """The rows of a year with `week` as an index."""
    rows = pl.read_parquet(path)
    weeks = {week: Week.parse(week).index for week in rows["week"].unique()}
    return rows.with_columns(pl.col("week").replace_strict(weeks, return_dtype=pl.Int32))


def postings(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per source and code, with what it said last: what the peers link."""
    return (
        rows.sort("week")
        .group_by("source", "code")
        .agg(*(pl.col(name).drop_nulls().last() for name in SAID))
        .sort("source", "code")
    )
