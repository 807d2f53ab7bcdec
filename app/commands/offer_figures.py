"""`peil outreach stats` and `peil outreach brake`: what the offers do, and the brake when they do harm."""

from __future__ import annotations

from typing import Annotated

import typer

from app.clock import now
from app.commands.outreach_options import By, OrganisationArgument, Reason
from app.house import open_house

brake = typer.Typer(help="De rem: pauzeert een sjabloon als te veel mensen zich afmelden.", no_args_is_help=True)


def stats(organisation: OrganisationArgument) -> None:
    """Toon wat verstuurd, bezorgd, beantwoord en afgemeld is; onder de vijf wordt niets getoond.

    Voorbeeld: `peil outreach stats demonstratie`
    """
    from app.brake import brakes, sent_of
    from app.offers import find_organisation
    from outreach.statistics import cells, compare

    house, moment = open_house(), now()
    sent = sent_of(house, find_organisation(house, organisation).id, moment)
    for cell in cells(sent):
        size = "minder dan 5" if cell.sent is None else cell.sent
        typer.echo(
            f"{cell.by} {cell.value}: {size} verstuurd; bezorgd {cell.delivered}; "
            f"antwoord {cell.replied}; afgemeld {cell.opted_out}"
        )
    names = sorted({one.name for one in sent})
    if len(names) == 2:
        typer.echo(f"{names[0]} tegen {names[1]}: {compare(sent, *names)}")
    paused = {name: why for (whose, name), why in brakes(house, moment).items() if whose == organisation}
    for name, why in sorted(paused.items()):
        typer.echo(f"'{name}' is {why}; zie `peil outreach brake list`")
    if not paused:
        typer.echo("Geen reden om te pauzeren.")


@brake.command("list")
def list_brakes() -> None:
    """Toon welke sjablonen nu gepauzeerd zijn, en wie de rem er eerder af haalde en waarom.

    Voorbeeld: `peil outreach brake list`
    """
    from app.brake import brakes
    from storage.brakes import releases
    from storage.database import reading

    house = open_house()
    for (organisation, template), why in sorted(brakes(house, now()).items()):
        typer.echo(f"{organisation}  '{template}'  {why}")
    with reading(house.engine).connect() as connection:
        for one in releases(connection):
            typer.echo(f"{one.organisation}  '{one.template}'  rem eraf {one.at:%Y-%m-%d} door {one.by}: {one.reason}")


@brake.command()
def release(
    organisation: OrganisationArgument,
    by: By,
    reason: Reason,
    template: Annotated[str, typer.Option(help="Naam van het sjabloon.")] = "offer",
) -> None:
    """Laat een gepauzeerd sjabloon weer gaan, met een reden; vanaf nu telt opnieuw wie zich afmeldt.

    Voorbeeld: `peil outreach brake release demonstratie --by Kim --reason "tekst aangepast na overleg"`
    """
    from app.brake import release_brake

    release_brake(open_house(), organisation, template, by, reason, now())
    typer.echo(f"'{template}' van {organisation} mag weer; vanaf nu wordt opnieuw geteld.")
