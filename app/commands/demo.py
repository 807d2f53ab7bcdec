"""`peil demo`: the main job, shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from app.house import House
from config.settings import read_settings
from dashboard.wording import number, percent
from domain.measures import Measurement
from domain.weeks import Week
from storage.database import reading
from storage.series import load_measurements

LAST_WEEKS = 4


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo() -> None:
    """Laat de hele weektaak zien op een verzonnen markt: twaalf metingen over echte HTTP, zonder iets te versturen.

    Schrijft `summary.json` en `report.html` in de map `demo` van deze installatie.

    Voorbeeld: `peil demo`
    """
    from app.demo.compare import true_series
    from app.demo.result import NEXT_STEPS, summary
    from app.demo.run import run_demo

    console = Console()
    home = read_settings().home / "demo"
    console.print("Drie verzonnen sites, twaalf weken. Dit duurt een paar minuten; er wordt niets verstuurd.")
    done = run_demo(home, console)
    console.print(_figures(summary(done)))
    console.print(_weeks(done.house, true_series(done.population)))
    console.print(f"Cijfers: {home / 'summary.json'}\nVerslag: {home / 'report.html'} (open in een browser)")
    for what, command in NEXT_STEPS:
        console.print(f"{what}: [bold]{command}[/bold]")


def _figures(figures: dict[str, Any]) -> Table:
    links, truth = figures["links"], figures["truth"]
    table = Table("Wat", "Gemeten", "Waarheid van de markt", title="Twaalf weken verzonnen markt")
    table.add_row("Metingen, compleet", number(figures["measurements"]), "")
    table.add_row("Waarnemingen", number(figures["observations"]), "")
    table.add_row("Vermoedelijke adverteerders", number(figures["advertisers"]), number(truth["advertisers"]))
    table.add_row("Van de gelegde koppelingen klopt", percent(links["precision"], 1), "")
    table.add_row("Van de ware koppelingen gevonden", percent(links["recall"], 1), "")
    table.add_row("Advertenties ten onrechte gesloten", number(figures["wrongly_closed"]), "0")
    for name, words in (("signals", "Indicatoren gevonden"), ("critical", "Waarvan met spoed te beoordelen")):
        table.add_row(words, str(figures[name]["found"]), str(figures[name]["planted"]))
    table.add_row("Concepten voor hulpaanbod", str(figures["drafts"]), "niets verstuurd")
    table.add_row("Duur", f"{figures['seconds']:.0f} s, {figures['peak_rss_mb']} MB", "")
    return table


def _weeks(house: House, truth: Mapping[str, Mapping[Week, int]]) -> Table:
    """The last weeks, counted in advertisers, next to what the market knows."""
    with reading(house.engine).connect() as connection:
        counted = {(one.measure, one.week): one for one in load_measurements(connection) if one.source == "all"}
    names = {
        "active_advertisers": "Actief",
        "new_previous_advertisers": "Nieuw t.o.v. vorige week",
        "closed_advertisers": "Gesloten",
    }
    table = Table("Week", *names.values(), title="Adverteerders: gemeten / waarheid")
    for week in sorted(truth["active_advertisers"])[-LAST_WEEKS:]:
        table.add_row(
            str(week), *(f"{_shown(counted.get((name, week)))} / {truth[name].get(week, '-')}" for name in names)
        )
    return table


def _shown(figure: Measurement | None) -> str:
    return "-" if figure is None or figure.value is None else f"{figure.value:.0f}"
