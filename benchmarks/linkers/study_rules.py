"""The two rules of the 2021 study."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from benchmarks.linkers.corpus import observations
from dedup.study import over_time, unique_ads


def clusters(path: Path) -> pl.DataFrame:
    rows = observations(path).select(
        "source", "code", "week", "municipality", name_key="advertiser", contact_key="phone"
    )
    marked = unique_ads(rows, sorted(rows["source"].unique()))
    found = marked.with_columns(advertiser=over_time(marked).cast(pl.String))
    return found.select("source", "code", "advertiser").unique(["source", "code"], keep="first", maintain_order=True)
