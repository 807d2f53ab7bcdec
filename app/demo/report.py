"""The demonstration as a page with charts."""

from __future__ import annotations

from pathlib import Path

from app.demo.compare import true_series
from app.demo.result import NEXT_STEPS, Demo
from app.reader import StoredReader
from dashboard.report import DemoReport, Found, render_report
from storage.database import reading
from storage.series import load_measurements


def write_report(demo: Demo, path: Path) -> None:
    path.write_text(render_report(_report(demo)), encoding="utf-8")


def _report(demo: Demo) -> DemoReport:
    found = demo.comparison
    with reading(demo.house.engine).connect() as connection:
        series = [figure for figure in load_measurements(connection) if figure.source == "all"]
    return DemoReport(
        series=series,
        truth=true_series(demo.population),
        sources=StoredReader(demo.house, lambda: demo.ended).sources(),
        measurements=demo.measurements,
        observations=demo.observations,
        advertisers=demo.advertisers,
        advertisers_truth=found.true_advertisers,
        links_right=found.pairs_right,
        links_wrong=found.pairs_wrong,
        links_missed=found.pairs_missed,
        precision=found.links.precision,
        recall=found.links.recall,
        wrongly_closed=found.wrongly_closed,
        signals=Found(found.signals.planted, found.signals.found),
        critical=Found(found.critical.planted, found.critical.found),
        drafts=demo.drafts,
        seconds=demo.seconds,
        peak_rss_mb=demo.peak_rss_mb,
        next_steps=NEXT_STEPS,
    )
