"""`peil outreach`: an offer of help, written here, approved by people, sent once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.clock import now
from app.commands import aside, offer_figures, wave, worklists
from app.commands.outreach_options import (
    By,
    CapOption,
    ChannelOption,
    GenderOption,
    LanguageOption,
    OrganisationArgument,
    TemplateOption,
    WorkOption,
    target,
    tell_left_out,
)
from app.house import open_house
from domain.errors import BadInput, Refused
from domain.outreach import Channel, LegalOpinion

cli = typer.Typer(help="Een hulpaanbod voorbereiden, laten goedkeuren en één keer versturen.", no_args_is_help=True)
cli.add_typer(wave.cli, name="wave")
cli.add_typer(aside.cli, name="aside")
cli.add_typer(worklists.replies, name="replies")
cli.add_typer(worklists.unknown, name="unknown")
cli.add_typer(offer_figures.brake, name="brake")
cli.command()(offer_figures.stats)


@cli.command()
def organisations() -> None:
    """Toon de organisaties en of ze kunnen versturen.

    Voorbeeld: `peil outreach organisations`
    """
    from app.offers import organisations as known

    for one in known(open_house()).values():
        regions = ", ".join(one.regions) or "heel Nederland"
        typer.echo(f"{one.id}  {one.name}  ({regions})\n    {one.objection() or f'gereed, afzender {one.sender}'}")


@cli.command()
def templates(
    organisation: OrganisationArgument,
    name: Annotated[str | None, typer.Option(help="Alleen dit sjabloon; anders elk dat er is.")] = None,
) -> None:
    """Toon elk bericht in elke taal zoals het verstuurd zou worden, met lengte, prijs en bezwaren.

    Eigen sjablonen staan in $PEIL_HOME/messages, in een map per taal; een bezwaar noemt bestand en regel.

    Voorbeeld: `peil outreach templates demonstratie`
    """
    from app.offers import find_organisation
    from app.texts import template_names, texts, words
    from outreach.lint import lint
    from outreach.segments import segments

    house = open_house()
    one = find_organisation(house, organisation)
    helper, lists, wrong = (one.helpers or ("Voornaam",))[0], words(), 0
    written = texts((name,) if name else template_names(house), house)
    for template in (template for per in written.values() for template in per.values()):
        text = template.filled(helper=helper, organisation=one.name)
        size = segments(text)
        typer.echo(f"{template.id}  {size} sms-delen, {size * one.segment_cents} cent\n    {text}")
        faults = lint(template, lists, helper=helper, organisation=one.name)
        wrong += bool(faults)
        for fault in faults:
            typer.echo(f"    GEWEIGERD {template.where}: {fault.reason}")
    if wrong:
        raise Refused(f"{wrong} berichten kunnen zo niet verstuurd worden")


@cli.command()
def preview(
    organisation: OrganisationArgument,
    template: TemplateOption = None,
    cap: CapOption = None,
    gender: GenderOption = None,
    work: WorkOption = None,
    language: LanguageOption = None,
) -> None:
    """Toon hoeveel mensen een bericht zouden krijgen en hoeveel niet, met de reden. Er verandert niets.

    Voorbeeld: `peil outreach preview demonstratie --cap 50`
    """
    from app.offers import Plan, find_organisation, newest_week
    from app.offers import preview as look

    house = open_house()
    one = find_organisation(house, organisation)
    week = newest_week(house)
    plan = Plan(one, "", tuple(template or ["offer"]), cap=cap, target=target(gender, work, language))
    chosen = look(house, plan, week, now())
    typer.echo(f"{week}: {len(chosen.recipients)} ontvangers")
    tell_left_out({str(reason): count for reason, count in chosen.set_aside.items()})


@cli.command()
def opinion(
    organisation: OrganisationArgument,
    lawyer: Annotated[str, typer.Option(help="Wie het advies gaf.")],
    reference: Annotated[str, typer.Option(help="Kenmerk of vindplaats van het advies.")],
    until: Annotated[datetime, typer.Option(help="Geldig tot (jjjj-mm-dd).", formats=["%Y-%m-%d"])],
    by: By,
    template: Annotated[str, typer.Option(help="Voor welk sjabloon.")] = "offer",
    channel: ChannelOption = Channel.KANNEL,
    language: LanguageOption = None,
) -> None:
    """Leg een juridisch advies vast over de teksten zoals ze nu zijn. Zonder advies gaat er niets uit.

    Een nieuwe versie of een nieuwe taal valt er niet onder: leg die opnieuw aan de jurist voor. Met een bekend kenmerk
    veranderen alleen de jurist en de einddatum; over andere teksten gaat een advies met een nieuw kenmerk.

    Voorbeeld: `peil outreach opinion demonstratie --lawyer "mr. X" --reference 2026-12 --until 2027-01-01 --by Kim`
    """
    from app.offers import find_organisation
    from app.texts import newest_digests
    from outreach.waves import about_the_same, unusable
    from storage.waves import load_opinions, save_opinion

    house = open_house()
    one = find_organisation(house, organisation)
    read = newest_digests(template, house, language or ())
    stored = LegalOpinion(one.id, channel, template, lawyer.strip(), reference.strip(), until.date(), read)
    if reason := unusable(stored, by, now().date()):
        raise BadInput(reason)
    with house.engine.begin() as connection:
        if not language:
            stored = about_the_same(stored, load_opinions(connection))
        save_opinion(connection, stored, by, now())
    typer.echo(f"Vastgelegd: {one.id} via {channel} met '{template}', tot {until:%Y-%m-%d}.")
    typer.echo(f"Het advies geldt voor precies deze teksten: {', '.join(sorted(stored.covers)) or 'geen'}.")
    if later := sorted(set(newest_digests(template, house)) - set(stored.covers)):
        typer.echo(f"Niet voor {', '.join(later)}: dat vraagt een nieuw advies met een eigen kenmerk.")


@cli.command()
def card(
    organisation: OrganisationArgument,
    url: Annotated[str, typer.Option(help="De informatiepagina van de organisatie (https).")],
    folder: Annotated[Path, typer.Option(help="Map voor de bestanden.")] = Path("kaart"),
) -> None:
    """Maak de weg zonder berichten: een kaart met QR-code (PDF), een bannerregel en een informatiepagina.

    Voorbeeld: `peil outreach card demonstratie --url https://hulp.example/`
    """
    from app.card import write_card
    from app.offers import find_organisation

    for path in write_card(find_organisation(open_house(), organisation), url, folder):
        typer.echo(f"Gemaakt: {path}")


@cli.command()
def desk(
    organisation: OrganisationArgument,
    by: By,
    port: Annotated[int, typer.Option(help="Poort op 127.0.0.1.")] = 8713,
) -> None:
    """Open de pagina's van één hulpverlener, alleen op deze machine: antwoorden, één nummer tegelijk, taal kiezen.

    Wie het getoonde adres heeft, is die hulpverlener: geef het niet door, en stop met Ctrl-C als u klaar bent.

    Voorbeeld: `peil outreach desk demonstratie --by Noor`
    """
    from secrets import token_urlsafe

    import uvicorn

    from app.desk import Desk
    from dashboard.helping import create_helping

    key = token_urlsafe(24)
    app = create_helping(Desk.of(open_house(), organisation, by), key)
    typer.echo(f"Open http://127.0.0.1:{port}/open?sleutel={key}")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


@cli.command()
def callbacks(port: Annotated[int, typer.Option(help="Poort.")] = 8711, host: str = "127.0.0.1") -> None:
    """Luister naar bezorgberichten en antwoorden van de gateway, alleen op deze machine tenzij anders gezegd.

    Voorbeeld: `peil outreach callbacks`
    """
    import uvicorn

    from app.gateways import callback_app

    uvicorn.run(callback_app(open_house()), host=host, port=port, log_level="warning", access_log=False)
