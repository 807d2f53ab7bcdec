"""Two methods and plain enumeration agree on what a reader can compute from published figures."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trends.audit import Program, by_sums, narrowed

TREE = {"m1": "r1", "m2": "r1", "m3": "r2", "m4": "r2", "r1": "NL", "r2": "NL", "NL": None}


@st.composite
def bounded(draw):
    """True values of a small tree and an interval around each."""
    true = {place: draw(st.integers(0, 4)) for place in ("m1", "m2", "m3", "m4")}
    true |= {"r1": true["m1"] + true["m2"], "r2": true["m3"] + true["m4"]}
    true["NL"] = true["r1"] + true["r2"]
    return {place: (max(0, n - draw(st.integers(0, 4))), n + draw(st.integers(0, 4))) for place, n in true.items()}


def enumerated(bounds):
    """Every whole solution, tried one by one."""
    found = {place: [] for place in TREE}
    spans = [range(bounds[m][0], bounds[m][1] + 1) for m in ("m1", "m2", "m3", "m4")]
    for m1, m2, m3, m4 in product(*spans):
        values = {"m1": m1, "m2": m2, "m3": m3, "m4": m4, "r1": m1 + m2, "r2": m3 + m4, "NL": m1 + m2 + m3 + m4}
        if all(bounds[place][0] <= n <= bounds[place][1] for place, n in values.items()):
            for place, n in values.items():
                found[place].append(n)
    return {place: (min(values), max(values)) for place, values in found.items()}


@settings(deadline=None, max_examples=12)
@given(bounded())
def test_sums_programming_and_enumeration_give_the_same_ranges(bounds):
    expected = enumerated(bounds)
    assert by_sums(TREE, bounds) == expected
    program = Program(TREE, bounds)
    assert {place: program.range_of(place) for place in TREE} == expected
    assert program.narrowed(list(TREE)) == narrowed(expected, list(TREE))


def test_a_single_hidden_cell_under_a_total_is_narrowed():
    bounds = {"m1": (0, 9), "m2": (18, 22), "m3": (13, 17), "m4": (28, 32), "r1": (23, 24), "r2": (43, 47)}
    free = Program(TREE, bounds | {"NL": (68, 72)})
    assert free.range_of("m1") == (1, 6)
    assert free.narrowed(["m1"]) == []
    tight = Program(TREE, bounds | {"m2": (20, 22), "NL": (68, 72)})
    assert tight.range_of("m1") == (1, 4)
    assert tight.narrowed(["m1"]) == ["m1"]


def test_a_related_measure_narrows_too():
    parents = {"active a": "active NL", "active NL": None, "new a": "new NL", "new NL": None}
    bounds = {"active a": (10, 12), "active NL": (10, 99), "new a": (10, 999), "new NL": (10, 999)}
    assert Program(parents, bounds).range_of("new a") == (10, 999)
    assert Program(parents, bounds, [("new a", "active a")]).range_of("new a") == (10, 12)


def test_contradicting_figures_are_refused():
    bounds = {"m1": (0, 1), "m2": (0, 1), "m3": (0, 1), "m4": (0, 1), "r1": (9, 9), "r2": (0, 9), "NL": (0, 99)}
    with pytest.raises(ValueError, match="contradict"):
        Program(TREE, bounds).range_of("m1")
