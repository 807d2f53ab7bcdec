"""`peil audit`: shows and proves the audit log."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from app.clock import spoken
from app.house import House, open_house
from domain.errors import BadInput, Refused
from storage.audit import first_broken, hash_of, head, history
from storage.database import reading
from storage.proof import first_altered

cli = typer.Typer(
    help="Het logboek van besluiten: bekijken en bewijzen dat er niets aan veranderd is.", no_args_is_help=True
)


@cli.command()
def verify() -> None:
    """Controleer de keten; noemt de eerste regel of het eerste dossier dat is gewijzigd, verwijderd of ingevoegd.

    Ook een afgeknipt einde valt op: buiten de database staat hoe ver de vorige controle kwam.

    Voorbeeld: `peil audit verify`
    """
    house = open_house()
    anchor = house.settings.home / "audit-anchor.json"
    with reading(house.engine).connect() as connection:
        broken = first_broken(connection)
        number, newest = head(connection)
        if broken is None:
            broken = _cut_off(house, anchor)
        altered = first_altered(connection)
    if broken is not None:
        raise Refused(f"Het logboek klopt niet: regel {broken} is gewijzigd, verwijderd of ingevoegd.")
    if altered is not None:
        raise Refused(
            f"Het dossier van {altered[0]} klopt niet: versie {altered[1]} is buiten peil om gewijzigd, verwijderd "
            "of ingevoegd. Stop de bron en zet een reservekopie terug."
        )
    anchor.write_text(json.dumps({"number": number, "hash": newest}), encoding="utf-8")
    typer.echo(f"Het logboek klopt: {number} regels, laatste {newest[:16]}.")


@cli.command("list")
def show(subject: str = typer.Argument(None, help="Alleen regels over dit onderwerp, zoals een bron.")) -> None:
    """Toon het logboek, oudste eerst.

    Voorbeeld: `peil audit list sandbox_a`
    """
    with reading(open_house().engine).connect() as connection:
        for row in history(connection, subject):
            typer.echo(f"{row.number:>6}  {spoken(row.at)}  {row.actor}  {row.action}  {row.subject}  {row.detail}")


def _cut_off(house: House, anchor: Path) -> int | None:
    """The first number that an earlier check saw and that is gone or different now."""
    if not anchor.exists():
        return None
    number, newest = _noted(anchor)
    with reading(house.engine).connect() as connection:
        return None if hash_of(connection, number) == newest else number


def _noted(anchor: Path) -> tuple[int, str]:
    """Where the previous check came. Raises BadInput when that note cannot be read: then nothing is proven."""
    try:
        noted = json.loads(anchor.read_text(encoding="utf-8"))
        return int(noted["number"]), str(noted["hash"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{anchor}:1: hier stond hoe ver de vorige controle kwam, en dat is niet te lezen. Zet het bestand terug "
            "uit een reservekopie, of haal het weg als u zeker weet dat het logboek niet is afgeknipt."
        ) from error
