"""How complete the variables are, and how far the sources overlap."""

from __future__ import annotations

import polars as pl

from trends.panel import Panel
from trends.records import VARIABLES, filled


def fill_rates(period: Panel) -> pl.DataFrame:
    """Share (0-1) of the sightings of whole weeks that have each variable, per source and for all.

    Columns source, variable, share, n. Regioplan 2021, bijlage 5: of 365,140 ads 100 % had a moment and
    a gender, 98 % a type of work and a municipality, 96 % an age, 72 % an origin, 71 % a price.
    """
    rates = [filled(name).mean().alias(name) for name in VARIABLES]
    seen = period.whole
    per_source = seen.group_by("source").agg(*rates, n=pl.len())
    everywhere = seen.select(pl.lit("all").alias("source"), *rates, n=pl.len().cast(pl.UInt32)).head(1)
    both = pl.concat([per_source.sort("source"), everywhere])
    return both.unpivot(list(VARIABLES), index=["source", "n"], variable_name="variable", value_name="share").select(
        "source", "variable", "share", "n"
    )


def unique_share(period: Panel) -> pl.DataFrame:
    """Per whole week the share (0-1) of sightings left after deduplication between sources.

    Columns week, seen, unique, share. Regioplan 2021, bijlage 5: 95.9-97.6 % of the ads of a week.
    """
    return (
        period.whole.group_by("week")
        .agg(seen=pl.len(), unique=pl.col("unique").n_unique())
        .with_columns(share=pl.col("unique") / pl.col("seen"))
        .sort("week")
    )


def overlap(period: Panel) -> pl.DataFrame:
    """Per whole week and ordered pair of sources, which share (0-1) of the one's ads is also on the other.

    Columns week, source, other, n, both, share. Regioplan 2021, bijlage 5: 9.3-14.6 % of source B on A.
    """
    ads = period.whole.select("week", "source", "unique").unique()
    sizes = ads.group_by("week", "source").agg(n=pl.len())
    shared = (
        ads.join(ads.rename({"source": "other"}), on=["week", "unique"])
        .filter(pl.col("source") != pl.col("other"))
        .group_by("week", "source", "other")
        .agg(both=pl.len())
    )
    pairs = sizes.join(sizes.select("week", other="source"), on="week").filter(pl.col("source") != pl.col("other"))
    return (
        pairs.join(shared, on=["week", "source", "other"], how="left")
        .with_columns(pl.col("both").fill_null(0))
        .with_columns(share=pl.col("both") / pl.col("n"))
        .sort("week", "source", "other")
    )
