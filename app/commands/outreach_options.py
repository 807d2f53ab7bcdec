"""Options and words that the outreach commands share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from domain.outreach import Channel, WaveState
from domain.people import named

WAVES = {
    WaveState.PROPOSED: "voorgesteld",
    WaveState.APPROVED: "goedgekeurd",
    WaveState.LOCKED: "klaar of verstuurd",
    WaveState.STOPPED: "gestopt",
    WaveState.LAPSED: "verlopen",
}
By = Annotated[str, typer.Option(help="Wie dit doet: een naam.", callback=named)]
Reason = Annotated[str, typer.Option(help="Waarom.")]
OrganisationArgument = Annotated[str, typer.Argument(help="Zie `peil outreach organisations`.")]
WaveArgument = Annotated[str, typer.Argument(help="Naam van de ronde, zie `peil outreach wave list`.")]
TemplateOption = Annotated[
    list[str] | None, typer.Option("--template", help="Een sjabloon (standaard offer), of twee om te vergelijken.")
]
HelperOption = Annotated[str | None, typer.Option(help="Voornaam of alias; standaard de eerste van de organisatie.")]
CapOption = Annotated[int | None, typer.Option(help="Hoogstens zoveel berichten.", min=1)]
ChannelOption = Annotated[Channel, typer.Option(help="Langs welke weg.")]


def tell_left_out(left_out: Mapping[str, int]) -> None:
    for reason, number in sorted(left_out.items()):
        typer.echo(f"    niet: {number} {reason}")
