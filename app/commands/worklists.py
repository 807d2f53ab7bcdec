"""`peil outreach replies` and `peil outreach unknown`: the two work lists that only people can empty."""

from __future__ import annotations

from typing import Annotated

import typer

from app.clock import now
from app.commands.outreach_options import By
from app.house import open_house
from domain.errors import BadInput

replies = typer.Typer(help="Antwoorden: de werklijst, en wat ermee gedaan is.", no_args_is_help=True)
unknown = typer.Typer(help="Berichten waarvan onzeker is of ze verstuurd zijn.", no_args_is_help=True)


@replies.command("list")
def list_replies() -> None:
    """Toon open antwoorden, nood eerst. De woorden zelf staan bij de organisatie.

    Voorbeeld: `peil outreach replies list`
    """
    from storage.database import reading
    from storage.replies import open_replies

    words = {"stop": "afgemeld", "hold": "WACHT OP U", "distress": "NOOD", "answer": "antwoord"}
    house = open_house()
    with reading(house.engine).connect() as connection:
        for row in open_replies(connection, house.remembers(now())):
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

    house = open_house()
    typer.echo(ask(house, open_gateways(house), now()))
