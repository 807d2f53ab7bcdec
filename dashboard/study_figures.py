"""The eleven figures of the research report, each with the table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard import charts, wording
from dashboard.study_tables import Printed, in_order, of_variable, share_table, weekly_table
from domain.measures import Measurement
from domain.weeks import Week
from trends.codebook import label
from trends.events import Event
from trends.series import records
from trends.tables import Tables

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One figure. `table` is None when a shared table follows later; `absent` says why there is no chart."""

    title: str
    svg: str
    caption: str
    table: Printed | None = None
    absent: str = ""


def figures(tables: Tables, events: Sequence[Event]) -> list[Drawn]:
    """Figures 1 to 11, in the study's order."""
    frames = tables.frames
    return [
        *_weekly(frames, events),
        _survival(tables),
        _bars(frames, "gender", "Geslacht volgens het formulier van de site"),
        _bars(frames, "work_combination", "Typen werk"),
        _bars(frames, "price_band", "Prijs per uur, in euro"),
        _prices(frames),
        _bars(frames, "age_band", "Opgegeven leeftijd"),
        _bars(frames, "origin", "Opgegeven herkomst"),
    ]


def _weekly(frames: Frames, events: Sequence[Event]) -> list[Drawn]:
    """Figures 1 to 4: they share one table, printed with the last of them."""
    every = frames["weekly"]
    sources = [name for name in every["source"].unique().sort() if name != "all"]
    of_sources = [(name, _line(every, "active", name)) for name in sources]
    active = charts.series([("alle bronnen", _line(every, "active")), *of_sources], "unieke advertenties", events)
    return [
        Drawn("Actieve advertenties per meting", active, wording.DEFINITIONS["active"]),
        _drawn(every, ("new_previous", "new_five", "new_ever"), "Nieuwe advertenties per meting", events),
        _drawn(every, ("closed", "returned"), "Gesloten en teruggekeerde advertenties per meting", events),
        _drawn(every, ("one_time",), "Advertenties die eenmaal zijn gezien", events, weekly_table(frames)),
    ]


def _drawn(
    every: pl.DataFrame, names: Sequence[str], title: str, events: Sequence[Event], table: Printed | None = None
) -> Drawn:
    svg = charts.series([(wording.measure(name), _line(every, name)) for name in names], "unieke advertenties", events)
    return Drawn(title, svg, " ".join(wording.DEFINITIONS[name] for name in names), table)


def _line(every: pl.DataFrame, measure: str, source: str = "all") -> list[Measurement]:
    return records(every.filter((pl.col("measure") == measure) & (pl.col("source") == source)).sort("week"))


def _survival(tables: Tables) -> Drawn:
    stayed = tables.survival
    points = stayed.curve.to_dicts()
    kept = [row for row in points if row["weeks"] in {1, 2, 4, 8, 13, 26, 39, 52}]
    rows = [
        [
            f"na {row['weeks']} {'week' if row['weeks'] == 1 else 'weken'}",
            wording.percent(row["share"], 1),
            f"{wording.percent(row['low'], 1)}–{wording.percent(row['high'], 1)}",
            f"{wording.percent(row['shortest'], 1)}–{wording.percent(row['longest'], 1)}",
            wording.number(row["at_risk"]),
        ]
        for row in kept
    ]
    head = ("Nog online", "Aandeel", "95%-interval", "Kortst en langst mogelijk", "Gevolgd")
    caption = (
        f"Kaplan-Meier over {wording.number(stayed.n)} vermoedelijke adverteerders, van wie "
        f"{wording.number(stayed.ended)} verdwenen. {wording.number(stayed.began_before)} waren er al bij de eerste "
        "meting; hun begin is onbekend en zij tellen niet mee. Een einde is alleen bekend tussen twee metingen "
        "(interval-gecensureerd): de lichte band laat elk verblijf zo kort en zo lang zijn als de metingen toelaten."
    )
    svg = charts.curve(points, "weken sinds de eerste waarneming", "aandeel nog online")
    return Drawn("Hoe lang een adverteerder online blijft", svg, caption, Printed("Nog online", head, rows))


def _bars(frames: Frames, variable: str, title: str) -> Drawn:
    counted = of_variable(frames, variable)
    if counted.is_empty():
        absent = "Dit kenmerk staat in deze verzameling niet aan of is nergens ingevuld."
        return Drawn(title, "", "", None, absent)
    counted = in_order(counted, variable)
    rows = [(label(variable, name), share) for name, share in counted.head(12).select("category", "share").iter_rows()]
    caption = "Aandeel van de unieke advertenties met een waarde, gemiddeld over de metingen."
    return Drawn(title, charts.bars(rows, "aandeel", percentages=True), caption, share_table(frames, variable, title))


def _prices(frames: Frames) -> Drawn:
    weekly = frames["price_weekly"]
    state = {m.week.index: m for m in _line(frames["weekly"], "active")}
    types = ["all", "at_home", "escort", "massage"]
    lines = [
        ("alle samen" if kind == "all" else label("work_type", kind), _price_line(weekly, kind, state))
        for kind in types
    ]
    means = {(row["week"], row["work_type"]): row["mean"] for row in weekly.iter_rows(named=True)}
    rows = [
        [str(Week.from_index(week)), *(wording.number(means.get((week, kind))) for kind in types)]
        for week in sorted(state)
    ]
    return Drawn(
        "Prijs per uur naar type werk, per meting",
        charts.series([line for line in lines if line[1]], "euro per uur", from_zero=False),
        "Gemiddelde van de advertenties met een prijs. Een advertentie met twee typen telt bij beide mee.",
        Printed("Gemiddelde prijs per uur, in euro", ("Meting", *(name for name, _ in lines)), rows),
    )


def _price_line(weekly: pl.DataFrame, kind: str, state: Mapping[int, Measurement]) -> list[Measurement]:
    priced = {row["week"]: row for row in weekly.filter(pl.col("work_type") == kind).iter_rows(named=True)}
    if not priced:
        return []
    return [
        Measurement(
            one.week,
            "price_hour",
            priced[week]["mean"] if week in priced else None,
            priced[week]["n"] if week in priced else 0,
            one.method,
            provisional=one.provisional,
            gap=one.gap,
        )
        for week, one in sorted(state.items())
    ]
