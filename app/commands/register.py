"""`peil register`: the contact register, shared between installations without showing whom it is about."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from app.clock import now
from app.house import open_house
from domain.errors import BadInput

cli = typer.Typer(help="Het contactregister: wie wanneer benaderd is, in sleutels.", no_args_is_help=True)


@cli.command("export")
def export_entries(path: Annotated[Path, typer.Argument(help="Bestand om te schrijven.")]) -> None:
    """Schrijf wie benaderd is, wie wij willen benaderen, wie zich afmeldde, als sleutels voor de andere installaties.

    Voorbeeld: `peil register export register.jsonl`
    """
    from app.exchange import tell

    text, told = tell(open_house(), now())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    typer.echo(
        f"{len(told.entries)} benaderingen, {len(told.reserved)} plannen en {len(told.refused)} afmeldingen in {path}, "
        f"nummer {told.number}."
    )


@cli.command("import")
def import_entries(path: Annotated[Path, typer.Argument(help="Bestand van een andere installatie.")]) -> None:
    """Neem over wie elders benaderd is of gaat worden, of zich afmeldde; die krijgen hier niets.

    Voorbeeld: `peil register import register.jsonl`
    """
    from app.exchange import hear

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is niet te lezen: {error}") from error
    told, new, news = hear(open_house(), text, now())
    typer.echo(f"{told.installation}: {new} nieuwe benaderingen, {len(told.entries) - new} waren al bekend.")
    typer.echo(f"{len(told.refused)} afmeldingen: wie daar afgemeld is, krijgt hier ook niets.")
    typer.echo(
        f"{len(told.reserved)} plannen overgenomen."
        if news
        else "Plannen niet overgenomen: geen partner, of al gehoord."
    )


@cli.command()
def partners() -> None:
    """Toon per andere installatie of die onze plannen kent; zonder dat gaat een ronde niet op slot.

    Voorbeeld: `peil register partners`
    """
    from app.exchange import partners as known

    for line in known(open_house()):
        typer.echo(line)
