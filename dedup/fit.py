"""Weights from the data itself, without truth: Fellegi and Sunter's model fitted by EM.

Fellegi and Sunter, A Theory for Record Linkage, JASA 1969; EM as in Winkler, 1988.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Shares = list[NDArray[np.float64]]
ROUNDS = 200
ENOUGH = 1e-6  # change of the share of matches at which it stops
FLOOR = 1e-6  # no level is impossible, or one pair would weigh infinitely much


@dataclass(frozen=True, slots=True)
class Fit:
    """Per comparison the share of each level among matches (`m`) and among the rest (`u`).

    Level 0 is "missing" and weighs nothing. `share` is the share of matches among the pairs.
    """

    m: Shares = field(repr=False)
    u: Shares = field(repr=False)
    share: float

    @property
    def bits(self) -> Shares:
        """log2(m / u) per comparison and level; 0 for missing."""
        weights = [np.log2(m / u) for m, u in zip(self.m, self.u, strict=True)]
        for comparison in weights:
            comparison[0] = 0.0
        return weights

    def score(self, levels: NDArray[np.int8]) -> NDArray[np.float64]:
        """Bits per pair, the prior included: above 0 a match is more likely than not."""
        total = np.full(len(levels), np.log2(self.share / (1 - self.share)))
        for at, weights in enumerate(self.bits):
            total += weights[levels[:, at]]
        return total


def fit(levels: NDArray[np.int8], widths: list[int], share: float = 0.1) -> Fit:
    """Fit m, u and the share of matches to pairs x comparisons of levels; `widths` levels per comparison.

    Pairs with the same levels are counted once, so that millions of pairs cost a few thousand patterns.
    Starts from agreement (level 1) being usual among matches and unusual among the rest.
    """
    patterns, counts = np.unique(levels, axis=0, return_counts=True)
    start = [np.arange(width, 0, -1, dtype=np.float64) ** 2 for width in widths]
    now = Fit([_shares(each) for each in start], [_shares(each[::-1]) for each in start], share)
    for _ in range(ROUNDS):
        matches = counts / (1 + np.exp2(-now.score(patterns)))
        step = Fit(
            _counted(patterns, matches, widths), _counted(patterns, counts - matches, widths), _share(matches, counts)
        )
        if abs(step.share - now.share) < ENOUGH:
            return step
        now = step
    return now


def _counted(patterns: NDArray[np.int8], weight: NDArray[np.float64], widths: list[int]) -> Shares:
    return [
        _shares(np.bincount(patterns[:, at], weight, minlength=width).astype(np.float64))
        for at, width in enumerate(widths)
    ]


def _shares(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares among the pairs where the comparison says something (level 0 left out)."""
    stated = counts[1:].sum() or 1.0
    shares = np.maximum(counts / stated, FLOOR)
    shares[0] = 1.0
    return shares


def _share(matches: NDArray[np.float64], counts: NDArray[np.int64]) -> float:
    return float(np.clip(matches.sum() / counts.sum(), FLOOR, 1 - FLOOR))
