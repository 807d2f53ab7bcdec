from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.score_extraction import bare_place, hardest, render, score
from benchmarks.tally import Tally, parse_rows, read_rows, tally_sets

LABELLED = Path(__file__).parent.parent / "labelled" / "extraction"


def labelled(**truth: Any) -> dict[str, Any]:
    empty = {
        "phones": [],
        "prices": [],
        "price_hour": None,
        "ages": [],
        "under_18": False,
        "municipalities": [],
        "municipality_codes": [],
        "work_types": [],
        "language": {"code": "nl", "second": None},
        "business_words": [],
    }
    return {"id": "nl-1", "text": "tekst", "truth": empty | truth, "tags": truth.pop("tags", [])}


def answer_of(row: dict[str, Any]) -> dict[str, Any]:
    """The answer a perfect reader would give."""
    truth = row["truth"]
    language = {"code": truth["language"]["code"], "status": "confirmed", "second": truth["language"]["second"]}
    return {"id": row["id"]} | truth | {"language": language}


def test_a_perfect_reader_misses_nothing_on_the_whole_labelled_set() -> None:
    rows = list(read_rows(LABELLED))
    report = score(rows, [answer_of(row) for row in rows])
    assert report.misses == []
    assert {t.f1 for cells in report.fields.values() for t in cells.values() if t.right} == {1.0}
    assert report.language_accuracy == report.confirmed_accuracy == 1.0


def test_a_reader_who_finds_nothing_has_no_recall() -> None:
    rows = list(read_rows(LABELLED))
    report = score(rows, [])
    assert len(report.unanswered) == len(rows)
    for name in ("phone", "phone_obfuscated", "price", "price_hour", "age", "municipality", "work_type", "language"):
        assert report.total(name).recall == 0.0, name
        assert report.total(name).wrong == 0, name


def test_an_invented_phone_costs_precision_and_a_missed_one_recall() -> None:
    row = labelled(phones=["+31600000012"])
    report = score([row], [answer_of(row) | {"phones": ["+31600000013"]}])
    assert report.total("phone") == Tally(wrong=1, missed=1)


@pytest.mark.parametrize(
    ("found", "tally"),
    [
        (150.2, Tally(right=1)),
        (160, Tally(wrong=1, missed=1)),
        (None, Tally(missed=1)),
    ],
)
def test_the_price_of_an_hour_may_differ_by_rounding_only(found: float | None, tally: Tally) -> None:
    row = labelled(price_hour=150)
    assert score([row], [answer_of(row) | {"price_hour": found}]).total("price_hour") == tally


def test_any_value_within_a_stated_range_is_right() -> None:
    prices = [{"amount": a, "minutes": 60, "kind": None} for a in (120, 150)]
    row = labelled(prices=prices, price_hour=120) | {"tags": ["range"]}
    assert score([row], [answer_of(row) | {"price_hour": 135}]).total("price_hour") == Tally(right=1)


def test_nights_and_prices_without_duration_are_not_scored() -> None:
    row = labelled(prices=[{"amount": 900, "minutes": 480, "kind": None}])
    found = [{"amount": 800, "minutes": 600, "kind": None}, {"amount": 100, "minutes": None, "kind": None}]
    assert score([row], [answer_of(row) | {"prices": found}]).total("price") == Tally()


def test_a_kind_the_label_leaves_open_is_not_wrong() -> None:
    row = labelled(prices=[{"amount": 150, "minutes": 60, "kind": None}])
    found = [{"amount": 150, "minutes": 60, "kind": "incall"}]
    report = score([row], [answer_of(row) | {"prices": found}])
    assert report.total("price_kind") == Tally()
    assert report.total("price") == Tally(right=1)


@pytest.mark.parametrize("place", ["Den Haag", "'s-Gravenhage", "GM0518"])
def test_a_municipality_may_be_given_by_either_name_or_by_code(place: str) -> None:
    row = labelled(municipalities=["'s-Gravenhage"], municipality_codes=["GM0518"])
    assert score([row], [answer_of(row) | {"municipalities": [place]}]).total("municipality") == Tally(right=1)


def test_official_suffixes_do_not_make_another_place() -> None:
    assert bare_place("Hengelo (O.)") == bare_place("hengelo")
    assert bare_place("Súdwest-Fryslân") == bare_place("Sudwest Fryslan")


def test_languages_confused_are_told_and_the_worst_text_comes_first() -> None:
    good = labelled() | {"id": "nl-2"}
    bad = labelled(ages=[30], phones=["+31600000012"]) | {"id": "nl-3"}
    wrong = answer_of(bad) | {"ages": [], "phones": [], "language": {"code": "de", "status": "disputed"}}
    report = score([good, bad], [answer_of(good), wrong])
    assert report.confusion["nl", "de"] == 1
    assert report.language_accuracy == report.confirmed_share == 0.5
    assert [miss.field for miss in hardest(report)[0]] == ["phone", "age", "language"]
    assert "nl read as de: 1" in render(report)


def test_in_a_mixed_text_either_language_may_come_first() -> None:
    row = labelled(language={"code": "nl", "second": "en"})
    answer = answer_of(row) | {"language": {"code": "en", "status": "confirmed", "second": "nl"}}
    report = score([row], [answer])
    assert report.language_accuracy == 1.0
    assert report.total("second_language") == Tally(right=1)


def test_sets_ignore_order_and_repetition() -> None:
    assert tally_sets([1, 2, 2], [2, 3]) == Tally(right=1, wrong=1, missed=1)


def test_a_broken_line_is_named() -> None:
    with pytest.raises(ValueError, match="stdin:2"):
        list(parse_rows([json.dumps({"id": "a"}), "{"], "stdin"))


def test_every_label_keeps_the_conventions() -> None:
    rows = list(read_rows(LABELLED))
    assert len(rows) >= 1000
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        truth = row["truth"]
        assert all(p.startswith(("+3160", "+491")) for p in truth["phones"]), row["id"]
        assert truth["under_18"] == any(age < 18 for age in truth["ages"]), row["id"]
        assert len(truth["municipalities"]) == len(truth["municipality_codes"]), row["id"]
        assert all(p["kind"] in ("incall", "outcall", None) for p in truth["prices"]), row["id"]
