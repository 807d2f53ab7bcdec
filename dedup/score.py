"""Agreement levels into bits: a sum that anyone can check by hand against config/linking.yml."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.columns import Columns, Ints
from dedup.compare import COMPARISONS, TEXT, compare_stated, compare_texts
from dedup.compiled import at_once, compiled

Floats = NDArray[np.float32]
_BATCH = 1 << 16  # pairs at a time


class Table(NamedTuple):
    """Weights as arrays: `bits[c, level]`, and `commonness[c]` bits per halving of a shared value's use."""

    bits: Floats
    commonness: Floats
    prior: float  # bits before any evidence
    per_size: float  # bits per doubling of the corpus


def score_pairs(
    left: Ints, right: Ints, of: Columns, table: Table, floor: float = -np.inf
) -> tuple[Floats, NDArray[np.int8], Floats]:
    """Per pair its bits, its levels (pairs x comparisons) and the commonness of what it shares.

    Texts are left out where the best of texts would not lift the pair to `floor`; its bits are below it then.
    """
    scores = np.empty(len(left), dtype=np.float32)
    levels = np.empty((len(left), len(COMPARISONS)), dtype=np.int8)
    common = np.empty((len(left), len(COMPARISONS)), dtype=np.float32)
    parts = [slice(at, at + _BATCH) for at in range(0, len(left), _BATCH)]
    least = floor - _best_text(len(of.facts), table)

    def score(part: slice) -> None:
        _score(left[part], right[part], of, table, least, scores[part], levels[part], common[part])

    at_once(score, parts)
    return scores, levels, common


def _best_text(size: int, table: Table) -> float:
    """The most bits that texts can give: the best level, of a text that nobody else uses."""
    return float(table.bits[TEXT].max() + max(0.0, table.commonness[TEXT]) * np.log2(max(1, size)))


@compiled
def _score(
    left: Ints,
    right: Ints,
    of: Columns,
    table: Table,
    least: float,
    scores: Floats,
    levels: NDArray[np.int8],
    common: Floats,
) -> None:
    for pair in range(len(left)):
        compare_stated(left[pair], right[pair], of, levels[pair], common[pair])
        scores[pair] = total(levels[pair], common[pair], len(of.facts), table)
        if scores[pair] >= least:
            compare_texts(left[pair], right[pair], of, levels[pair], common[pair])
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
