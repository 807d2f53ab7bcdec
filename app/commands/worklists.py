"""`peil outreach replies` and `peil outreach unknown`: the two work lists that only people can empty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from app.clock import now, spoken
from app.commands.outreach_options import By, Reason
from app.house import open_house
from domain.errors import BadInput
from domain.outreach import ReplyCode

replies = typer.Typer(help="Antwoorden: de werklijst, en wat ermee gedaan is.", no_args_is_help=True)
unknown = typer.Typer(help="Berichten waarvan onzeker is of ze verstuurd zijn.", no_args_is_help=True)


@replies.command("list")
def list_replies(
    organisation: Annotated[str | None, typer.Argument(help="Welke; zonder: aantallen, en wat van niemand is.")] = None,
    helper: Annotated[str, typer.Option(help="Alleen aan deze hulpverlener.")] = "",
) -> None:
    """Toon open antwoorden aan een organisatie, nood eerst. De woorden zelf staan bij de organisatie.

    Voorbeeld: `peil outreach replies list demonstratie --helper Noor`
    """
    from app.offers import organisations
    from app.replying import answers_of, unaddressed

    house = open_house()
    if organisation is not None:
        _tell(answers_of(house, organisation, now(), helper=helper))
        return
    for name in organisations(house):
        if found := answers_of(house, name, now()):
            need = sum(row.code == ReplyCode.DISTRESS for row in found)
            typer.echo(f"{name}: {len(found)} open, waarvan {need} nood")
    _tell(unaddressed(house, now()))


def _tell(rows: Sequence[Any]) -> None:
    from app.replying import WORDS

    for row in rows:
        typer.echo(f"{row.id}  {WORDS[row.code]}  {spoken(row.at)}  {row.helper or '-'}  {row.pointer}")


@replies.command()
def handle(reply: str, by: By) -> None:
    """Zet een antwoord op afgehandeld. Alleen wie voor de organisatie werkt, kan dit.

    Voorbeeld: `peil outreach replies handle "kannel 1b2c" --by Noor`
    """
    from app.replying import settle

    if not settle(open_house(), reply, by, now()):
        raise BadInput(f"antwoord {reply} is al afgehandeld")
    typer.echo("Afgehandeld.")


@replies.command()
def release(reply: str, by: By) -> None:
    """Hef de blokkade van deze persoon op, nadat een mens het antwoord las.

    Voorbeeld: `peil outreach replies release "kannel 1b2c" --by Noor`
    """
    from app.replying import settle

    typer.echo(f"{settle(open_house(), reply, by, now(), release=True)} blokkades opgeheven.")


@replies.command()
def reveal(reply: str, by: By, reason: Reason) -> None:
    """Toon één keer het nummer achter een antwoord aan een hulpverlener. Elke keer komt in het logboek.

    Alleen van een antwoord aan de eigen organisatie, binnen haar regio, met een reden en een aantal per dag.

    Voorbeeld: `peil outreach replies reveal "kannel 1b2c" --by Noor --reason "terugbellen zoals gevraagd"`
    """
    from app.revealing import show_number
    from app.screen import require_screen, show_once

    require_screen()
    show_once(show_number(open_house(), reply, by, reason, now()))


@replies.command()
def reveals(days: Annotated[int, typer.Option(help="Hoe ver terug.", min=1, max=365)] = 30) -> None:
    """Toon wie welke nummers zag of geweigerd werd, en waarom. Voor wie op de privacy let; zonder nummers.

    Voorbeeld: `peil outreach replies reveals --days 7`
    """
    from app.revealing import shown_and_refused

    for line in shown_and_refused(open_house(), now() - timedelta(days=days)):
        typer.echo(line)


@replies.command("import")
def import_replies(
    path: Annotated[Path, typer.Argument(help="CSV met de kolommen from en text (en at of id).")],
) -> None:
    """Neem antwoorden over uit een bestand, voor wie verstuurt met een telefoon of via de site van een aanbieder.

    STOP telt meteen. Nog eens inlezen verandert niets. Wis het bestand daarna: er staan nummers en woorden in.

    Voorbeeld: `peil outreach replies import antwoorden.csv`
    """
    from app.answer_file import import_answers

    done = import_answers(open_house(), path, now())
    typer.echo(f"{done.new} nieuwe antwoorden, {done.known} waren al bekend. Wis {path} nu.")
    if done.unreadable:
        lines = ", ".join(str(line) for line in done.unreadable)
        raise BadInput(f"{path}: geen leesbaar telefoonnummer op regel {lines}; de andere regels zijn verwerkt")


@unknown.command("list")
def list_unknown() -> None:
    """Toon berichten waarvan onzeker is of ze verstuurd zijn. Ze gaan nooit vanzelf opnieuw uit.

    Voorbeeld: `peil outreach unknown list`
    """
    from storage.database import reading
    from storage.sending import in_doubt

    with reading(open_house().engine).connect() as connection:
        for row in in_doubt(connection):
            typer.echo(f"{row.id}  {row.wave}  sinds {spoken(row.claimed)}  {row.reason}")


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

    house = open_house()
    typer.echo(ask(house, open_gateways(house), now()))
