"""Stays, their bounds and the survival curve, against a small market worked out by hand."""

from __future__ import annotations

import polars as pl
import pytest

from trends.durations import stays, survival, switching
from trends.panel import panel

WEEK = 105_000


def test_a_stay_is_bounded_by_complete_measurements_only(seen, measured):
    rows = seen({"a/1/anna": [2, 3], "a/2/bo": [0, 1], "a/3/cas": [6, 7]})
    period = panel(rows, measured({"a": "ccccpccc"}))
    found = {tuple(row[:2]): row[2:] for row in stays(period).select("first", "last", "since", "until").rows()}
    assert found[WEEK + 2, WEEK + 3] == (WEEK + 1, WEEK + 5)  # week 4 was partial
    assert found[WEEK, WEEK + 1] == (None, WEEK + 2)
    assert found[WEEK + 6, WEEK + 7] == (WEEK + 5, None)


def test_on_two_sources_a_stay_ends_only_when_both_were_measured_after(seen, measured):
    rows = seen({"a/1/anna": [1], "b/1/anna": [2]})
    open_end = stays(panel(rows, measured({"a": "cccc", "b": "ccc"})))
    assert open_end["until"].to_list() == [None]
    assert stays(panel(rows, measured({"a": "cccc", "b": "cccc"})))["until"].to_list() == [WEEK + 3]


def test_the_curve_is_kaplan_meier_worked_out_by_hand(seen, measured):
    # stays of 1, 2 and 4 weeks that ended, one of 3 weeks that is still there at the end
    rows = seen({"a/0/start": [0], "a/1/one": [1], "a/2/two": [1, 2], "a/4/four": [1, 2, 3, 4], "a/3/last": [5, 6, 7]})
    found = survival(panel(rows, measured({"a": "c" * 8})))
    share = dict(found.curve.select("weeks", "share").rows())
    assert share[0] == 1.0
    assert share[1] == pytest.approx(3 / 4)
    assert share[2] == pytest.approx(3 / 4 * 2 / 3)
    assert share[3] == pytest.approx(1 / 2)  # the censored one leaves without a step
    assert share[4] == 0
    assert (found.n, found.ended, found.began_before, found.median) == (4, 3, 1, 2.0)
    assert found.curve["at_risk"].to_list() == [4, 4, 3, 2, 1]
    bounds = found.curve.filter(pl.col("shortest") > pl.col("longest"))
    assert bounds.is_empty()


def test_nobody_who_started_gives_an_empty_curve(seen, measured):
    found = survival(panel(seen({"a/1/anna": [0, 1]}), measured({"a": "cc"})))
    assert found.curve.is_empty()
    assert (found.median, found.began_before) == (None, 1)


def test_switching_counts_returns_and_weeks_away(seen, measured):
    rows = seen({"a/1/anna": [0, 2, 5], "a/2/bo": [0, 1], "a/3/cas": [3], "a/4/dee": [0, 3]})
    found = switching(panel(rows, measured({"a": "c" * 6}))).to_dicts()
    assert [(row["returns"], row["advertisers"], row["away"]) for row in found] == [
        (0, 1, None),
        (1, 1, 2.0),
        (2, 1, 1.5),
    ]
    assert found[0]["share"] == pytest.approx(1 / 3)  # cas was seen once and is not asked
