"""`peil sandbox`: an invented market to test with; nothing in it is about a real person."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.commands.sandbox_serve import serve, week_of
from domain.errors import BadInput

cli = typer.Typer(help="Een verzonnen markt om mee te proberen en te meten.", no_args_is_help=True)
cli.command()(serve)


class ProfileName(StrEnum):
    BASE = "base"
    HARD = "hard"


@cli.command()
def year(
    out: Annotated[Path, typer.Option(help="Waar de waarnemingen komen (Parquet).")],
    truth: Annotated[Path | None, typer.Option(help="Waar de waarheid komt; anders naast FILE.")] = None,
    seed: Annotated[int, typer.Option(help="Hetzelfde getal geeft hetzelfde jaar.")] = 1,
    scale: Annotated[int, typer.Option(min=1, max=20, help="Hoeveel keer 365.140 waarnemingen.")] = 1,
    profile: Annotated[ProfileName, typer.Option(help="Gewone of moeilijke markt.")] = ProfileName.BASE,
    start: Annotated[str, typer.Option(help="Eerste week.")] = "2025-W01",
) -> None:
    """Maak een jaar op de schaal van het onderzoek van 2021: 365.140 waarnemingen in 52 weken.

    Voorbeeld: peil sandbox year --out jaar.parquet --truth waarheid.parquet --seed 7
    """
    from sandbox.profile import PROFILES
    from sandbox.year import write_year

    first = week_of("--start", start)
    if not out.parent.is_dir():
        raise BadInput(f"--out {out}: de map {out.parent} bestaat niet")
    beside = truth or _beside(out)
    for step in write_year(out, beside, seed=seed, start=first, scale=scale, profile=PROFILES[profile.value]):
        typer.echo(step)
    typer.echo(f"waarnemingen: {out}\nwaarheid: {beside}")


@cli.command()
def calibrate(
    observations: Annotated[Path, typer.Argument(help="Een jaar, gemaakt met `peil sandbox year`.")],
    truth: Annotated[Path | None, typer.Option(help="De waarheid; anders naast het jaar.")] = None,
) -> None:
    """Leg een gemaakt jaar naast de cijfers van het onderzoek van 2021.

    Voorbeeld: peil sandbox calibrate jaar.parquet --truth waarheid.parquet
    """
    from sandbox.calibrate import calibrate as compare

    beside = truth or _beside(observations)
    for path in (observations, beside):
        if not path.is_file():
            raise BadInput(f"{path}: dit bestand bestaat niet; maak het met `peil sandbox year`")
    typer.echo(f"{'':45}{'onderzoek':>30}{'gemaakt':>22}")
    for row in compare(observations, beside):
        low, high = map(_dutch, row.measured)
        made = low if low == high else f"{low}-{high}"
        typer.echo(f"{row.label:45}{row.study:>30}{made:>22}{'' if row.fits else '  buiten'} {row.note}".rstrip())


def _dutch(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".") if value >= 1000 else f"{value:.1f}".replace(".", ",")


def _beside(out: Path) -> Path:
    return out.with_suffix(".truth.parquet")
