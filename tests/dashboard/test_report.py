"""The demonstration's report: complete, honest, and one file on its own."""

from __future__ import annotations

import re

import pytest

from dashboard.report import DemoReport, Found, render_report


@pytest.fixture(scope="module")
def demo(invented) -> DemoReport:
    series = invented.weekly("all")
    truth = {
        name: {m.week: 40 if m.value is None else round(m.value) for m in series if m.measure == name}
        for name in ("active_advertisers", "new_previous_advertisers", "closed_advertisers")
    }
    return DemoReport(
        series=series,
        truth=truth,
        sources=invented.sources(),
        measurements=12,
        observations=4321,
        advertisers=1234,
        advertisers_truth=1240,
        links_right=812,
        links_wrong=3,
        links_missed=17,
        precision=812 / 815,
        recall=812 / 829,
        wrongly_closed=0,
        signals=Found(31, 30),
        critical=Found(6, 6),
        drafts=57,
        seconds=93.4,
        peak_rss_mb=640.2,
        next_steps=[("Pagina's bekijken", "make serve")],
    )


@pytest.fixture(scope="module")
def html(demo) -> str:
    return render_report(demo)


def test_the_report_shows_every_headline_figure(html):
    for said in ("4.321", "1.234", "in werkelijkheid 1.240", "99,6%", "30 van 31", "6 van 6", "make serve"):
        assert said in html


def test_the_report_asks_nothing_of_any_network_and_runs_nothing(html):
    assert "<script" not in html
    assert not re.findall(r"<(?:link|img|iframe)|url\(|@import|src=", html)
    addresses = set(re.findall(r"https?://[^\s\"'<]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_counted_and_true_stand_side_by_side(html, demo):
    table = html[html.index('id="tabel-waarheid"') : html.index('id="koppelen"')]
    weeks = sorted(set(demo.truth["active_advertisers"]))
    assert table.count('<th scope="row">') == len(weeks) == 26
    newest = next(m for m in demo.series if m.week == weeks[-1] and m.measure == "active_advertisers")
    cells = re.findall(r'<td class="number">([\d.–]+)</td>', table)
    assert cells[0] == f"{newest.value:.0f}"
    assert cells[1] == str(demo.truth["active_advertisers"][weeks[-1]])


def test_the_report_prints_the_caveats_and_says_nothing_was_sent(html):
    assert "Advertenties zijn geen mensen" in html
    assert "Er is niets verstuurd" in html
