"""Who decides and why: the two options that no decision goes without."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.errors import BadInput
from domain.people import tidy

LONGEST_NAME = 100  # as the log keeps it


def _named(told: str) -> str:
    name = tidy(told)
    if not any(letter.isalpha() for letter in name) or len(name) > LONGEST_NAME:
        raise BadInput(f"--by: noem wie dit besluit (een naam van hooguit {LONGEST_NAME} tekens), of zet PEIL_USER")
    return name


def _reasoned(told: str) -> str:
    if not any(letter.isalnum() for letter in told):
        raise BadInput("--because: schrijf in woorden waarom; een besluit zonder reden telt niet")
    return told.strip()


By = Annotated[str, typer.Option(envvar="PEIL_USER", callback=_named, help="Wie dit besluit: een naam, of PEIL_USER.")]
Because = Annotated[str, typer.Option(callback=_reasoned, help="Waarom, voor het logboek.")]
