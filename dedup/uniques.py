"""The second level of identity: which ads of one measurement are one ad, seen on several sources."""

from __future__ import annotations

import polars as pl

from dedup.frames import UNIQUES

FILLED = ("name_key", "contact_key", "municipality", "age", "price_hour", "gender", "language")


def richest_first(versions: pl.DataFrame) -> list[str]:
    """Sources by how many variables their ads state on average, the richest first."""
    filled = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.Int32) for name in FILLED)
    means = versions.group_by("source").agg(filled.mean().alias("filled"))
    return means.sort(["filled", "source"], descending=[True, False])["source"].to_list()


def uniques(seen: pl.DataFrame, richest: list[str]) -> pl.DataFrame:
    """One row per sighting, as a frame of UNIQUES.

    `seen`: week, source, code, content, advertisement, advertiser. Ads of one advertiser in one week on
    different sources are one unique ad; two on one source are two, and meet the other source in order.
    The record of the richest source is kept, as in the study.
    """
    rank = pl.col("source").replace_strict({name: at for at, name in enumerate(richest)}, return_dtype=pl.Int8)
    word = pl.col("advertiser").hash(0) + pl.col("week").hash(1)  # found sooner; two that meet only cost time
    several = seen.with_row_index("_row").filter(word.is_duplicated()).with_columns(_rank=rank)
    slot = pl.col("_at") - pl.col("_at").first().over("week", "advertiser", "_rank")  # sorted: a group stands together
    slotted = (
        several.sort("week", "advertiser", "_rank", "advertisement").with_row_index("_at").with_columns(_slot=slot)
    )
    first = pl.col("_rank") == pl.col("_rank").min().over("week", "advertiser", "_slot")
    told = slotted.select("_row", "_slot", kept=first)
    marked = seen.with_row_index("_row").join(told, on="_row", how="left", maintain_order="left")
    number = pl.col("_slot").fill_null(0).cast(pl.String)
    return marked.with_columns(
        unique=pl.concat_str("advertiser", pl.lit("."), number), kept=pl.col("kept").fill_null(True)
    ).select(list(UNIQUES))
