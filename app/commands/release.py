"""`peil release`: the figures municipalities may see, computed once, proven, and kept as files."""

from __future__ import annotations

import getpass
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import now
from app.commands.report import read_period
from app.house import open_house
from domain.errors import BadInput
from domain.weeks import Week

if TYPE_CHECKING:
    import polars as pl

    from trends.cells import Grain
    from trends.release import Release


def release(
    start: Annotated[str, typer.Option("--from", help="Eerste week van het jaar dat vrijkomt, zoals 2026-W01.")],
    end: Annotated[str, typer.Option("--to", help="Laatste week, zoals 2026-W26.")],
    places: Annotated[Path, typer.Option(help="CSV met municipality, name en region: één gemeente-indeling.")],
    division: Annotated[int, typer.Option(help="Jaar van die indeling.")],
    correction: Annotated[
        str, typer.Option(help="Wat er gecorrigeerd is, als al gepubliceerde cijfers wijzigen.")
    ] = "",
) -> None:
    """Maak de cijfers die gemeenten mogen zien: afgerond, beschermd en nagerekend voordat ze vrijkomen.

    Elke gemeente krijgt voor het hele jaar één tijdvak: per week, per vier weken of alleen per regio. Tijdvakken
    komen minstens 7 dagen later vrij en veranderen nooit stilzwijgend.

    Voorbeeld: `peil release --from 2026-W01 --to 2026-W26 --places gemeenten.csv --division 2026`
    """
    from storage.audit import append
    from trends.cells import Grain, advertiser_cells
    from trends.panel import panel
    from trends.release import release as next_release

    house, at = open_house(), now()
    period = read_period(house, start, end, places)
    if period.places is None or period.places["region"].null_count():
        raise BadInput(f"{places}: elke gemeente heeft een region nodig, want die telt op uit haar gemeenten")
    whole = panel(period.sightings, period.measurements)
    folder = house.settings.home / "releases"
    folder.mkdir(exist_ok=True)
    cells = {grain: advertiser_cells(whole, period.places, grain) for grain in (Grain.WEEKLY, Grain.FOUR_WEEKLY)}
    chosen = _grains(folder / f"grain-{Week.parse(start).year}.json", cells)
    for grain, active in cells.items():
        published = {place for place, how in chosen.items() if how == grain}
        tables = {"active": active, "new": advertiser_cells(whole, period.places, grain, new_only=True)}
        earlier = _earlier(folder, grain)
        made = next_release(
            tables, grain, division, today=at.date(), published=published, earlier=earlier, correction=correction
        )
        path = _keep(folder, made)
        with house.engine.begin() as connection:
            append(connection, getpass.getuser(), "release", path.stem, {"cells": made.figures.height}, at)
        shown = made.figures["shown"].count()
        typer.echo(f"{path}: {len(published)} gemeenten, {shown} van {made.figures.height} cijfers worden getoond")


def _grains(path: Path, cells: dict[Grain, pl.DataFrame]) -> dict[str, Grain]:
    """The grain of every municipality, chosen once per release year and then kept."""
    from trends.cells import Grain, choose_grain

    if not path.exists():
        chosen = choose_grain(cells[Grain.WEEKLY], cells[Grain.FOUR_WEEKLY])
        path.write_text(json.dumps({place: int(grain) for place, grain in chosen.items()}), encoding="utf-8")
    return {place: Grain(weeks) for place, weeks in json.loads(path.read_text(encoding="utf-8")).items()}


def _keep(folder: Path, made: Release) -> Path:
    path = folder / f"release-{made.grain.name.lower()}-{made.version:03d}.parquet"
    made.figures.write_parquet(path)
    about = {"division": made.division, "made_on": made.made_on.isoformat(), "correction": made.correction}
    path.with_suffix(".json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    return path


def _earlier(folder: Path, grain: Grain) -> list[Release]:
    import polars as pl

    from trends.release import Release

    found = []
    for version, path in enumerate(sorted(folder.glob(f"release-{grain.name.lower()}-*.parquet")), start=1):
        about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        made_on = date.fromisoformat(about["made_on"])
        figures = pl.read_parquet(path)
        found.append(Release(version, grain, about["division"], made_on, figures, about["correction"]))
    return found
