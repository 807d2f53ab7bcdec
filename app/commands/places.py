"""`peil places`: the gazetteer of Dutch places, and official files of CBS and PDOK."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Annotated

import typer

from config.divisions import NEWEST, in_division, read_mergers
from config.official_places import read_boundaries, read_inhabitants
from config.settings import read_settings
from domain.errors import BadInput
from pipelines.place import gazetteer, municipality_name, read_place

cli = typer.Typer(help="Plaatsnamen, gemeentelijke indelingen en officiële bestanden.", no_args_is_help=True)


@cli.command("import")
def import_files(
    population: Annotated[Path | None, typer.Option(help="CSV van CBS StatLine met inwoners per gemeente.")] = None,
    boundaries: Annotated[Path | None, typer.Option(help="GeoJSON van CBS/PDOK met gemeentegrenzen.")] = None,
) -> None:
    """Lees officiële bestanden in: inwoners (CSV) en grenzen (GeoJSON). Ze komen in PEIL_HOME/places.

    Voorbeeld: `peil places import --population inwoners.csv --boundaries gemeenten.geojson`
    """
    if population is None and boundaries is None:
        raise BadInput("Noem een bestand: --population inwoners.csv of --boundaries gemeenten.geojson.")
    folder = read_settings().home / "places"
    folder.mkdir(parents=True, exist_ok=True)
    if population is not None:
        people = read_inhabitants(population)
        _write_municipalities(folder / "municipalities.csv", people)
        typer.echo(f"{len(people)} gemeenten met inwoners in {folder / 'municipalities.csv'}.")
    if boundaries is not None:
        shapes = read_boundaries(boundaries)
        (folder / "boundaries.geojson").write_text(json.dumps(shapes, ensure_ascii=False), encoding="utf-8")
        typer.echo(f"{len(shapes['features'])} gemeentegrenzen in {folder / 'boundaries.geojson'}.")


@cli.command()
def find(name: Annotated[str, typer.Argument(help="Plaats, wijk of gemeentecode.")]) -> None:
    """Welke gemeente bij een plaatsnaam hoort, in de nieuwste indeling.

    Voorbeeld: `peil places find Boxmeer`
    """
    code = read_place(name) or in_division(name.strip().upper())
    if code not in gazetteer().names:
        raise BadInput(f"{name}: geen bekende plaats in Nederland.")
    typer.echo(f"{code} {municipality_name(code)}")


@cli.command()
def divisions() -> None:
    """Hoeveel gemeenten en namen bekend zijn, en welke gemeenten per jaar zijn samengegaan.

    Voorbeeld: `peil places divisions`
    """
    places = gazetteer()
    typer.echo(f"Indeling {NEWEST}: {len(places.names)} gemeenten, {len(places.entries)} namen.")
    for merger in read_mergers():
        typer.echo(f"{merger.year}: {', '.join(merger.was.values())} werd {merger.name} ({merger.into})")


def _write_municipalities(path: Path, people: dict[str, int]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("municipality", "name", "population"))
        writer.writerows((code, municipality_name(code), count) for code, count in sorted(people.items()))
