"""The study's two rules, exactly as published."""

from __future__ import annotations

import polars as pl

from dedup.study import over_time, unique_ads

COLUMNS = ["source", "code", "week", "contact_key", "municipality", "name_key"]


def frame(*rows: tuple[str, str, int, str | None, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def uniques(observations: pl.DataFrame) -> int:
    return unique_ads(observations, ["a", "b", "c"]).select("week", "unique").n_unique()


def test_phone_and_municipality_on_two_sources_in_a_week_are_one_ad_and_source_a_is_kept() -> None:
    marked = unique_ads(frame(("b", "2", 1, "p", "GM1", "n"), ("a", "1", 1, "p", "GM1", "m")), ["a", "b"])
    assert marked["unique"].n_unique() == 1
    assert marked.filter("kept")["source"].to_list() == ["a"]


def test_another_municipality_week_or_a_hidden_phone_keeps_ads_apart() -> None:
    assert uniques(frame(("a", "1", 1, "p", "GM1", "n"), ("b", "2", 1, "p", "GM2", "n"))) == 2
    assert uniques(frame(("a", "1", 1, "p", "GM1", "n"), ("b", "2", 2, "p", "GM1", "n"))) == 2
    assert uniques(frame(("a", "1", 1, None, "GM1", "n"), ("c", "2", 1, None, "GM1", "n"))) == 2


def test_two_ads_of_one_source_are_never_one() -> None:
    assert uniques(frame(("a", "1", 1, "p", "GM1", "n"), ("a", "2", 1, "p", "GM1", "m"))) == 2


def test_over_time_the_same_code_and_name_are_one_and_a_new_code_is_another() -> None:
    marked = unique_ads(
        frame(
            ("a", "1", 1, "p", "GM1", "n"),
            ("a", "1", 5, "q", "GM2", "n"),
            ("a", "1", 6, "q", "GM2", "other"),
            ("a", "9", 7, "p", "GM1", "n"),
        ),
        ["a"],
    )
    assert over_time(marked).n_unique() == 3


def test_an_overlap_between_sources_in_one_week_joins_them_over_time() -> None:
    marked = unique_ads(
        frame(("a", "1", 1, "p", "GM1", "n"), ("b", "2", 1, "p", "GM1", "n"), ("b", "2", 2, "p", "GM1", "n")),
        ["a", "b"],
    )
    assert over_time(marked).n_unique() == 1
