"""`peil sandbox serve`: the invented sites on this machine, to look at, to try a source file on or to measure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from domain.errors import BadInput
from domain.weeks import Week


def serve(
    ports: Annotated[
        str, typer.Option(help="Poorten van de sites a, b, c en eventueel d; 0 = vrij.")
    ] = "18701,18702,18703",
    week: Annotated[str, typer.Option(help="De week die te zien is.")] = "2026-W01",
    start: Annotated[str, typer.Option(help="De eerste week van de markt.")] = "2026-W01",
    weeks: Annotated[int, typer.Option(min=2, help="Hoeveel weken de markt duurt.")] = 52,
    advertisers: Annotated[int, typer.Option(min=1, help="Hoeveel adverteerders in al die weken.")] = 1_200,
    seed: Annotated[int, typer.Option(help="Hetzelfde getal geeft dezelfde markt.")] = 1,
    page_bytes: Annotated[int, typer.Option(help="Grootte van een pagina in bytes.")] = 12_000,
    misbehave: Annotated[list[str] | None, typer.Option(help="Wangedrag, bijvoorbeeld sandbox_a=captcha.")] = None,
    warm: Annotated[bool, typer.Option("--warm", help="Maak alle pagina's vooraf.")] = False,
    journal: Annotated[Path | None, typer.Option(help="Waar de verzoeken komen (JSON-regels).")] = None,
) -> None:
    """Zet de verzonnen sites op 127.0.0.1, tot Ctrl-C.

    Voorbeeld: peil sandbox serve --week 2026-W03 --misbehave sandbox_b=soft_block
    """
    from sandbox.population import Population
    from sandbox.serving import serve as serve_market

    shown, first = week_of("--week", week), week_of("--start", start)
    if not 0 <= shown - first < weeks:
        raise BadInput(f"--week {week}: ligt niet in de {weeks} weken vanaf {start}")
    numbers, modes = _ports(ports), dict(map(_mode, misbehave or []))
    market = Population.invent(seed=seed, advertisers=advertisers, weeks=weeks, start=first)
    try:
        serve_market(market, shown, numbers, page_bytes=page_bytes, modes=modes, warm=warm, journal=journal)
    except OSError as error:
        raise BadInput(f"--ports {ports}: {error.strerror}; kies andere poorten of 0,0,0") from error
    except KeyError as error:
        raise BadInput(f"--misbehave: {error.args[0]}") from error


def week_of(option: str, given: str) -> Week:
    """Raises BadInput naming the option."""
    try:
        return Week.parse(given)
    except ValueError as error:
        raise BadInput(f"{option} {given}: geen week; schrijf bijvoorbeeld 2026-W03") from error


def _ports(given: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in given.split(","))
    except ValueError as error:
        raise BadInput(f"--ports {given}: schrijf getallen met komma's, bijvoorbeeld 0,0,0") from error


def _mode(given: str) -> tuple[str, str]:
    from sandbox.misbehaviour import MISBEHAVIOURS

    site, _, mode = given.partition("=")
    if mode not in MISBEHAVIOURS:
        known = ", ".join(sorted(MISBEHAVIOURS))
        raise BadInput(f"--misbehave {given}: schrijf SITE=SOORT; soorten zijn {known}")
    return site, mode
