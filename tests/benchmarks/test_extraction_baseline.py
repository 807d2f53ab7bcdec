from __future__ import annotations

import json

import pytest

from benchmarks.extraction import BASELINE, LABELLED, measured, scores
from benchmarks.tally import read_rows

DROP = 1.0  # points of a hundred that a score may be below the accepted baseline


@pytest.fixture(scope="module")
def now() -> dict[str, dict[str, float]]:
    return scores(measured(list(read_rows(LABELLED))))


def test_no_score_drops_more_than_a_point_below_the_baseline(now: dict[str, dict[str, float]]) -> None:
    accepted = json.loads(BASELINE.read_text(encoding="utf-8"))
    below = {
        f"{field} {kind}": (now[field][kind], figure)
        for field, figures in accepted.items()
        for kind, figure in figures.items()
        if now[field][kind] < figure - DROP
    }
    assert not below, f"now and accepted: {below}; if this is meant: python -m benchmarks.extraction --accept"


def test_two_runs_give_the_same_answers(now: dict[str, dict[str, float]]) -> None:
    assert scores(measured(list(read_rows(LABELLED)))) == now
