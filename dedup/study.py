"""The study's two rules, exactly, so that its count can be published beside ours.

Source: De Nederlandse seksbranche: omvang en aard, beleid, toezicht en handhaving (Regioplan for WODC,
2021), bijlage 5: between sources phone + municipality within a week, over time code + advertiser name.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def unique_ads(observations: pl.DataFrame, richest: list[str]) -> pl.DataFrame:
    """Mark the duplicates between sources within each week.

    `observations`: source, code, week, contact_key, municipality. Gives the same rows with `unique`
    (per unique ad of the week one of its rows, by number) and `kept` (true for the record of the source
    that comes first in `richest`; the study's source A). An ad without phone or municipality is unique. Two ads of one
    source are never duplicates of each other, so of several the first by code meets the other source.
    """
    rank = pl.col("source").replace_strict({name: at for at, name in enumerate(richest)}, default=len(richest))
    numbered = observations.with_row_index("_row").with_columns(_rank=rank)
    key = ["contact_key", "municipality"]
    shared = numbered.drop_nulls(key).group_by(key).agg(several=pl.min("source") != pl.max("source")).filter("several")
    turn = pl.col("_at") - pl.col("_at").first().over("week", *key, "source")  # sorted: a group stands together
    met = (
        numbered.join(shared.select(key), on=key, how="semi")
        .sort("week", *key, "_rank", "source", "code")
        .with_row_index("_at")
        .with_columns(_turn=turn)
        .with_columns(first=pl.col("_row").first().over("week", *key, "_turn"))
    )
    marked = numbered.join(met.select("_row", "first"), on="_row", how="left", maintain_order="left")
    unique = pl.coalesce("first", "_row")
    return marked.with_columns(unique=unique, kept=unique == pl.col("_row")).drop("_row", "_rank", "first")


def over_time(observations: pl.DataFrame) -> pl.Series:
    """The study's probable ad per observation: the same code and advertiser name, as a number.

    `observations`: source, code, name_key and `unique`, in the order `unique_ads` gave. Ads that were
    one unique ad in some week are one over time too, because the study links the kept records.
    """
    ads = observations.select("source", "code", "name_key").unique(maintain_order=True).with_row_index("_at")
    at = observations.join(ads, on=["source", "code", "name_key"], nulls_equal=True, maintain_order="left")["_at"]
    other = at.gather(observations["unique"])
    met = (at != other).to_numpy()
    edges = at.to_numpy()[met], other.to_numpy()[met]
    graph = coo_array((np.ones(len(edges[0]), dtype=np.int8), edges), shape=(ads.height, ads.height))
    _, label = connected_components(graph, directed=False)
    return pl.Series("study", label[at.to_numpy()])
