"""The stated price per hour, in euros. Source of the tables: Regioplan 2021, hoofdstuk 2, prijs per uur."""

from __future__ import annotations

import polars as pl


def by_type(records: pl.DataFrame) -> pl.DataFrame:
    """Mean, standard deviation and n of the price per hour, per type of work and for all.

    Columns work_type, n, mean, sd, median. n counts ads times whole measurements; an ad with two types
    counts in both. Regioplan 2021: mean 167, sd 51; at home 153 (42); escort 184 (55).
    """
    return _per_type(records, []).sort(pl.col("work_type") == "all", "work_type", descending=[True, False])


def over_time(records: pl.DataFrame) -> pl.DataFrame:
    """As `by_type`, per week. Regioplan 2021: escort rose from about 165 to 200, at home flat around 140."""
    return _per_type(records, ["week"]).sort("week", "work_type")


def _per_type(records: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    priced = records.filter(pl.col("price_hour").is_not_null()).select("week", "price_hour", "work_types")
    typed = priced.explode("work_types").drop_nulls("work_types").rename({"work_types": "work_type"})
    whole = priced.select("week", "price_hour", work_type=pl.lit("all"))
    price = pl.col("price_hour")
    return (
        pl.concat([whole, typed.select(whole.columns).cast(whole.schema)])
        .group_by(*keys, "work_type")
        .agg(n=pl.len(), mean=price.mean(), sd=price.std(), median=price.median())
    )
