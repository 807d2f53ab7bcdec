"""What a reader of a price table may rely on, beyond the examples that stand in the packs."""

from __future__ import annotations

import time

import pytest

from pipelines.extract import extract, public
from pipelines.price import Price, find_prices, price_hour, price_rules


def prices(text: str, language: str) -> set[tuple[float, int | None, str | None]]:
    return {(price.amount, price.minutes, price.kind) for price in find_prices(text, price_rules(language))}


@pytest.mark.parametrize(
    "table",
    [
        "30 min: 80\n1 uur: 150",
        "80 voor 30 minuten en 150 voor 1 uur",
        "30 min 80 euro - 60 min 150 euro",
        "30 min 80 euro / 60 min 150 euro",
        "€80 - 30 min | €150 - 1 uur",
        "half uur/uur: 80/150",
        "80/150 (half uur/uur)",
        "30=80€ 60=150€",
        "80/30min, 150/u",
        "30 min\n€ 80,-\n60 min\n€ 150,-",
        "30 min ........ 80,00\n60 min ....... 150,00",
        "half 80, heel 150",
    ],
)
def test_one_table_written_in_many_ways_reads_the_same(table: str) -> None:
    assert prices(table, "nl") == {(80, 30, None), (150, 60, None)}


def test_a_heading_governs_the_lines_below_it_until_the_next() -> None:
    text = "Bij mij\n30 min 80\n1 uur 150\nBij jou\n1 uur 200"
    assert prices(text, "nl") == {(80, 30, "incall"), (150, 60, "incall"), (200, 60, "outcall")}


def test_a_place_that_is_denied_tells_no_kind() -> None:
    assert prices("Geen hotel, uur 150", "nl") == {(150, 60, None)}


@pytest.mark.parametrize(
    "text",
    [
        "Aanbetaling 50 euro, taxi 25 euro",
        "Kamer te huur, 650 euro per maand",
        "Open van 10 tot 22 uur, 30 minuten van het station, kamer 215",
        "Ik ben 1.70, 90-60-90 en weeg 55 kg",
        "200 dollar per uur",
        "Kennismaking op 30-12 om 14:30",
        "Sinds 2018, 20 jaar ervaring",
    ],
)
def test_other_numbers_are_no_prices_of_time(text: str) -> None:
    assert not [price for price in prices(text, "nl") if price[1]]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Honderdvijftig euro per uur", 150),
        ("Uur nu 130, studenten 10 euro korting", 130),
        ("Ik vraag 250 per afspraak (2 uur)", 125),
        ("Bij mij thuis 120 per uur, bij jou 150", 120),
    ],
)
def test_the_hour_in_running_text(text: str, hour: float) -> None:
    assert public(extract("", text, lang="nl"))["price_hour"] == hour


def test_a_period_under_half_an_hour_tells_no_price_of_an_hour() -> None:
    assert price_hour([Price(50, 20, None, 0, 2)]) is None


@pytest.mark.parametrize(
    "piece", ["80 30 ", "30 min 80 ", "hotel 80 ", "80 - ", "half ", "taxi 20 ", "150 bij mij of ", "1/2/"]
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    rules = price_rules("nl")

    def took(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        find_prices(text, rules)
        return time.process_time() - start

    took(500)
    short = max(min(took(2_000) for _ in range(3)), 0.002)
    assert min(took(8_000) for _ in range(2)) < short * 4 * 3, "four times the text, more than twelve times the time"
