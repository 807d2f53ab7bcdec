"""The text rules against sentences that another hand wrote and labelled (tests/labelled/signals)."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.score_signals import Report, score
from benchmarks.tally import read_rows
from signals.engine import Engine

LABELLED = Path(__file__).parents[1] / "labelled" / "signals"
LEAST = {"nl": 0.90, "en": 0.90}  # recall per family; elsewhere 0.80


@pytest.fixture(scope="module")
def report(catalogue_engine: Engine) -> Report:
    rows = read_rows(LABELLED)
    answers = [
        {
            "id": row["id"],
            "fired": [
                {"indicator": one.indicator, "tier": str(one.tier), "weight": one.weight}
                for one in catalogue_engine.check(row["text"], row["lang"])
            ],
        }
        for row in rows
    ]
    return score(rows, answers)


def test_ordinary_practice_is_left_alone(report: Report) -> None:
    weak, heavier = report.controls("W"), sum(report.controls(tier) for tier in "MSC")
    assert heavier == 0, report.fired_on_controls
    assert weak <= 0.02 * (weak + report.controls("silent")), report.fired_on_controls


def test_each_family_is_found_in_each_language(report: Report) -> None:
    short = {
        (family, language): cell.recall
        for (family, language), cell in report.family_recall.items()
        if (cell.recall or 0) < LEAST.get(language, 0.80)
    }
    assert not short, report.missed
