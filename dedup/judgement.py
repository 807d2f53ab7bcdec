"""Evidence into clusters: candidates, scores, and three clusterings from strict to loose."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dedup.candidates import candidates
from dedup.cluster import Limits, Pairs, cluster
from dedup.columns import Columns, Ints
from dedup.confirm import confirm
from dedup.score import Floats, score_pairs
from dedup.weights import Weights

Held = NDArray[np.int64]


class Judgement(NamedTuple):
    """Pairs worth keeping, best first, with what became of them; a cluster per advertisement, three times."""

    pairs: Pairs
    common: Floats
    verdicts: NDArray[np.int8]
    merged: Ints
    strict: Ints
    loose: Ints
    truncated: int


def judge(of: Columns, weights: Weights, confirmed: Held, revoked: Held, texts: pl.Series | None = None) -> Judgement:
    """Cluster advertisements.

    `confirmed` and `revoked` hold left * size + right of the pairs that people decided, sorted; `texts`
    the newest masked text of each advertisement, where it is still kept.
    """
    found = candidates(of)
    table, limits = weights.table(), weights.constraints
    scores, levels, common = score_pairs(found.left, found.right, of, table, weights.thresholds.loose)
    if texts is not None:
        levels, scores = confirm((found.left, found.right), levels, scores, texts, table)
    worth = scores >= weights.thresholds.loose
    pairs = Pairs(found.left[worth], found.right[worth], scores[worth], levels[worth])
    pairs, common = _ordered(*_with_confirmed(pairs, common[worth], confirmed, len(of.facts)))

    def at(threshold: float) -> tuple[Ints, NDArray[np.int8]]:
        upto = int(np.searchsorted(-pairs.scores, -threshold, side="right"))
        best = pairs.of(slice(upto))
        roots, verdicts = cluster(
            best, len(confirmed), revoked, of, table, Limits(threshold, limits.mean, limits.worst, limits.at_once)
        )
        return roots, verdicts

    merged, verdicts = at(weights.thresholds.merge)
    return Judgement(
        pairs=pairs.of(slice(len(verdicts))),
        common=common[: len(verdicts)],
        verdicts=verdicts,
        merged=merged,
        strict=at(weights.thresholds.strict)[0],
        loose=at(weights.thresholds.loose)[0],
        truncated=found.truncated,
    )


def _with_confirmed(pairs: Pairs, common: Floats, confirmed: Held, size: int) -> tuple[Pairs, Floats]:
    """The pairs with a person's confirmed ones in front, with a score above any evidence."""
    own = np.isin(pairs.left.astype(np.int64) * size + pairs.right, confirmed)
    rest = pairs.of(~own)
    sure = np.full(len(confirmed), np.finfo(np.float32).max, dtype=np.float32)
    blank = np.zeros((len(confirmed), pairs.levels.shape[1]), dtype=np.int8)
    return Pairs(
        np.concatenate([(confirmed // size).astype(np.int32), rest.left]),
        np.concatenate([(confirmed % size).astype(np.int32), rest.right]),
        np.concatenate([sure, rest.scores]),
        np.concatenate([blank, rest.levels]),
    ), np.concatenate([blank.astype(np.float32), common[~own]])


def _ordered(pairs: Pairs, common: Floats) -> tuple[Pairs, Floats]:
    """Best first; equal scores in a fixed order, so that the same data always gives the same clusters."""
    order = np.lexsort((pairs.right, pairs.left, -pairs.scores))
    return pairs.of(order), common[order]
