"""The research report of a period: eleven figures and five tables after the study's, as one HTML text.

The order follows hoofdstuk 2 of Regioplan, De Nederlandse seksbranche (2021), figures 2.2-2.12 and tables
2.2-2.6; beside our figures stand the study's, where it gives them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard import study_figures, study_tables, wording
from dashboard.web import environment
from domain.weeks import Week
from trends.codebook import TABLES
from trends.events import Event
from trends.tables import Tables


@dataclass(frozen=True, slots=True)
class StudyReport:
    """What the report needs: the tables of a period, which period, and when it was made.

    `files` are the names of the data files beside the report, empty when there are none.
    """

    tables: Tables
    first: Week
    last: Week
    made_on: date
    events: Sequence[Event] = ()
    files: Sequence[str] = ()


def render_study(report: StudyReport) -> str:
    """The report as one self-contained HTML text: style and charts inside, no script, no request."""
    frames = report.tables.frames
    return (
        environment()
        .get_template("studie.html")
        .render(
            report=report,
            summary=study_tables.summary(report.tables),
            figures=study_figures.figures(report.tables, report.events),
            tables=study_tables.main_tables(frames),
            extra=study_tables.extra_tables(frames),
            trace=study_tables.trace(frames),
            method=frames["weekly"]["method"].unique().to_list(),
            titles=TABLES,
            caveats=wording.CAVEATS,
            css=(Path(__file__).parent / "static" / "peil.css").read_text(encoding="utf-8"),
        )
    )
