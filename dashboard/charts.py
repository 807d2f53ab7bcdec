"""Charts as SVG, drawn on the server by Vega-Lite with Dutch numbers and months.

A chart never stands alone: the page prints its table beside it. Colour is never the only difference
between two lines, because each also has its own dash and point shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert

from domain.measures import Measurement
from trends.events import Event

INK, QUIET, PAPER = "#1f2a37", "#5b6675", "#ffffff"
COLOURS = ["#0b5c8a", "#b04a12", "#2f6f3e", "#7a3e8e", "#7c6a00", "#a12b4b"]
DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4], [1, 3]]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
PROVISIONAL, GAP = "#eef1f4", "#f6dcc0"
LETTER = 7.5  # points for a letter of 12 points, in the widest of the fonts that may be there

Row = dict[str, Any]


def series(
    lines: Sequence[tuple[str, Sequence[Measurement]]], unit: str, events: Sequence[Event] = (), from_zero: bool = True
) -> str:
    """Weekly lines with their bands; grey weeks are provisional, orange weeks are gaps.

    `lines` are (label, measurements in week order). The figure breaks at a gap, it never bridges one.
    """
    rows = [_point(label, one) for label, measurements in lines for one in measurements]
    if not rows:
        return ""
    weeks = [_background(one) for one in lines[0][1]]
    labels = [label for label, _ in lines]
    layers: list[Any] = [
        _shade([row for row in weeks if row["provisional"]], PROVISIONAL),
        _shade([row for row in weeks if row["gap"]], GAP),
        _band(rows, labels),
        _line(rows, labels, unit, from_zero),
    ]
    if events:
        layers += _events(events)
    return draw(alt.layer(*layers).resolve_scale(color="shared"), width=720, height=280)


def bars(rows: Sequence[tuple[str, float | None]], title: str, percentages: bool = False) -> str:
    """Horizontal bars in the given order, each with its figure at the end; None is left open."""
    data = [{"name": name, "value": value} for name, value in rows]
    if not data:
        return ""
    written = ".0%" if percentages else ",.0f"
    room = LETTER * max(len(name) for name, _ in rows)  # names are cut off where the reader's letters are wider
    axis = alt.Axis(labelLimit=260, minExtent=min(260, room), ticks=False, domain=False)
    base = alt.Chart(_data(data)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=axis),
        x=alt.X("value:Q", title=title, axis=alt.Axis(format=written, tickCount=5)),
    )
    labels = base.mark_text(align="left", dx=4, color=INK).encode(text=alt.Text("value:Q", format=written))
    return draw(base.mark_bar(color=COLOURS[0], height=14) + labels, width=460, height=24 * len(data))


def draw(chart: Any, width: int, height: int) -> str:
    """The SVG of an Altair chart in the house style; no network, no script, no inline style."""
    return _svg(chart.properties(width=width, height=height).to_json(indent=None))


@lru_cache(maxsize=256)
def _svg(specification: str) -> str:
    """The same figures give the same picture, so a page that is opened again costs nothing."""
    svg = vl_convert.vegalite_to_svg(
        specification, config=_STYLE, allowed_base_urls=[], format_locale="nl-NL", time_format_locale="nl-NL"
    )
    return str(svg)


_STYLE: Row = {
    "font": "Liberation Sans, Arial, Helvetica, sans-serif",
    "background": PAPER,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": QUIET,
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": "#dde3e9",
        "domainColor": "#9aa5b1",
        "tickColor": "#9aa5b1",
    },
    "axisY": {"titlePadding": 16},  # numbers too may be wider than they were measured
    "legend": {
        "orient": "top",
        "direction": "vertical",
        "title": None,
        "labelFontSize": 12,
        "labelColor": INK,
        "labelLimit": 420,
        "symbolSize": 70,
        "symbolStrokeWidth": 2,
        "symbolOpacity": 1,
    },
    "range": {"category": COLOURS},
}


def _point(label: str, one: Measurement) -> Row:
    return {
        "week": one.week.monday.isoformat(),
        "line": label,
        "value": one.value,
        "low": one.low if one.value is not None else None,
        "high": one.high if one.value is not None else None,
    }


def _background(one: Measurement) -> Row:
    return {
        "from": (one.week.monday - timedelta(days=3)).isoformat(),
        "to": (one.week.monday + timedelta(days=4)).isoformat(),
        "provisional": one.provisional,
        "gap": bool(one.gap),
    }


def _shade(weeks: Sequence[Row], colour: str) -> Any:
    return alt.Chart(_data(weeks)).mark_rect(color=colour).encode(x="from:T", x2="to:T")


def _colour(labels: Sequence[str], **options: Any) -> Any:
    scale = alt.Scale(domain=list(labels), range=COLOURS[: len(labels)])
    return alt.Color("line:N", scale=scale, **options)


def _band(rows: Sequence[Row], labels: Sequence[str]) -> Any:
    return (
        alt.Chart(_data(rows))
        .mark_area(opacity=0.16, invalid="break-paths-show-domains")
        .encode(x="week:T", y="low:Q", y2="high:Q", color=_colour(labels))
    )


def _line(rows: Sequence[Row], labels: Sequence[str], unit: str, from_zero: bool) -> Any:
    domain = list(labels)
    return (
        alt.Chart(_data(rows))
        .mark_line(point={"size": 28, "filled": True}, strokeWidth=2, invalid="break-paths-show-domains")
        .encode(
            x=alt.X(
                "week:T", title=None, axis=alt.Axis(format="%-d %b %Y", labelOverlap=True, tickCount=8, grid=False)
            ),
            y=alt.Y("value:Q", title=unit, scale=alt.Scale(zero=from_zero), axis=alt.Axis(format=",.0f")),
            color=_colour(labels),
            strokeDash=alt.StrokeDash("line:N", scale=alt.Scale(domain=domain, range=DASHES[: len(domain)])),
            shape=alt.Shape("line:N", scale=alt.Scale(domain=domain, range=SHAPES[: len(domain)])),
        )
    )


def _events(events: Sequence[Event]) -> list[Any]:
    data = _data([{"on": event.on.isoformat(), "name": event.name} for event in events])
    base = alt.Chart(data).encode(x="on:T")
    return [
        base.mark_rule(color=QUIET, strokeDash=[3, 3]),
        base.mark_text(align="left", baseline="top", dx=4, color=INK).encode(y=alt.value(2), text="name:N"),
    ]


def _data(rows: Sequence[Row]) -> Any:
    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def curve(points: Sequence[Row], x: str, y: str) -> str:
    """A falling step curve: `share` with its interval `low`-`high`, between `shortest` and `longest`.

    Each point has these five and `weeks`; shares from 0 to 1.
    """
    if not points:
        return ""
    base = alt.Chart(_data(points)).encode(x=alt.X("weeks:Q", title=x, axis=alt.Axis(grid=False, tickCount=10)))
    scale = alt.Scale(domain=[0, 1])
    outer = base.mark_area(opacity=0.14, color=COLOURS[0], interpolate="step-after").encode(
        y=alt.Y("shortest:Q", title=y, scale=scale, axis=alt.Axis(format=".0%")), y2="longest:Q"
    )
    inner = base.mark_area(opacity=0.3, color=COLOURS[0], interpolate="step-after").encode(y="low:Q", y2="high:Q")
    line = base.mark_line(color=COLOURS[0], strokeWidth=2, interpolate="step-after").encode(y="share:Q")
    return draw(alt.layer(outer, inner, line), width=720, height=260)
