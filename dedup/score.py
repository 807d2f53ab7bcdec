"""Agreement levels into bits: a sum that anyone can check by hand against config/linking.yml."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.columns import Columns, Ints
from dedup.compare import COMPARISONS, compare
from dedup.compiled import at_once, compiled

Floats = NDArray[np.float32]
_BATCH = 1 << 16  # pairs at a time


class Table(NamedTuple):
    """Weights as arrays: `bits[c, level]`, and `commonness[c]` bits per halving of a shared value's use."""

    bits: Floats
    commonness: Floats
    prior: float  # bits before any evidence
    per_size: float  # bits per doubling of the corpus


def score_pairs(left: Ints, right: Ints, of: Columns, table: Table) -> tuple[Floats, NDArray[np.int8], Floats]:
    """Per pair its bits, its levels (pairs x comparisons) and the commonness of what it shares."""
    scores = np.empty(len(left), dtype=np.float32)
    levels = np.empty((len(left), len(COMPARISONS)), dtype=np.int8)
    common = np.empty((len(left), len(COMPARISONS)), dtype=np.float32)
    parts = [slice(at, at + _BATCH) for at in range(0, len(left), _BATCH)]
    at_once(lambda part: _score(left[part], right[part], of, table, scores[part], levels[part], common[part]), parts)
    return scores, levels, common


@compiled
def _score(
    left: Ints, right: Ints, of: Columns, table: Table, scores: Floats, levels: NDArray[np.int8], common: Floats
) -> None:
    for pair in range(len(left)):
        compare(left[pair], right[pair], of, levels[pair], common[pair])
        scores[pair] = total(levels[pair], common[pair], len(of.facts), table)


@compiled
def total(levels: NDArray[np.int8], common: Floats, size: int, table: Table) -> float:
    """The bits of one pair: prior, weights of its levels, and how rare the shared values are."""
    bits = table.prior + table.per_size * np.log2(size)
    for comparison in range(len(levels)):
        bits += table.bits[comparison, levels[comparison]]
        if common[comparison] > 0:
            bits += table.commonness[comparison] * np.log2(size / common[comparison])
    return float(bits)
