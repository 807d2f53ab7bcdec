"""Which ads carry about the same text, whoever wrote them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from dedup.columns import TEXTS, Columns, Ints
from dedup.compare import agreeing
from dedup.compiled import compiled
from dedup.sketch import BINS

NEAR = 0.6  # share of bins that agree in texts that are about the same: the level "near" of compare.LEVELS


def text_groups(columns: Columns) -> Ints:
    """A number per advertisement, the same for ads whose texts are joined by a chain of near-equal ones."""
    size, texts = len(columns.facts), len(columns.sketches)
    left, right = _near(columns.bands, columns.sketches)
    ads = np.repeat(np.arange(size), np.diff(columns.at[TEXTS]))
    written = columns.values[columns.at[TEXTS, 0] :] - columns.first_text
    ends = np.concatenate([ads, left + size]), np.concatenate([written + size, right + size])
    graph = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(size + texts, size + texts))
    _, label = connected_components(graph, directed=False)
    groups: Ints = label[:size].astype(np.int32)
    return groups


@compiled
def _near(words: NDArray[np.uint64], sketches: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Neighbours in a band whose texts are about the same; a chain of them holds a whole template."""
    left, right = np.empty(len(words), dtype=np.int64), np.empty(len(words), dtype=np.int64)
    mask, found = np.uint64(0xFFFFFFFF), 0
    for at in range(1, len(words)):
        if words[at] >> np.uint64(32) == words[at - 1] >> np.uint64(32):
            one, two = int(words[at - 1] & mask), int(words[at] & mask)
            if agreeing(sketches, one, two) >= NEAR * BINS:
                left[found], right[found] = one, two
                found += 1
    return left[:found], right[:found]
