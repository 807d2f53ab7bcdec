"""`peil objection`: someone does not want to be in here. No name, no reason, no proof asked."""

from __future__ import annotations

from typing import Annotated

import typer

from app.clock import now
from app.house import open_house
from domain.errors import BadInput

cli = typer.Typer(help="Bezwaren: nooit meer benaderen, wissen wat er is.", no_args_is_help=True)


@cli.command()
def add(
    phone: Annotated[str, typer.Option(help="Telefoonnummer.", prompt=False)] = "",
    source: Annotated[str, typer.Option(help="Bron van de advertentie.")] = "",
    code: Annotated[str, typer.Option(help="Code van de advertentie.")] = "",
) -> None:
    """Neem een bezwaar op, met een nummer of met bron en code. Zonder beide wordt het nummer gevraagd.

    Het antwoord is altijd hetzelfde, ook als er niets bekend was. Gevraagd typen houdt het nummer uit de
    geschiedenis van de terminal.

    Voorbeeld: `peil objection add --source sandbox_a --code 1234`
    """
    from app.objections import UNREADABLE, object_to

    if bool(source) != bool(code):
        raise BadInput("noem zowel --source als --code")
    if not phone and not code:
        phone = typer.prompt("Telefoonnummer", hide_input=True)
    told = object_to(open_house(), now(), phone=phone, source=source, code=code, how="command")
    if told == UNREADABLE:
        raise BadInput(told)
    typer.echo(told)


@cli.command()
def serve(port: Annotated[int, typer.Option(help="Poort.")] = 8712, host: str = "127.0.0.1") -> None:
    """Toon de bezwaarpagina, alleen op deze machine tenzij anders gezegd (zet er een webserver met https voor).

    Die webserver moet X-Forwarded-For zetten; anders is niet te zien dat één verbinding veel bezwaren maakt.

    Voorbeeld: `peil objection serve`
    """
    import uvicorn

    from app.objections import StoredObjections
    from dashboard.objections import create_objections

    house = open_house()
    app = create_objections(StoredObjections(house), mailbox=house.settings.deployment.mailbox)
    # A web server on this machine may say for whom it asks (X-Forwarded-For); nobody else is believed.
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
    )
