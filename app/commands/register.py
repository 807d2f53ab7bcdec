"""`peil register`: the contact register, shared between installations without showing whom it is about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.clock import now
from app.house import House, open_house
from domain.errors import BadInput

cli = typer.Typer(help="Het contactregister: wie wanneer benaderd is, in sleutels.", no_args_is_help=True)


@cli.command("export")
def export_entries(path: Annotated[Path, typer.Argument(help="Bestand om te schrijven.")]) -> None:
    """Schrijf alle benaderingen als versleutelde regels, voor installaties met dezelfde registersleutel.

    Voorbeeld: `peil register export register.jsonl`
    """
    from outreach.register import write_entries
    from storage.audit import append
    from storage.register import all_entries

    house = open_house()
    with house.engine.begin() as connection:
        entries = all_entries(connection)
        append(connection, "peil", "register exported", path.name, {"entries": len(entries)}, now())
    path.write_text(write_entries(entries, key_check=_key_check(house)), encoding="utf-8")
    typer.echo(f"{len(entries)} benaderingen in {path}.")


@cli.command("import")
def import_entries(path: Annotated[Path, typer.Argument(help="Bestand van een andere installatie.")]) -> None:
    """Neem benaderingen van een andere installatie over; wie daar benaderd is, krijgt hier niets.

    Voorbeeld: `peil register import register.jsonl`
    """
    from outreach.register import read_entries
    from storage.audit import append
    from storage.register import take_in

    house = open_house()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is niet te lezen: {error}") from error
    entries = read_entries(text, key_check=_key_check(house))
    with house.engine.begin() as connection:
        new = take_in(connection, entries)
        append(connection, "peil", "register imported", path.name, {"entries": len(entries), "new": new}, now())
    typer.echo(f"{new} nieuwe benaderingen overgenomen, {len(entries) - new} waren al bekend.")


def _key_check(house: House) -> str:
    """Shows whether two installations share the register key, without showing the key."""
    return house.keyring.contact_register("peilmoment register key check")
