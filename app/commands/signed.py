"""Who decides and why: the two options that no decision goes without."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.errors import BadInput
from domain.people import named


def _named(told: str) -> str:
    try:
        return named(told)
    except BadInput as error:
        raise BadInput(f"--by: {error}, of zet PEIL_USER") from error


def _reasoned(told: str) -> str:
    if not any(letter.isalnum() for letter in told):
        raise BadInput("--because: schrijf in woorden waarom; een besluit zonder reden telt niet")
    return told.strip()


By = Annotated[str, typer.Option(envvar="PEIL_USER", callback=_named, help="Wie dit besluit: een naam, of PEIL_USER.")]
Because = Annotated[str, typer.Option(callback=_reasoned, help="Waarom, voor het logboek.")]
