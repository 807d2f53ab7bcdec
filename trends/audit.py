"""The proof that hidden cells stay hidden: what anyone could compute from the published ones."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from math import ceil, floor, inf
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, lil_matrix

FEASIBLE = 5
"""A hidden cell must keep at least this many possible whole values."""

ATTEMPTS = 8
"""Pairs of opposite solutions tried before a place is looked at by itself."""

MOST = 10_000_000
"""Stands for "no upper bound": more advertisers than any place has."""

Bounds = tuple[int, int]
Parents = Mapping[str, str | None]


def by_sums(parents: Parents, bounds: Mapping[str, Bounds]) -> dict[str, Bounds]:
    """The smallest and largest whole value of every place, when each parent is the sum of its children.

    Sums alone, upwards and then downwards: exact on a tree, and quick enough to choose with. The release
    is proven by `Program`, another method. `parents` lists every place, children before parents.
    """
    children: dict[str, list[str]] = {}
    for place, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(place)
    ranges = dict(bounds)
    for place in parents:
        if below := children.get(place):
            low, high = (sum(ranges[child][side] for child in below) for side in (0, 1))
            ranges[place] = max(ranges[place][0], low), min(ranges[place][1], high)
    for place in reversed(list(parents)):
        below = children.get(place, [])
        low, high = (sum(ranges[child][side] for child in below) for side in (0, 1))
        above = ranges[place]
        for child, (least, most) in [(child, ranges[child]) for child in below]:
            ranges[child] = max(least, above[0] - (high - most)), min(most, above[1] - (low - least))
    return ranges


class Program:
    """What a reader knows as a linear program: bounds, parents that are sums, and a <= b per `at_most`."""

    def __init__(self, parents: Parents, bounds: Mapping[str, Bounds], at_most: Sequence[tuple[str, str]] = ()) -> None:
        self._at = {place: i for i, place in enumerate(parents)}
        self._sums = _sums(parents, self._at)
        self._differences = _differences(at_most, self._at)
        self._bounds = [bounds[place] for place in parents]

    def range_of(self, place: str) -> Bounds:
        """The smallest and largest whole value of `place`. Raises ValueError as `_solve` does."""
        low, high = (self._solve({place: sign})[self._at[place]] for sign in (1, -1))
        return ceil(low - 1e-6), floor(high + 1e-6)

    def narrowed(self, places: Sequence[str]) -> list[str]:
        """Those of `places` with fewer than FEASIBLE possible values.

        Two solutions that lie far enough apart prove a place free, and one solution serves all places at
        once; only what is still unproven after that is minimised and maximised by itself.
        """
        chance = random.Random(0)  # noqa: S311 - directions to try, nothing secret
        unproven = list(places)
        low = dict.fromkeys(places, inf)
        high = dict.fromkeys(places, -inf)
        for _ in range(ATTEMPTS):
            direction = {place: chance.choice((-1, 1)) for place in unproven}
            for sign in (1, -1):
                solution = self._solve({place: sign * way for place, way in direction.items()})
                for place in unproven:
                    value = solution[self._at[place]]
                    low[place], high[place] = min(low[place], value), max(high[place], value)
            unproven = [place for place in unproven if high[place] - low[place] < FEASIBLE - 1]
        return narrowed({place: self.range_of(place) for place in unproven}, unproven)

    def _solve(self, cost: Mapping[str, int]) -> Any:
        """The values with the least `cost`. Raises ValueError when the bounds contradict each other."""
        weights = np.zeros(len(self._at))
        for place, weight in cost.items():
            weights[self._at[place]] = weight
        found = linprog(
            weights,
            A_eq=self._sums,
            b_eq=np.zeros(self._sums.shape[0]),
            A_ub=self._differences,
            b_ub=np.zeros(self._differences.shape[0]),
            bounds=self._bounds,
            method="highs",
        )
        if not found.success:
            raise ValueError("the published figures contradict each other")
        return found.x


def narrowed(ranges: Mapping[str, Bounds], places: Sequence[str]) -> list[str]:
    """Those of `places` with fewer than FEASIBLE possible values."""
    return [place for place in places if ranges[place][1] - ranges[place][0] + 1 < FEASIBLE]


def _sums(parents: Parents, at: Mapping[str, int]) -> csr_matrix:
    above = {parent: row for row, parent in enumerate(sorted({up for up in parents.values() if up is not None}))}
    matrix = lil_matrix((max(len(above), 1), len(at)))
    for total, row in above.items():
        matrix[row, at[total]] = -1
    for place, parent in parents.items():
        if parent is not None:
            matrix[above[parent], at[place]] = 1
    return matrix.tocsr()


def _differences(at_most: Sequence[tuple[str, str]], at: Mapping[str, int]) -> csr_matrix:
    matrix = lil_matrix((max(len(at_most), 1), len(at)))
    for row, (smaller, larger) in enumerate(at_most):
        matrix[row, at[smaller]], matrix[row, at[larger]] = 1, -1
    return matrix.tocsr()
