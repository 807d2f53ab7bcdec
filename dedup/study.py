"""The study's two rules, exactly, so that its count can be published beside ours.

Source: De Nederlandse seksbranche: omvang en aard, beleid, toezicht en handhaving (Regioplan for WODC,
2021), bijlage 5: between sources phone + municipality within a week, over time code + advertiser name.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def unique_ads(observations: pl.DataFrame, richest: list[str]) -> pl.DataFrame:
    """Mark the duplicates between sources within each week.

    `observations`: source, code, week, contact_key, municipality. Gives the same rows with `unique`
    (one id per unique ad of the week) and `kept` (true for the record of the source that comes first
    in `richest`; the study's source A). An ad without phone or municipality is unique. Two ads of one
    source are never duplicates of each other, so of several the first by code meets the other source.
    """
    rank = pl.col("source").replace_strict({name: at for at, name in enumerate(richest)}, default=len(richest))
    ordered = observations.with_columns(_rank=rank).sort("week", "_rank", "source", "code")
    turn = pl.int_range(pl.len()).over("week", "contact_key", "municipality", "source")
    keyed = pl.col("contact_key").is_not_null() & pl.col("municipality").is_not_null()
    both = pl.concat_str("contact_key", "municipality", turn.cast(pl.String), separator="|")
    alone = pl.concat_str("source", "code", separator="|")
    marked = ordered.with_columns(unique=pl.when(keyed).then(both).otherwise(alone))
    return marked.with_columns(kept=pl.int_range(pl.len()).over("week", "unique") == 0).drop("_rank")


def over_time(observations: pl.DataFrame) -> pl.Series:
    """The study's probable ad per observation: the same code and advertiser name.

    `observations`: source, code, name_key, week, unique (from `unique_ads`). Ads that were one unique
    ad in some week are one over time too, because the study links the kept records.
    """
    named = observations.with_columns(
        _key=pl.concat_str("source", "code", pl.col("name_key").fill_null(""), separator="|")
    )
    first = pl.col("_key").first().over("week", "unique")
    return _joined(named.select("_key", other=first))


def _joined(edges: pl.DataFrame) -> pl.Series:
    """Per row the smallest key of its connected component (keys are joined by rows)."""
    keys = pl.concat([edges["_key"], edges["other"]]).unique().sort()
    place = pl.DataFrame({"_key": keys}).with_row_index("at")
    left = edges.join(place, on="_key", maintain_order="left")["at"].to_numpy()
    right = edges.join(place, left_on="other", right_on="_key", maintain_order="left")["at"].to_numpy()
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(len(keys), len(keys)))
    _, labels = connected_components(graph, directed=False)
    return keys.gather(_first_of(labels)[left]).alias("study")


def _first_of(labels: NDArray[np.int32]) -> NDArray[np.intp]:
    """Per item the first item of its component."""
    _, first, number = np.unique(labels, return_index=True, return_inverse=True)
    return first[number]
