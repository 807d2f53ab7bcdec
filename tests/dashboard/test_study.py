"""The research report prints what the tables hold, beside the study's figures, with its caveats."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest

from dashboard.study import StudyReport, render_study
from domain.weeks import Week
from trends import frames
from trends.events import Event
from trends.tables import Period, tables

FIRST = Week(2026, 1)


@pytest.fixture(scope="module")
def found():
    rows = [
        {
            "source": "a", "advertisement": f"ad{n}", "advertiser": f"p{n}", "week": FIRST.index + week,
            "unique": f"ad{n}", "municipality": "GM0363", "age": 20 + n % 30, "price_hour": 120.0 + n % 3 * 30,
            "gender": "woman", "work_types": ["at_home"] if n % 2 else ["at_home", "escort"],
        }
        for n in range(40)
        for week in range(n % 5, 14)
        if (n + week) % 4
    ]  # fmt: skip
    visits = [
        {"source": "a", "week": FIRST.index + w, "outcome": "failed" if w == 8 else "complete", "crawl": f"bezoek-{w}",
         "digest": "0123456789abcdef" * 4}
        for w in range(14)
    ]  # fmt: skip
    return tables(Period(frames.sightings(pl.DataFrame(rows)), frames.measurements(pl.DataFrame(visits))))


@pytest.fixture(scope="module")
def html(found):
    events = [Event(date(2026, 2, 2), "Nieuwe wet", "verzonnen")]
    return render_study(StudyReport(found, FIRST, FIRST + 13, date(2026, 7, 1), events, ["data/tables.xlsx"]))


def test_it_has_eleven_figures_and_five_tables(html):
    assert re.findall(r'<h2 id="figuur-(\d+)"', html) == [str(n) for n in range(1, 12)]
    assert re.findall(r'<h2 id="tabel-(\d+)"', html) == [str(n) for n in range(1, 6)]
    assert html.count("<svg") == 10  # stated origin is off
    assert "staat in deze verzameling niet aan" in html


def test_it_is_one_file_that_asks_nothing_of_a_network(html):
    assert "<script" not in html
    assert not re.findall(r"<(?:link|img|iframe)|url\(|@import|src=", html)


def test_the_printed_figures_are_those_of_the_tables(html, found):
    weekly = found.frames["weekly"].filter((pl.col("measure") == "active") & (pl.col("source") == "all"))
    table = html[html.index("Alle reeksen per week") : html.index('id="figuur-5"')]
    for week, value in weekly.select("week", "value").iter_rows():
        shown = re.search(rf"{Week.from_index(week)}(?: \(v\))?</th><td class=\"number\">([\d.–]+)", table)
        assert shown, week
        assert shown[1] == ("–" if value is None else f"{value:.0f}")
    share = found.frames["shares"].filter(pl.col("category") == "at_home+escort")["share"][0]
    assert f"{share * 100:.1f}%".replace(".", ",") in html


def test_the_study_stands_beside_our_figures(html):
    assert "Regioplan 2021" in html
    assert "6.000 tot 7.500" in html
    assert "153 (42)" in html


def test_every_figure_can_be_traced(html, found):
    assert "peil-series-1" in html
    traced = html[html.index(">De metingen<") :]
    runs = re.findall(r"(\d{4}-W\d\d) tot en met (\d{4}-W\d\d)</td><td>(\d+)</td><td>(\w+)<", traced)
    for first, last, visits, _ in runs:
        assert Week.parse(last) - Week.parse(first) + 1 == int(visits)  # a run has no holes
    assert sum(int(visits) for *_, visits, _ in runs) == found.frames["measurements"].height == 14
    assert [outcome for *_, outcome in runs].count("mislukt") == 1
    assert "0123456789abcdef" in html
    assert found.frames["measurements"]["crawl"].n_unique() == 14


def test_caveats_events_and_missing_populations_are_said(html):
    assert "Advertenties zijn geen mensen" in html
    assert "Nieuwe wet" in html
    assert "geen bestand met inwonertallen" in html
