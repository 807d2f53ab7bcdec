"""`peil status`: what waits for a person."""

from __future__ import annotations

import typer

from app.clock import now
from app.house import open_house


def register(app: typer.Typer) -> None:
    app.command()(status)


def status() -> None:
    """Toon wat op een mens wacht en op wie: nood eerst, dan wat stilstaat, dan wat binnenkort verloopt.

    Voorbeeld: `peil status`
    """
    from app.attention import notices

    found = notices(open_house(), now())
    for one in found:
        typer.secho(str(one), bold=one.urgent)
    if not found:
        typer.echo("Er wacht niets op een mens.")
