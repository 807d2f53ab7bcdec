"""`peil outreach`: an offer of help, written here, approved by people, sent once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.clock import now
from app.house import House, open_house
from domain.errors import BadInput, Refused
from domain.messages import MessageState
from domain.outreach import Channel, LegalOpinion, WaveState

cli = typer.Typer(help="Een hulpaanbod voorbereiden, laten goedkeuren en één keer versturen.", no_args_is_help=True)
wave = typer.Typer(help="Rondes: voorstellen, goedkeuren, klaarzetten, versturen, stoppen.", no_args_is_help=True)
replies = typer.Typer(help="Antwoorden: de werklijst, en wat ermee gedaan is.", no_args_is_help=True)
unknown = typer.Typer(help="Berichten waarvan onzeker is of ze verstuurd zijn.", no_args_is_help=True)
cli.add_typer(wave, name="wave")
cli.add_typer(replies, name="replies")
cli.add_typer(unknown, name="unknown")

WAVES = {
    WaveState.PROPOSED: "voorgesteld",
    WaveState.APPROVED: "goedgekeurd",
    WaveState.LOCKED: "klaar of verstuurd",
    WaveState.STOPPED: "gestopt",
}
By = Annotated[str, typer.Option(help="Wie dit doet.")]
OrganisationArgument = Annotated[str, typer.Argument(help="Zie `peil outreach organisations`.")]
WaveArgument = Annotated[str, typer.Argument(help="Naam van de ronde, zie `peil outreach wave list`.")]
TemplateOption = Annotated[
    list[str] | None, typer.Option("--template", help="Een sjabloon (standaard offer), of twee om te vergelijken.")
]
HelperOption = Annotated[str | None, typer.Option(help="Voornaam of alias; standaard de eerste van de organisatie.")]
CapOption = Annotated[int | None, typer.Option(help="Hoogstens zoveel berichten.", min=1)]
ChannelOption = Annotated[Channel, typer.Option(help="Langs welke weg.")]


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
    organisation: OrganisationArgument, name: Annotated[str, typer.Option(help="Naam van het sjabloon.")] = "offer"
) -> None:
    """Toon een bericht in elke taal zoals het verstuurd zou worden, met lengte, prijs en bezwaren.

    Voorbeeld: `peil outreach templates demonstratie`
    """
    from app.offers import find_organisation, texts, words
    from outreach.lint import lint
    from outreach.segments import segments

    one = find_organisation(open_house(), organisation)
    helper, lists, wrong = (one.helpers or ("Voornaam",))[0], words(), 0
    for language, template in texts((name,))[name].items():
        text = template.filled(helper=helper, organisation=one.name)
        size = segments(text)
        typer.echo(f"{template.id}  {size} sms-delen, {size * one.segment_cents} cent\n    {text}")
        faults = lint(template, lists, helper=helper, organisation=one.name)
        wrong += bool(faults)
        for fault in faults:
            typer.echo(f"    GEWEIGERD ({language}): {fault.reason}")
    if wrong:
        raise Refused(f"{wrong} berichten kunnen zo niet verstuurd worden")


@cli.command()
def preview(
    organisation: OrganisationArgument,
    template: TemplateOption = None,
    cap: CapOption = None,
) -> None:
    """Toon hoeveel mensen een bericht zouden krijgen en hoeveel niet, met de reden. Er verandert niets.

    Voorbeeld: `peil outreach preview demonstratie --cap 50`
    """
    from app.offers import Plan, find_organisation, newest_week
    from app.offers import preview as look

    house = open_house()
    one = find_organisation(house, organisation)
    week = newest_week(house)
    chosen = look(house, Plan(one, "", tuple(template or ["offer"]), cap=cap), week, now())
    typer.echo(f"{week}: {len(chosen.recipients)} ontvangers")
    _counts({str(reason): count for reason, count in chosen.set_aside.items()})


@cli.command()
def opinion(
    organisation: OrganisationArgument,
    lawyer: Annotated[str, typer.Option(help="Wie het advies gaf.")],
    reference: Annotated[str, typer.Option(help="Kenmerk of vindplaats van het advies.")],
    until: Annotated[datetime, typer.Option(help="Geldig tot (jjjj-mm-dd).", formats=["%Y-%m-%d"])],
    by: By,
    template: Annotated[str, typer.Option(help="Voor welk sjabloon.")] = "offer",
    channel: ChannelOption = Channel.KANNEL,
) -> None:
    """Leg een juridisch advies vast. Zonder advies voor organisatie, kanaal en sjabloon gaat er niets uit.

    Voorbeeld: `peil outreach opinion demonstratie --lawyer "mr. X" --reference 2026-12 --until 2027-01-01 --by Kim`
    """
    from app.offers import find_organisation
    from storage.waves import save_opinion

    house = open_house()
    one = find_organisation(house, organisation)
    stored = LegalOpinion(one.id, channel, template, lawyer, reference, until.date())
    with house.engine.begin() as connection:
        save_opinion(connection, stored, by, now())
    typer.echo(f"Vastgelegd: {one.id} via {channel} met '{template}', tot {until:%Y-%m-%d}.")


@cli.command()
def stats(organisation: OrganisationArgument) -> None:
    """Toon wat verstuurd, bezorgd, beantwoord en afgemeld is; onder de vijf wordt niets getoond.

    Voorbeeld: `peil outreach stats demonstratie`
    """
    from app.offers import find_organisation
    from app.sending import sent_of
    from outreach.statistics import cells, compare, must_stop

    house = open_house()
    sent = sent_of(house, find_organisation(house, organisation).id)
    for cell in cells(sent):
        size = "minder dan 5" if cell.sent is None else cell.sent
        typer.echo(
            f"{cell.by} {cell.value}: {size} verstuurd; bezorgd {cell.delivered}; "
            f"antwoord {cell.replied}; afgemeld {cell.opted_out}"
        )
    names = sorted({one.template.split("/")[1] for one in sent})
    if len(names) == 2:
        typer.echo(f"{names[0]} tegen {names[1]}: {compare(sent, *names)}")
    typer.echo(must_stop(sent) or "Geen reden om te pauzeren.")


@cli.command()
def card(
    organisation: OrganisationArgument,
    url: Annotated[str, typer.Option(help="De informatiepagina van de organisatie (https).")],
    folder: Annotated[Path, typer.Option(help="Map voor de bestanden.")] = Path("kaart"),
) -> None:
    """Maak de weg zonder berichten: een kaart met QR-code (PDF), een bannerregel en een informatiepagina.

    Voorbeeld: `peil outreach card demonstratie --url https://hulp.example/`
    """
    from app.offers import find_organisation
    from outreach.page import write_card

    for path in write_card(find_organisation(open_house(), organisation), url, folder):
        typer.echo(f"Gemaakt: {path}")


@cli.command()
def callbacks(port: Annotated[int, typer.Option(help="Poort.")] = 8711, host: str = "127.0.0.1") -> None:
    """Luister naar bezorgberichten en antwoorden van de gateway, alleen op deze machine tenzij anders gezegd.

    Voorbeeld: `peil outreach callbacks`
    """
    import uvicorn

    from app.gateways import callback_app

    uvicorn.run(callback_app(open_house()), host=host, port=port, log_level="warning", access_log=False)


@wave.command()
def propose(
    organisation: OrganisationArgument,
    by: By,
    template: TemplateOption = None,
    helper: HelperOption = None,
    cap: CapOption = None,
    channel: ChannelOption = Channel.KANNEL,
    name: Annotated[str | None, typer.Option(help="Naam van de ronde.")] = None,
) -> None:
    """Stel een ronde samen uit de nieuwste complete meting. Er wordt niets verstuurd.

    Voorbeeld: `peil outreach wave propose demonstratie --cap 50 --by Kim`
    """
    from app.offers import Plan, find_organisation, newest_week
    from app.offers import propose as put_forward

    house, moment = open_house(), now()
    one = find_organisation(house, organisation)
    if helper is None and not one.helpers:
        raise Refused(f"{one.id} heeft geen hulpverlener: noem er een met --helper")
    plan = Plan(one, helper or one.helpers[0], tuple(template or ["offer"]), channel, cap)
    made, chosen = put_forward(
        house, plan, newest_week(house), moment, author=by, name=name or f"{one.id}-{moment:%Y%m%d-%H%M%S}"
    )
    typer.echo(f"Ronde {made.id}: {len(chosen.recipients)} berichten voorgesteld, controlegetal {made.digest[:12]}.")
    _counts({str(reason): count for reason, count in chosen.set_aside.items()})


@wave.command("list")
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


@wave.command()
def show(name: WaveArgument) -> None:
    """Toon een ronde zoals een goedkeurder die moet zien: elke tekst, aantallen, kosten en het controlegetal.

    Voorbeeld: `peil outreach wave show demonstratie-2026-W10`
    """
    from app.offers import find_organisation, texts
    from domain.message_states import DUTCH
    from outreach.segments import segments
    from storage.database import reading
    from storage.messages import load_messages
    from storage.waves import load_wave, set_aside

    house = open_house()
    with reading(house.engine).connect() as connection:
        one, left_out = load_wave(connection, name), set_aside(connection, name)
        messages = load_messages(connection, wave=name)
    organisation, written = find_organisation(house, one.organisation), texts(one.templates)
    typer.echo(
        f"{one.id}: {WAVES[one.state]}, samengesteld door {one.author}, goedgekeurd door {one.approved_by or 'niemand'}"
    )
    typer.echo(f"{organisation.name}, {one.helper}, afzender {organisation.sender}, via {one.channel}")
    total = 0
    for template in sorted({message.template for message in messages}):
        language, kind, _ = template.split("/")
        text = written[kind][language].filled(helper=one.helper, organisation=organisation.name)
        number, size = sum(message.template == template for message in messages), segments(text)
        total += number * size * organisation.segment_cents
        typer.echo(f"\n{template}: {number} berichten van {size} sms-delen\n    {text}")
    for state in MessageState:
        if number := sum(message.state is state for message in messages):
            typer.echo(f"{number} {DUTCH[state]}")
    typer.echo(f"Kosten: € {total / 100:.2f}")
    _counts(left_out)
    typer.echo(f"Controlegetal: {one.digest}")


@wave.command()
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
        given = give(one, by, seen, find_organisation(house, one.organisation))
        save_approval(connection, given, by, now())
    typer.echo(f"{name}: {WAVES[given.state]}, goedgekeurd door {', '.join(given.approved_by)}.")


@wave.command()
def lock(name: WaveArgument, by: By) -> None:
    """Zet een goedgekeurde ronde klaar; ze gaat uit zodra het venster open is.

    Voorbeeld: `peil outreach wave lock demonstratie-2026-W10 --by Kim`
    """
    from app.offers import make_ready

    ready, withdrawn = make_ready(open_house(), name, by, now())
    typer.echo(f"{name}: {ready} berichten klaar om te versturen, {withdrawn} ingetrokken.")


@wave.command("send")
def send_now(limit: Annotated[int, typer.Option(help="Hoogstens zoveel berichten.", min=1)] = 500) -> None:
    """Verstuur wat klaarstaat, binnen het venster. De planner doet dit ook vanzelf.

    Voorbeeld: `peil outreach wave send`
    """
    from app.gateways import open_gateways
    from app.sending import send

    house = open_house()
    typer.echo(send(house, open_gateways(house), now, limit=limit))


@wave.command()
def stop(name: WaveArgument, by: By, reason: Annotated[str, typer.Option(help="Waarom.")]) -> None:
    """Stop een ronde; wat nog niet verstuurd is, wordt ingetrokken.

    Voorbeeld: `peil outreach wave stop demonstratie-2026-W10 --by Kim --reason "fout in de naam"`
    """
    from storage.waves import load_wave, stop_wave

    with open_house().engine.begin() as connection:
        load_wave(connection, name)
        typer.echo(f"{name}: {stop_wave(connection, name, by, reason, now())} berichten ingetrokken.")


@replies.command("list")
def list_replies() -> None:
    """Toon open antwoorden, nood eerst. De woorden zelf staan bij de organisatie.

    Voorbeeld: `peil outreach replies list`
    """
    from storage.database import reading
    from storage.replies import open_replies

    words = {"stop": "afgemeld", "hold": "WACHT OP U", "distress": "NOOD", "answer": "antwoord"}
    with reading(open_house().engine).connect() as connection:
        for row in open_replies(connection):
            typer.echo(f"{row.id}  {words[row.code]}  {row.at:%Y-%m-%d %H:%M}  {row.helper or '-'}  {row.pointer}")


@replies.command()
def handle(reply: str, by: By) -> None:
    """Zet een antwoord op afgehandeld.

    Voorbeeld: `peil outreach replies handle "kannel 1b2c" --by Noor`
    """
    from storage.replies import handle as done

    with open_house().engine.begin() as connection:
        if not done(connection, reply, by, now()):
            raise BadInput(f"er is geen open antwoord {reply}")
    typer.echo("Afgehandeld.")


@replies.command()
def release(reply: str, by: By) -> None:
    """Hef de blokkade van deze persoon op, nadat een mens het antwoord las.

    Voorbeeld: `peil outreach replies release "kannel 1b2c" --by Noor`
    """
    from storage.objections import release as let_go
    from storage.replies import contact_of

    with open_house().engine.begin() as connection:
        released = let_go(connection, contact_of(connection, reply), by, now())
    typer.echo(f"{released} blokkades opgeheven.")


@unknown.command("list")
def list_unknown() -> None:
    """Toon berichten waarvan onzeker is of ze verstuurd zijn. Ze gaan nooit vanzelf opnieuw uit.

    Voorbeeld: `peil outreach unknown list`
    """
    from storage.database import reading
    from storage.sending import in_doubt

    with reading(open_house().engine).connect() as connection:
        for row in in_doubt(connection):
            typer.echo(f"{row.id}  {row.wave}  sinds {row.claimed:%Y-%m-%d %H:%M}  {row.reason}")


@unknown.command()
def settle(
    message: str,
    by: By,
    evidence: Annotated[str, typer.Option(help="Waar het bewijs staat, bijvoorbeeld de afrekening van de aanbieder.")],
    sent: Annotated[bool, typer.Option("--sent/--not-sent", help="Is het verstuurd?")],
) -> None:
    """Leg vast of een onzeker bericht verstuurd is, met het bewijs. Alleen dan kan het opnieuw.

    Voorbeeld: `peil outreach unknown settle 1f2e3d --sent --by Kim --evidence "overzicht aanbieder 4 maart"`
    """
    from app.sending import settle_by_hand

    typer.echo(settle_by_hand(open_house(), message, by, evidence, sent, now()))


@unknown.command()
def reconcile() -> None:
    """Vraag de gateway wat er van onzekere berichten en gemiste antwoorden bekend is.

    Voorbeeld: `peil outreach unknown reconcile`
    """
    from app.gateways import open_gateways
    from app.sending import reconcile as ask

    house: House = open_house()
    typer.echo(ask(house, open_gateways(house), now()))


def _counts(left_out: Mapping[str, int]) -> None:
    for reason, number in sorted(left_out.items()):
        typer.echo(f"    niet: {number} {reason}")
