"""`peil import`: load an earlier collection, for research."""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import now
from app.house import House, found_house, open_house
from config.settings import read_settings
from domain.errors import BadInput
from domain.weeks import Week

if TYPE_CHECKING:
    from pipelines.keyed import Keyed

SHOWN = 20  # problems that are printed one by one
MOST_REFUSED = 0.1  # share of rows: beyond it the file is probably something else
PURPOSE = "wetenschappelijk of statistisch onderzoek naar de openlijk geadverteerde markt"
GROUND = "nog niet opgegeven; de invoerende organisatie legt de grondslag vast"


def import_file(
    file: Annotated[Path, typer.Argument(help="JSON-regels (.jsonl), CSV (.csv) of Parquet (.parquet).")],
    purpose: Annotated[str, typer.Option(help="Waarvoor deze verzameling gebruikt wordt; wordt vastgelegd.")] = PURPOSE,
    ground: Annotated[str, typer.Option(help="Op welke grondslag (AVG); wordt vastgelegd.")] = GROUND,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Alleen nakijken, niets bewaren.")] = False,
) -> None:
    """Lees een eerdere verzameling advertenties in, voor onderzoek.

    Kolommen: source, code, week (2020-W35 of een datum), advertiser, phone, municipality, title, text,
    price_hour, age, gender, work_type, origin. Alleen source, code en week zijn verplicht. Namen, nummers
    en codes worden versleuteld bewaard, teksten alleen als vingerafdruk, herkomst niet. Een afgebroken
    keer gaat met hetzelfde bestand verder; twee keer inlezen telt één keer.

    Voorbeeld: `peil import verzameling.csv --dry-run`

    Voorbeeld: `peil import verzameling.parquet --purpose "vergelijking met 2020" --ground "art. 89 AVG"`
    """
    from pipelines.collection import read_collection
    from pipelines.keyed import TWICE, keyed
    from storage.keys import Keyring

    rows = read_collection(file)
    house = _house(dry_run)
    found = keyed(rows, house.keyring if house else Keyring.generate())  # a look needs no keys that last
    refused = len({problem.line for problem in found.problems if problem.refused})
    _tell(file, found, rows.height, refused)
    # A row that was there already tells nothing about the file: a week may be in it twice.
    wrong = len({problem.line for problem in found.problems if problem.refused and problem.what != TWICE})
    if wrong > MOST_REFUSED * rows.height or found.sightings.is_empty():
        raise BadInput(f"{file}: {refused} van {rows.height} rijen geweigerd; er is niets bewaard. Klopt dit bestand?")
    if dry_run or house is None:
        typer.echo("Nagekeken; er is niets bewaard.")
        return
    _store(house, file, found, (purpose, ground), (rows.height, refused))


def _house(dry_run: bool) -> House | None:
    """The installation; where there is none at all, a collection is a fine beginning of one, and a look needs none."""
    settings = read_settings()
    own = settings.home / "peilmoment.db"
    elsewhere = settings.database_url != f"sqlite:///{own}"  # keys made here would not fit what is there
    if elsewhere or own.exists() or settings.keys.exists():
        return open_house(settings)
    if dry_run:
        return None
    typer.echo(f"Nieuwe installatie in {settings.home}. Bewaar een kopie van keys.json op een andere plek.")
    return found_house(settings)


def _tell(file: Path, found: Keyed, rows: int, refused: int) -> None:
    for problem in found.problems[:SHOWN]:
        typer.echo(f"{file}:{problem.line}: {problem.what}; {'rij geweigerd' if problem.refused else 'waarde leeg'}")
    if len(found.problems) > SHOWN:
        typer.echo(f"... en nog {len(found.problems) - SHOWN} opmerkingen")
    lost = sum(not problem.refused for problem in found.problems)
    typer.echo(
        f"{rows} rijen: {found.sightings.height} waarnemingen van {found.codes.height} advertenties in "
        f"{found.contents.height} versies; {refused} rijen geweigerd, {lost} waarden leeg gelaten"
    )


def _store(house: House, file: Path, found: Keyed, why: tuple[str, str], counts: tuple[int, int]) -> None:
    from storage.collections import (
        Import,
        begin_import,
        finish_import,
        open_measurements,
        save_codes,
        save_contents,
        save_sightings,
    )

    at = now()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    this = Import(digest, file.name[:200], *why, getpass.getuser(), *counts)
    with house.engine.begin() as connection:
        if not begin_import(connection, this, at):
            typer.echo("Dit bestand is al helemaal ingelezen; er is niets veranderd.")
            return
        open_measurements(connection, found.sightings, digest, at)
    with house.engine.begin() as connection:
        ids = save_contents(connection, found.contents)
        save_codes(connection, house.keyring, found.codes, at)
    new = 0
    for _, seen in found.sightings.sort("week").group_by("week", maintain_order=True):
        with house.engine.begin() as connection:
            new += save_sightings(connection, seen, ids, at)
    with house.engine.begin() as connection:
        finish_import(connection, digest, at)
    weeks = found.sightings["week"]
    span = f"{Week.from_index(int(weeks.min()))} tot en met {Week.from_index(int(weeks.max()))}" if new else "-"  # type: ignore[arg-type]
    typer.echo(f"Bewaard: {new} nieuwe waarnemingen ({span}). Doel: {why[0]}. Grondslag: {why[1]}.")
    typer.echo("Volgende stap: peil link")
