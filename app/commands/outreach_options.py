"""Options and words that the outreach commands share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from domain.errors import BadInput
from domain.observations import Gender, WorkType
from domain.outreach import Channel, WaveState
from domain.people import named
from outreach.organisations import Target

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
GenderOption = Annotated[
    list[Gender] | None, typer.Option("--gender", help="Alleen wie dit bij geslacht invulde; mag vaker.")
]
WorkOption = Annotated[list[WorkType] | None, typer.Option("--work", help="Alleen dit soort werk; mag vaker.")]
LanguageOption = Annotated[list[str] | None, typer.Option("--language", help="Alleen deze taal; mag vaker.")]
ChannelOption = Annotated[Channel, typer.Option(help="Langs welke weg.")]


def target(
    genders: Sequence[Gender] | None, work_types: Sequence[WorkType] | None, languages: Sequence[str] | None
) -> Target:
    """The target group of one wave. Raises BadInput for a language in which nothing is written."""
    from app.texts import words

    if strange := [one for one in languages or () if one not in words()]:
        raise BadInput(f"--language: '{strange[0]}' is geen taal waarin berichten bestaan: {', '.join(words())}")
    return Target(tuple(genders or ()), tuple(work_types or ()), tuple(languages or ()))


def tell_left_out(left_out: Mapping[str, int]) -> None:
    for reason, number in sorted(left_out.items()):
        typer.echo(f"    niet: {number} {reason}")
