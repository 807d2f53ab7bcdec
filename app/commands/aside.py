"""`peil outreach aside`: texts whose language only a person can tell."""

from __future__ import annotations

from textwrap import indent
from typing import Annotated

import typer

from app.clock import now
from app.commands.outreach_options import By, OrganisationArgument
from app.house import open_house

cli = typer.Typer(help="Advertenties waarvan de taal niet zeker is: een mens beslist.", no_args_is_help=True)


@cli.command("list")
def list_aside(organisation: OrganisationArgument, by: By) -> None:
    """Toon de teksten waarvan de taal niet zeker is, met wat nodig is om te kiezen en niets meer.

    Nummers, namen en adressen zijn afgedekt; wie om een andere reden niet benaderd wordt, staat er niet bij.

    Voorbeeld: `peil outreach aside list demonstratie --by Noor`
    """
    from app.language_aside import set_aside

    found = set_aside(open_house(), organisation, by, now())
    for one in found:
        typer.echo(f"{one.key[:12]}  misschien {' of '.join(one.guesses) or 'onbekend'}\n{indent(one.text, '    ')}")
    typer.echo(f"{len(found)} teksten wachten op een keuze.")


@cli.command("decide")
def choose_language(
    key: Annotated[str, typer.Argument(help="Begin van de sleutel, zie `peil outreach aside list`.")],
    language: Annotated[str, typer.Argument(help="Taalcode, of `geen` om deze persoon met rust te laten.")],
    organisation: Annotated[str, typer.Option(help="Voor welke organisatie.")],
    by: By,
) -> None:
    """Leg vast in welke taal een tekst is, voor de volgende ronde. Verandert de tekst, dan geldt dit niet meer.

    Voorbeeld: `peil outreach aside decide 1f2e3d4c5b6a es --organisation demonstratie --by Noor`
    """
    from app.language_aside import decide

    decided = decide(open_house(), organisation, by, key, language, now())
    typer.echo(f"Vastgelegd: {decided[:12]} is {language}.")
