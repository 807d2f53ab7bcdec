"""The report of a demonstration: one HTML file without links to anything outside itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard import charts, pages, wording
from dashboard.reader import SourceState
from dashboard.web import environment
from domain.measures import Measurement
from domain.weeks import Week

# The market knows its advertisers; which of their ads count as one is the very thing that is measured.
ACTIVE = "active_advertisers"
COMPARED = (ACTIVE, "new_previous_advertisers", "closed_advertisers")


@dataclass(frozen=True, slots=True)
class Found:
    """How many things were planted and how many of those were found."""

    planted: int
    found: int


@dataclass(frozen=True, slots=True)
class DemoReport:
    """Everything the demonstration's report shows.

    `series` holds the national weekly figures of all sources together; `truth` the sandbox's own counts
    per measure and week (measures as in trends.series; those of COMPARED are shown when present).
    `links_right`, `links_wrong` and `links_missed` count pairs of postings; precision and recall are
    shares (0-1). `next_steps` are (what, command or address).
    """

    series: Sequence[Measurement]
    truth: Mapping[str, Mapping[Week, int]]
    sources: Sequence[SourceState]
    measurements: int
    observations: int
    advertisers: int
    advertisers_truth: int
    links_right: int
    links_wrong: int
    links_missed: int
    precision: float
    recall: float
    wrongly_closed: int
    signals: Found
    critical: Found
    drafts: int
    seconds: float
    peak_rss_mb: float
    next_steps: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """One week, counted and true, for each of COMPARED."""

    week: str
    gap: str
    pairs: tuple[tuple[str, str], ...]


def render_report(data: DemoReport) -> str:
    """The report as one self-contained HTML text: style and charts inside, no script, no request."""
    return (
        environment()
        .get_template("demo.html")
        .render(
            data=data,
            figures=pages.figures(data.series, "ads"),
            compared=[wording.measure(name) for name in _compared(data)],
            comparison=_comparison(data),
            truth_chart=_truth_chart(data),
            method=pages.methods(data.series),
            css=(Path(__file__).parent / "static" / "peil.css").read_text(encoding="utf-8"),
        )
    )


def _compared(data: DemoReport) -> list[str]:
    return [name for name in COMPARED if name in data.truth]


def _counted(data: DemoReport, name: str) -> dict[Week, Measurement]:
    return {one.week: one for one in data.series if one.measure == name}


def _comparison(data: DemoReport) -> list[Comparison]:
    counted = {name: _counted(data, name) for name in _compared(data)}
    return [
        Comparison(
            wording.week(week),
            next((wording.gap(found[week].gap) for found in counted.values() if week in found), ""),
            tuple(
                (
                    wording.number(found[week].value if week in found else None),
                    wording.number(data.truth[name].get(week)),
                )
                for name, found in counted.items()
            ),
        )
        for week in sorted({week for name in counted for week in data.truth[name]}, reverse=True)
    ]


def _truth_chart(data: DemoReport) -> str:
    """Active as counted beside active as the sandbox knows it."""
    counted = sorted(_counted(data, ACTIVE).values(), key=lambda one: one.week)
    true = [
        Measurement(week, ACTIVE, float(number), number, "sandbox")
        for week, number in sorted(data.truth.get(ACTIVE, {}).items())
    ]
    if not counted or not true:
        return ""
    return charts.series([("geteld", counted), ("waarheid van de oefenmarkt", true)], "vermoedelijke adverteerders")
