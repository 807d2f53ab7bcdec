"""The proof that hidden cells stay hidden: what anyone could compute from the published ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, lil_matrix

FEASIBLE = 5
"""A hidden cell must keep at least this many possible whole values."""

MOST = 10_000_000
"""Stands for "no upper bound": more advertisers than any place has."""

Bounds = tuple[int, int]
Parents = Mapping[str, str | None]


def by_sums(parents: Parents, bounds: Mapping[str, Bounds]) -> dict[str, Bounds]:
    """The smallest and largest whole value of every place, when each parent is the sum of its children.

    Sums alone, upwards and then downwards: exact on a tree, and quick enough to choose with. The release
    is proven by `by_programming`, another method. `parents` lists every place, children before parents.
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


def by_programming(
    parents: Parents,
    bounds: Mapping[str, Bounds],
    places: Sequence[str],
    at_most: Sequence[tuple[str, str]] = (),
) -> dict[str, Bounds]:
    """As `by_sums` for `places`, by linear programming, where also each (a, b) of `at_most` says a <= b.

    Raises ValueError when the bounds contradict each other.
    """
    at = {place: i for i, place in enumerate(parents)}
    limits = [bounds[place] for place in parents]
    rules = {
        "A_eq": _sums(parents, at),
        "A_ub": _differences(at_most, at),
        "bounds": limits,
        "method": "highs",
    }
    rules |= {"b_eq": np.zeros(rules["A_eq"].shape[0]), "b_ub": np.zeros(rules["A_ub"].shape[0])}
    found = {}
    for place in places:
        cost = np.zeros(len(at))
        cost[at[place]] = 1
        low, high = linprog(cost, **rules), linprog(-cost, **rules)
        if not (low.success and high.success):
            raise ValueError(f"the published figures around {place} contradict each other")
        found[place] = (ceil(low.fun - 1e-6), floor(-high.fun + 1e-6))
    return found


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
