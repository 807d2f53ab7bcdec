from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.score_signals import FAMILIES, render, score
from benchmarks.tally import read_rows

LABELLED = Path(__file__).parent.parent / "labelled" / "signals"


def hit(indicator: str, tier: str = "M", weight: float = 1.0) -> dict[str, Any]:
    return {"indicator": indicator, "tier": tier, "weight": weight}


def labelled(expect: list[str], text_id: str = "x-1") -> dict[str, Any]:
    return {"id": text_id, "lang": "nl", "text": "tekst", "expect": expect}


def test_a_perfect_reader_finds_every_positive_and_leaves_every_control_alone() -> None:
    rows = list(read_rows(LABELLED))
    report = score(rows, [{"id": row["id"], "fired": [hit(name) for name in row["expect"]]} for row in rows])
    assert report.missed == report.fired_on_controls == []
    assert {t.recall for t in report.family_recall.values()} == {1.0}


def test_a_parser_that_always_fires_is_told_on_every_control() -> None:
    rows = list(read_rows(LABELLED))
    report = score(rows, [{"id": row["id"], "fired": [hit("B2")]} for row in rows])
    assert report.controls("M") == len(report.fired_on_controls) == sum(not row["expect"] for row in rows)


def test_silence_has_no_recall() -> None:
    report = score([labelled(["B2"])], [])
    assert report.family_recall["THIRD", "nl"].recall == 0.0
    assert report.missed[0].expected == ("B2",)


def test_another_indicator_of_the_family_counts_for_the_family_only() -> None:
    report = score([labelled(["B1"])], [{"id": "x-1", "fired": [hit("B2")]}])
    assert report.family_recall["THIRD", "all"].recall == 1.0
    assert report.indicator_recall["B1", "all"].recall == 0.0
    assert report.beyond == Counter({"B2": 1})


def test_a_control_is_filed_under_its_heaviest_tier() -> None:
    fired = [hit("A1", "weak", 0.5), hit("C1", "critical", 3.0)]
    report = score([labelled([])], [{"id": "x-1", "fired": fired}])
    assert (report.controls("C"), report.controls("W"), report.controls("silent")) == (1, 0, 0)


def test_counter_marks_and_shown_only_indicators_do_not_fire() -> None:
    fired = [hit("N1", "N", -1.0), hit("H1", "X", 0.0)]
    assert score([labelled([])], [{"id": "x-1", "fired": fired}]).controls("silent") == 1


def test_the_tables_name_families_and_languages() -> None:
    text = render(score([labelled(["J1"]), labelled([], "x-2")], []))
    assert "COERCE" in text
    assert "missed:\n  x-1" in text


def test_every_text_family_is_asked_in_every_language() -> None:
    rows = list(read_rows(LABELLED))
    positives = [row for row in rows if row["expect"]]
    controls = Counter(row["lang"] for row in rows if not row["expect"])
    asked = {(row["lang"], FAMILIES[name[0]]) for row in positives for name in row["expect"]}
    assert len(asked) == len(controls) * len(FAMILIES)
    assert len(positives) >= 200
    assert controls.total() >= 260
    assert min(controls.values()) >= 20
