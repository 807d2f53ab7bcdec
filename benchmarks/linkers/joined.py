"""Pairs of rows into clusters, for the peers that stop at pairs."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def joined(ads: pl.DataFrame, left: NDArray[np.integer], right: NDArray[np.integer]) -> pl.DataFrame:
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(ads.height, ads.height))
    _, label = connected_components(graph, directed=False)
    return ads.select("source", "code", advertiser=pl.Series(label).cast(pl.String))
