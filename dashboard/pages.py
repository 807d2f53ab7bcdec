"""What stands on each page, as plain data for the templates."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from dashboard import charts, wording
from domain.measures import Measurement
from domain.weeks import Week
from trends.events import Event

FIGURES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("actief", "Hoeveel advertenties staan er?", ("active",)),
    ("nieuw", "Hoeveel zijn er nieuw?", ("new_previous", "new_five", "new_ever")),
    ("terug", "Hoeveel verdwijnen er, en hoeveel komen terug?", ("closed", "returned", "one_time")),
)
"""Anchor, heading and measures of each figure; the three "new" series always stand together."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in a table: text, its band if any, and why it is empty."""

    text: str
    band: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: a week and its figures."""

    week: str
    provisional: bool
    accepted: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and the table that says the same."""

    anchor: str
    heading: str
    measures: tuple[tuple[str, str], ...]
    svg: str
    lines: tuple[Line, ...]


def figures(
    series: Sequence[Measurement], unit: str, events: Sequence[Event] = (), accepted: Container[Week] = ()
) -> list[Figure]:
    """The figures of the weekly page; `unit` is `ads` or `advertisers`, `accepted` weeks that count though partial."""
    suffix = "_advertisers" if unit == "advertisers" else ""
    said = "vermoedelijke adverteerders" if suffix else "unieke advertenties"
    return [
        _figure(anchor, heading, [name + suffix for name in names], series, said, events, accepted)
        for anchor, heading, names in FIGURES
    ]


def methods(series: Sequence[Measurement]) -> str:
    """The method versions behind a series, as one text."""
    return ", ".join(sorted({one.method for one in series})) or "geen"


def _figure(
    anchor: str,
    heading: str,
    names: list[str],
    series: Sequence[Measurement],
    unit: str,
    events: Sequence[Event],
    accepted: Container[Week],
) -> Figure:
    of_name = {name: sorted((m for m in series if m.measure == name), key=lambda m: m.week) for name in names}
    drawn = [(wording.measure(name).split(" (")[0], of_name[name]) for name in names]
    return Figure(
        anchor=anchor,
        heading=heading,
        measures=tuple(
            (drawn_as, wording.DEFINITIONS[name.removesuffix("_advertisers")])
            for name, (drawn_as, _) in zip(names, drawn, strict=True)
        ),
        svg=charts.series(drawn, unit, events),
        lines=tuple(_lines([of_name[name] for name in names], accepted)),
    )


def _lines(columns: Sequence[Sequence[Measurement]], accepted: Container[Week]) -> list[Line]:
    by_week: list[dict[Week, Measurement]] = [{one.week: one for one in column} for column in columns]
    weeks = sorted({week for column in by_week for week in column}, reverse=True)
    return [
        Line(
            week=wording.week(week),
            provisional=any(column[week].provisional for column in by_week if week in column),
            accepted=week in accepted,
            cells=tuple(_cell(column.get(week)) for column in by_week),
        )
        for week in weeks
    ]


def _cell(one: Measurement | None) -> Cell:
    if one is None or one.value is None:
        return Cell("–", gap=wording.gap(one.gap) if one else "")
    varies = one.low is not None and one.high is not None and one.low != one.high
    band = f"{wording.number(one.low)} tot {wording.number(one.high)}" if varies else ""
    return Cell(wording.number(one.value), band)
