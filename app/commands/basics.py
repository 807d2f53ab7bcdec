"""`peil init` and what every installation needs first."""

from __future__ import annotations

import typer

from app.house import found_house
from config.settings import read_settings


def register(app: typer.Typer) -> None:
    app.command()(init)


def init() -> None:
    """Maak of werk deze installatie bij: mappen, sleutels (modus 0600) en databaseschema.

    Bestaande sleutels en gegevens blijven staan.

    Voorbeeld: `PEIL_HOME=/srv/peil peil init`
    """
    house = found_house(read_settings())
    typer.echo(f"Klaar. Gegevens en sleutels staan in {house.settings.home}.")
    typer.echo("Bewaar een kopie van keys.json op een andere plek dan de database.")
