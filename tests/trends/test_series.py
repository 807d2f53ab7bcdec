"""Hand-counted series: what is new, closed, returned and one-time, and what a gap may never say."""

from __future__ import annotations

import polars as pl

from domain.weeks import Week
from trends.series import records, weekly

WEEK_1 = 105_000


def line(series: pl.DataFrame, measure: str) -> list[float | None]:
    return series.filter(pl.col("measure") == measure).sort("week")["value"].to_list()


def gaps(series: pl.DataFrame, measure: str) -> list[str | None]:
    return series.filter(pl.col("measure") == measure).sort("week")["gap"].to_list()


def test_counts_of_one_source_are_those_counted_by_hand(seen, measured):
    rows = seen({"a/1/anna": [0, 1, 2, 3], "a/2/bo": [0, 1], "a/3/cas": [1, 3], "a/4/dee": [2]})
    series = weekly(rows, measured({"a": "cccc"}))
    assert line(series, "active") == [2, 3, 2, 2]
    assert line(series, "new_previous") == [None, 1, 1, 1]
    assert line(series, "new_ever") == [None, 1, 1, 0]
    assert line(series, "returned") == [None, 0, 0, 1]
    assert line(series, "closed") == [0, 1, 1, None]
    assert line(series, "one_time") == [0, 0, 1, 0]


def test_new_against_five_measurements_lies_between_the_other_two(seen, measured):
    rows = seen({"a/1/anna": [0, 8], "a/2/bo": [0, 3, 8], "a/3/cas": [8], "a/4/dee": [0, 7, 8]})
    series = weekly(rows, measured({"a": "c" * 9}))
    assert line(series, "new_previous")[8] == 3
    assert line(series, "new_five")[8] == 2  # bo was seen in week 3, the fifth before
    assert line(series, "new_ever")[8] == 1


def test_a_partial_week_is_a_gap_and_closes_nothing(seen, measured):
    rows = seen({"a/1/anna": [0, 1, 3], "a/2/bo": [0, 1, 2, 3]})
    series = weekly(rows, measured({"a": "ccpc"}))
    assert line(series, "active") == [2, 2, None, 2]
    assert line(series, "closed") == [0, 0, None, None]
    assert line(series, "new_previous") == [None, 0, None, 0]  # compared over the gap
    assert gaps(series, "active") == [None, None, "a=partial", None]
    assert gaps(series, "closed")[3] == "a=last"
    assert gaps(series, "new_previous")[0] == "a=first"


def test_an_ad_first_seen_in_a_partial_week_is_new_at_the_next_complete_one(seen, measured):
    rows = seen({"a/1/anna": [0, 1, 2], "a/2/bo": [1, 2]})
    series = weekly(rows, measured({"a": "cpc"}))
    assert line(series, "new_previous") == [None, None, 1]
    assert line(series, "new_ever") == [None, None, 1]


def test_an_ad_seen_later_in_a_partial_week_was_not_closed(seen, measured):
    rows = seen({"a/1/anna": [0, 1, 2, 3], "a/2/bo": [0, 2]})
    assert line(weekly(rows, measured({"a": "ccpc"})), "closed")[0] == 0
    assert line(weekly(rows, measured({"a": "ccpc"})), "one_time") == [0, 0, None, 0]


def test_one_failed_source_is_a_gap_in_the_total_but_not_in_the_other_source(seen, measured):
    rows = seen({"a/1/anna": [0, 1, 2], "b/1/bo": [0, 2]})
    visits = measured({"a": "ccc", "b": "cfc"})
    assert line(weekly(rows, visits), "active") == [2, None, 2]
    assert gaps(weekly(rows, visits), "active")[1] == "b=failed"
    assert line(weekly(rows, visits, "a"), "active") == [1, 1, 1]
    assert line(weekly(rows, visits, "b"), "closed") == [0, None, None]
    assert line(weekly(rows, visits), "closed") == [0, None, None]


def test_a_week_without_a_visit_is_a_gap(seen, measured):
    series = weekly(seen({"a/1/anna": [0, 2]}), measured({"a": "c-c"}))
    assert gaps(series, "active") == [None, "a=missed", None]
    assert line(series, "closed") == [0, None, None]


def test_a_repeated_visit_after_a_failure_makes_the_week_complete(seen, measured):
    visits = pl.concat([measured({"a": "cfc"}), measured({"a": "-c"})])
    assert line(weekly(seen({"a/1/anna": [0, 1, 2]}), visits), "active") == [1, 1, 1]


def test_one_ad_on_two_sources_is_counted_once(seen, measured):
    rows = seen({"a/1/anna": [0, 1], "b/9/anna": [0, 1, 2]}, same=["a/1/anna", "b/9/anna"])
    series = weekly(rows, measured({"a": "ccc", "b": "ccc"}))
    assert line(series, "active") == [1, 1, 1]
    assert line(series, "closed") == [0, 0, None]  # still on b
    band = series.filter((pl.col("measure") == "active") & (pl.col("week") == WEEK_1))
    assert (band["low"][0], band["high"][0]) == (1, 2)


def test_a_repost_is_a_new_ad_but_not_a_new_advertiser(seen, measured):
    rows = seen({"a/1/anna": [0, 1], "a/2/anna": [2, 3]})
    series = weekly(rows, measured({"a": "cccc"}))
    assert line(series, "new_ever") == [None, 0, 1, 0]
    assert line(series, "closed") == [0, 1, 0, None]
    assert line(series, "new_ever_advertisers") == [None, 0, 0, 0]
    assert line(series, "closed_advertisers") == [0, 0, 0, None]
    low = series.filter((pl.col("measure") == "new_ever") & (pl.col("week") == WEEK_1 + 2))
    assert (low["low"][0], low["high"][0]) == (0, 1)


def test_an_advertiser_who_moves_to_another_source_is_not_new(seen, measured):
    rows = seen({"a/1/anna": [0, 1], "b/1/anna": [2], "b/2/bo": [0, 1, 2]})
    series = weekly(rows, measured({"a": "ccc", "b": "ccc"}))
    assert line(series, "new_previous_advertisers") == [None, 0, 0]
    assert line(series, "closed_advertisers") == [0, 0, None]


def test_the_first_and_last_five_measured_weeks_are_provisional(seen, measured):
    series = weekly(seen({"a/1/anna": range(12)}), measured({"a": "c" * 12}))
    marks = series.filter(pl.col("measure") == "active").sort("week")["provisional"].to_list()
    assert marks == [True] * 5 + [False] * 2 + [True] * 5


def test_the_band_shows_strict_and_loose_linking(seen, measured):
    rows = seen({"a/1/anna": [0], "a/2/bo": [0], "a/3/cas": [0]}).with_columns(
        strict=pl.col("advertisement"), loose=pl.lit("one")
    )
    found = weekly(rows, measured({"a": "c"})).filter(pl.col("measure") == "active_advertisers")
    assert found.select("value", "low", "high").row(0) == (3, 1, 3)


def test_records_carry_week_method_and_gap(seen, measured):
    found = records(weekly(seen({"a/1/anna": [0, 1]}), measured({"a": "cf"})))
    active = [record for record in found if record.measure == "active"]
    assert [str(record.week) for record in active] == [str(Week.from_index(WEEK_1 + n)) for n in (0, 1)]
    assert [(record.value, record.gap) for record in active] == [(1.0, None), (None, "a=failed")]
    assert all(record.method for record in found)


def test_no_measurements_give_an_empty_series(seen, measured):
    assert weekly(seen({}), measured({})).is_empty()
