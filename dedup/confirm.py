"""RapidFuzz has the last word on doubtful pairs whose masked texts are still within retention."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from dedup.compare import TEXT
from dedup.score import Floats, Table

Levels = NDArray[np.int8]
DOUBT = 6.0  # bits on either side of the threshold within which a pair is read again
IN_BETWEEN = (2, 3, 4)  # levels near, alike and related: a sketch is off by up to a tenth there
STEPS = ((95, 1), (85, 2), (70, 3), (0, 4))  # ratio of the sorted words, in percent, and the level it means


def confirm(
    ads: tuple[NDArray[np.int32], NDArray[np.int32]], levels: Levels, scores: Floats, texts: pl.Series, table: Table
) -> tuple[Levels, Floats]:
    """Levels and scores with the texts of doubtful pairs compared word for word.

    `texts`: the newest masked text per advertisement, null past its retention.
    """
    kept = texts.is_not_null().to_numpy()
    left, right = ads
    doubtful = (np.abs(scores) <= DOUBT) & np.isin(levels[:, TEXT], IN_BETWEEN) & kept[left] & kept[right]
    if not doubtful.any():
        return levels, scores
    ratio = _ratios(texts.gather(left[doubtful]), texts.gather(right[doubtful]))
    read = np.select([ratio >= least for least, _ in STEPS], [level for _, level in STEPS])
    before = levels[doubtful, TEXT]
    levels, scores = levels.copy(), scores.copy()
    levels[doubtful, TEXT] = read
    scores[doubtful] += table.bits[TEXT, read] - table.bits[TEXT, before]
    return levels, scores


def _ratios(left: pl.Series, right: pl.Series) -> NDArray[np.uint8]:
    """Similarity of each pair in percent; every distinct pair of texts is compared once."""
    pairs = pl.DataFrame({"left": left, "right": right})
    distinct = pairs.unique(maintain_order=True)
    ratio = process.cpdist(
        distinct["left"].to_list(),
        distinct["right"].to_list(),
        scorer=fuzz.token_sort_ratio,
        dtype=np.uint8,
        workers=-1,
    )
    found = pairs.join(distinct.with_columns(ratio=ratio), on=["left", "right"], maintain_order="left")
    return found["ratio"].to_numpy()
