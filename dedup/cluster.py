"""Greedy clustering under constraints: the best pair first, and every merge can be refused with a reason."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.columns import Columns
from dedup.compare import (
    AGE,
    COMPARISONS,
    CROWDED,
    DIFFERENT,
    MISSING,
    NAME,
    OVERLAPPING,
    PHONE,
    PLACE,
    PRICE,
    TEXT,
    TIME,
    compare,
)
from dedup.compiled import compiled
from dedup.score import Floats, Table, total

Ints = NDArray[np.int32]
AT_ONCE = 0  # levels of dedup.compare.LEVELS, by their position
ALIKE = 3
MOST_PAIRS = 900  # pairs between two clusters that are looked at; beyond it an even sample


class Verdict(IntEnum):
    """What became of a pair."""

    MERGED = 0
    ALREADY = 1  # the two were in one cluster when the pair's turn came
    AT_ONCE = 2  # two ads of one source, active in the same measurement
    CONFLICT = 3  # one pair between the clusters contradicts too strongly
    UNLIKE = 4  # the clusters as wholes are too unlike
    REVOKED = 5  # a person said no
    PHONE_ONLY = 6  # a shared phone and different names, and no similar text
    TEXT_ONLY = 7  # similar text, and too little else


class Limits(NamedTuple):
    """Bits: see thresholds and constraints in config/linking.yml."""

    threshold: float
    mean: float
    worst: float
    at_once: float


class Pairs(NamedTuple):
    """Pairs of advertisements, best first."""

    left: Ints
    right: Ints
    scores: Floats
    levels: NDArray[np.int8]

    def of(self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Pairs:
        return Pairs(self.left[chosen], self.right[chosen], self.scores[chosen], self.levels[chosen])


class Chains(NamedTuple):
    """Clusters while they grow: `root` of each advertisement, and its members as a chain from the root."""

    root: Ints
    following: Ints
    final: Ints
    members: Ints


@compiled
def cluster(
    pairs: Pairs, confirmed: int, revoked: NDArray[np.int64], of: Columns, table: Table, limits: Limits
) -> tuple[Ints, NDArray[np.int8]]:
    """A cluster number per advertisement (its lowest member) and a verdict per pair.

    The first `confirmed` pairs were confirmed by a person and merge whatever the evidence says.
    `revoked` holds left * size + right of the pairs that a person keeps apart, sorted.
    """
    size = len(of.facts)
    numbers = np.arange(size, dtype=np.int32)
    chains = Chains(numbers, np.full(size, -1, dtype=np.int32), numbers.copy(), np.ones(size, dtype=np.int32))
    verdicts = np.empty(len(pairs.left), dtype=np.int8)
    for pair in range(len(pairs.left)):
        one, two = chains.root[pairs.left[pair]], chains.root[pairs.right[pair]]
        if one == two:
            verdicts[pair] = Verdict.ALREADY
            continue
        verdict = Verdict.MERGED if pair < confirmed else _alone(pairs.levels[pair])
        if verdict == Verdict.MERGED and pair >= confirmed:
            verdict = _judge(one, two, chains, revoked, of, table, limits)
        if verdict == Verdict.MERGED:
            _join(min(one, two), max(one, two), chains)
        verdicts[pair] = verdict
    return chains.root, verdicts


@compiled
def _alone(levels: NDArray[np.int8]) -> int:
    """A shared phone never merges by itself, and similar text never merges by itself."""
    text = levels[TEXT] >= 1 and levels[TEXT] <= ALIKE
    name = levels[NAME] == 1 or levels[NAME] == OVERLAPPING
    if levels[PHONE] == CROWDED and levels[NAME] == DIFFERENT:  # colleagues share a text as they share a phone
        return Verdict.MERGED if levels[TEXT] == 1 and levels[AGE] == 1 else Verdict.PHONE_ONLY
    if levels[PHONE] == 1 or levels[PHONE] == CROWDED:
        return Verdict.MERGED if text or name or levels[NAME] == MISSING else Verdict.PHONE_ONLY
    if name:
        return Verdict.MERGED
    beside = (levels[PLACE] == 1) + (levels[AGE] in (1, 2)) + (levels[PRICE] in (1, 2)) + (levels[TIME] in (3, 4))
    return Verdict.MERGED if text and beside >= 2 else Verdict.TEXT_ONLY


@compiled
def _judge(
    one: int, two: int, chains: Chains, revoked: NDArray[np.int64], of: Columns, table: Table, limits: Limits
) -> int:
    """The verdict on merging two clusters, from every pair between them."""
    size = len(of.facts)
    levels, common = np.empty(len(COMPARISONS), dtype=np.int8), np.empty(len(COMPARISONS), dtype=np.float32)
    step = 1 + (chains.members[one] * chains.members[two]) // MOST_PAIRS
    bits, looked, turn = 0.0, 0, 0
    first = one
    while first >= 0:
        second = two
        while second >= 0:
            if _held(revoked, np.int64(min(first, second)) * size + max(first, second)):
                return Verdict.REVOKED
            if turn % step == 0:
                compare(first, second, of, levels, common)
                score = total(levels, common, size, table)
                if levels[TIME] == AT_ONCE and score < limits.at_once:
                    return Verdict.AT_ONCE
                if score < limits.worst:
                    return Verdict.CONFLICT
                bits, looked = bits + score, looked + 1
            turn += 1
            second = chains.following[second]
        first = chains.following[first]
    return Verdict.MERGED if bits >= limits.mean * looked else Verdict.UNLIKE


@compiled
def _held(revoked: NDArray[np.int64], pair: np.int64) -> bool:
    at = np.searchsorted(revoked, pair)
    return bool(at < len(revoked) and revoked[at] == pair)


@compiled
def _join(keep: int, gone: int, chains: Chains) -> None:
    member = gone
    while member >= 0:
        chains.root[member] = keep
        member = chains.following[member]
    chains.following[chains.final[keep]] = gone
    chains.final[keep] = chains.final[gone]
    chains.members[keep] += chains.members[gone]
