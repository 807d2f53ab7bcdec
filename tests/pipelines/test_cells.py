"""Cells of earlier collections, as other people and their spreadsheets write them."""

from __future__ import annotations

import pytest

from domain.weeks import Week
from pipelines.cells import read_age, read_number, read_price, read_week, read_works

WEEK_36 = ("2020-W36", "2020W36", "2020-w36", "2020-09-02", "2020-09-02T10:00:00", "2020-09-02 23:59:00+00:00")
DUTCH_DATES = ("02-09-2020", "2-9-2020", "2/9/2020", "2020/09/02")
ONE_NUMBER = (
    "+31 6 0000 0012",
    "06-00000012",
    "0031600000012",
    "31600000012",
    "600000012",
    "600000012.0",
    "nul600000012",
)


@pytest.mark.parametrize("written", [*WEEK_36, *DUTCH_DATES])
def test_every_way_of_writing_a_week_is_the_same_week(written: str) -> None:
    assert read_week(written) == Week(2020, 36).index


@pytest.mark.parametrize("written", ["2021-W53", "2020-13-40", "week 36", "1598918400", "1020-W36", "31-31-2020"])
def test_what_is_no_week_is_not_guessed(written: str) -> None:
    assert read_week(written) is None


@pytest.mark.parametrize("written", ONE_NUMBER)
def test_every_spelling_of_a_number_is_one_number(written: str) -> None:
    assert read_number(written) == "+31600000012"


def test_numbers_that_no_operator_issues_and_keyed_numbers_still_tell_ads_apart() -> None:
    assert read_number("069 012 34 56") == read_number("+31690123456") == "+31690123456"
    assert read_number("a3f9c0d1e2b3a4f5") not in (None, read_number("a3f9c0d1e2b3a4f6"))
    assert read_number("TEL_0012") == read_number("tel_0012")


@pytest.mark.parametrize(
    "written",
    ["06-1234****", "06xxxxxx12", "op aanvraag", "geen", "0000000000", "12", "097 0000 00012", "24/7 bereikbaar"],
)
def test_a_hidden_number_or_a_word_is_no_shared_phone(written: str) -> None:
    assert read_number(written) is None


@pytest.mark.parametrize(
    ("written", "euros"),
    [
        ("150", 150.0),
        ("€ 150,-", 150.0),
        ("150 euro", 150.0),
        ("152,50", 152.5),
        ("100-150", None),
        ("0", None),
        ("-5", None),
    ],
)
def test_one_plain_amount_is_a_price(written: str, euros: float | None) -> None:
    assert read_price(written) == euros


def test_ages_and_kinds_of_work() -> None:
    assert [read_age(each) for each in ("30", "30.0", "30 jaar", "begin 30", "0", "31,5")] == [
        30,
        30,
        30,
        None,
        None,
        None,
    ]
    assert read_works("escort+at_home") == read_works("thuis / escort") == "at_home escort"
