"""`peil outreach wave`: a round of offers from proposal to sending."""

from __future__ import annotations

from typing import Annotated

import typer

from app.clock import now
from app.commands.outreach_options import (
    WAVES,
    By,
    CapOption,
    ChannelOption,
    GenderOption,
    HelperOption,
    LanguageOption,
    OrganisationArgument,
    Reason,
    TemplateOption,
    WaveArgument,
    WorkOption,
    target,
    tell_left_out,
)
from app.house import open_house
from domain.errors import Refused
from domain.messages import MessageState
from domain.outreach import Channel

cli = typer.Typer(help="Rondes: voorstellen, goedkeuren, klaarzetten, versturen, stoppen.", no_args_is_help=True)


@cli.command()
def propose(
    organisation: OrganisationArgument,
    by: By,
    template: TemplateOption = None,
    helper: HelperOption = None,
    cap: CapOption = None,
    channel: ChannelOption = Channel.KANNEL,
    gender: GenderOption = None,
    work: WorkOption = None,
    language: LanguageOption = None,
    name: Annotated[str | None, typer.Option(help="Naam van de ronde.")] = None,
) -> None:
    """Stel een ronde samen uit de nieuwste complete meting. Er wordt niets verstuurd.

    Voorbeeld: `peil outreach wave propose demonstratie --cap 50 --by Kim`
    """
    from app.offers import Plan, find_organisation, newest_week
    from app.offers import propose as put_forward

    house, moment = open_house(), now()
    one = find_organisation(house, organisation)
    named = helper or next(iter(one.helpers), "")
    plan = Plan(one, named, tuple(template or ["offer"]), channel, cap, target(gender, work, language))
    made, chosen = put_forward(
        house, plan, newest_week(house), moment, author=by, name=name or f"{one.id}-{moment:%Y%m%d-%H%M%S}"
    )
    typer.echo(f"Ronde {made.id}: {len(chosen.recipients)} berichten voorgesteld, controlegetal {made.digest[:12]}.")
    tell_left_out({str(reason): count for reason, count in chosen.set_aside.items()})


@cli.command("list")
def list_waves() -> None:
    """Toon alle rondes.

    Voorbeeld: `peil outreach wave list`
    """
    from domain.message_states import DUTCH
    from storage.database import reading
    from storage.waves import load_waves, wave_counts

    with reading(open_house().engine).connect() as connection:
        for one in load_waves(connection):
            counts = wave_counts(connection, one.id).items()
            told = ", ".join(f"{number} {DUTCH[MessageState(state)]}" for state, number in sorted(counts))
            typer.echo(f"{one.id}  {WAVES[one.state]}  via {one.channel}  door {one.author}  {told}")


@cli.command()
def show(name: WaveArgument) -> None:
    """Toon een ronde zoals een goedkeurder die moet zien: elke tekst, aantallen, kosten en het controlegetal.

    Voorbeeld: `peil outreach wave show demonstratie-2026-W10`
    """
    from app.offers import find_organisation
    from app.texts import versions
    from domain.message_states import DUTCH
    from outreach.segments import segments
    from outreach.templates import digest
    from outreach.waves import covering, opinion_objection
    from storage.database import reading
    from storage.messages import load_messages
    from storage.waves import load_opinions, load_wave, set_aside

    house = open_house()
    with reading(house.engine).connect() as connection:
        one, left_out = load_wave(connection, name), set_aside(connection, name)
        messages = load_messages(connection, house.remembers(now()), wave=name)
        opinions = load_opinions(connection)
    organisation, written = find_organisation(house, one.organisation), versions(one.templates, house)
    typer.echo(
        f"{one.id}: {WAVES[one.state]}, samengesteld door {one.author}, goedgekeurd door {one.approved_by or 'niemand'}"
    )
    typer.echo(f"{organisation.name}, {one.helper}, afzender {organisation.sender}, via {one.channel}")
    typer.echo(f"Doelgroep {one.target}")
    total, lacking = 0, set()
    for template in sorted({message.template for message in messages}):
        if template not in written:
            raise Refused(f"het bestand van sjabloon {template} is weg: zet het terug, of stop deze ronde")
        text = written[template].filled(helper=one.helper, organisation=organisation.name)
        number, size = sum(message.template == template for message in messages), segments(text)
        total += number * size * organisation.segment_cents
        typer.echo(
            f"\n{template}: {number} {'bericht' if number == 1 else 'berichten'} van {size} sms-delen\n    {text}"
        )
        about = template, digest(written[template].text)
        for read in covering(one.organisation, about, one.channel, opinions, now().date()):
            typer.echo(f"    juridisch advies: {read.lawyer}, {read.reference}, tot {read.valid_until}")
        lacking.add(opinion_objection(one.organisation, about, one.channel, opinions, now().date()))
    for missing in sorted(lacking - {""}):
        typer.echo(f"\nLET OP: {missing}")
    for state in MessageState:
        if number := sum(message.state is state for message in messages):
            typer.echo(f"{number} {DUTCH[state]}")
    typer.echo(f"Kosten: € {total / 100:.2f}")
    tell_left_out(left_out)
    typer.echo(f"Controlegetal: {one.digest}")


@cli.command()
def approve(
    name: WaveArgument,
    by: By,
    digest: Annotated[str, typer.Option(help="Het controlegetal uit `wave show` (minstens 12 tekens).")],
) -> None:
    """Keur een ronde goed: precies deze teksten aan precies deze ontvangers. De samensteller kan dit niet.

    Voorbeeld: `peil outreach wave approve demonstratie-2026-W10 --by Sam --digest 1f2e3d4c5b6a`
    """
    from app.offers import find_organisation
    from outreach.waves import approve as give
    from storage.waves import load_wave, save_approval

    house = open_house()
    with house.engine.begin() as connection:
        one = load_wave(connection, name)
        seen = one.digest if len(digest) >= 12 and one.digest.startswith(digest) else digest
        given = give(one, by, seen, find_organisation(house, one.organisation), now())
        save_approval(connection, given, by, now())
    typer.echo(f"{name}: {WAVES[given.state]}, goedgekeurd door {', '.join(given.approved_by)}.")


@cli.command()
def lock(name: WaveArgument, by: By) -> None:
    """Zet een goedgekeurde ronde klaar; ze gaat uit zodra het venster open is.

    Voorbeeld: `peil outreach wave lock demonstratie-2026-W10 --by Kim`
    """
    from app.offers import make_ready

    ready, withdrawn = make_ready(open_house(), name, by, now())
    typer.echo(f"{name}: {ready} berichten klaar om te versturen, {withdrawn} ingetrokken.")


@cli.command("send")
def send_now(limit: Annotated[int, typer.Option(help="Hoogstens zoveel berichten.", min=1)] = 500) -> None:
    """Verstuur wat klaarstaat, binnen het venster. De planner doet dit ook vanzelf.

    Voorbeeld: `peil outreach wave send`
    """
    from app.gateways import open_gateways
    from app.sending import send

    house = open_house()
    typer.echo(send(house, open_gateways(house), now, limit=limit))


@cli.command()
def stop(name: WaveArgument, by: By, reason: Reason) -> None:
    """Stop een ronde; wat nog niet verstuurd is, wordt ingetrokken.

    Voorbeeld: `peil outreach wave stop demonstratie-2026-W10 --by Kim --reason "fout in de naam"`
    """
    from storage.waves import load_wave, stop_wave

    with open_house().engine.begin() as connection:
        load_wave(connection, name)
        typer.echo(f"{name}: {stop_wave(connection, name, by, reason, now())} berichten ingetrokken.")
