"""`peil crawl` and `peil weekly`: one measurement, by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from app.clock import AMSTERDAM, clock_from, measuring_week, now
from app.house import open_house
from domain.crawls import Outcome
from domain.errors import BadInput
from domain.weeks import Week

WeekOption = Annotated[str | None, typer.Option(help="ISO-week, zoals 2026-W03; standaard de huidige.")]
AtOption = Annotated[
    str | None, typer.Option(help="Gesimuleerd tijdstip (ISO 8601); alleen voor bronnen op 127.0.0.1.", hidden=True)
]
FAILED = 1  # the exit code of a crawl that is not complete; 2 is for refusals before anything began


def register(app: typer.Typer) -> None:
    app.command()(crawl)
    app.command()(weekly)


def crawl(
    source: Annotated[str, typer.Argument(help="Naam van de bron, zoals in `peil source list`.")],
    week: WeekOption = None,
    at: AtOption = None,
    archive: Annotated[
        bool, typer.Option("--archive", help="Bewaar de pagina's kort en versleuteld; alleen bij bronnen op 127.0.0.1.")
    ] = False,
) -> None:
    """Bezoek één bron voor één week. Een afgebroken bezoek gaat verder waar het bleef.

    Zonder geldig juridisch dossier gaat er geen enkel verzoek uit.

    Voorbeeld: `peil crawl sandbox_a`
    """
    from app.crawling import measure, told
    from config.sources import find_source

    house = open_house()
    clock = clock_from(_moment(at), find_source(house.settings.sources, source))
    done = measure(house, source, _week(week, clock()), clock, archive)
    typer.echo(told(done))
    if done.outcome is not Outcome.COMPLETE:
        raise typer.Exit(FAILED)


def weekly(week: WeekOption = None, at: AtOption = None) -> None:
    """Doe de hele weekmeting één keer: bezoeken, koppelen, tellen, signaleren, concepten, opruimen.

    Wat deze week al gedaan is, wordt niet herhaald. Er wordt niets verstuurd.

    Voorbeeld: `peil weekly`
    """
    from app.apart import crawls_apart
    from app.weekly import run_week

    house = open_house()
    moment = _moment(at)
    with crawls_apart(house.settings) as crawls:
        run_week(house, _week(week, moment or now()), at=moment, tell=typer.echo, crawls=crawls)


def _moment(at: str | None) -> datetime | None:
    if not at:
        return None
    try:
        told = datetime.fromisoformat(at)
    except ValueError as error:
        raise BadInput(f"--at {at}: schrijf een moment zoals 2026-01-05T04:00") from error
    return told if told.tzinfo else told.replace(tzinfo=AMSTERDAM)


def _week(text: str | None, moment: datetime) -> Week:
    if text is None:
        return measuring_week(moment)
    try:
        return Week.parse(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is geen ISO-week; schrijf bijvoorbeeld 2026-W03") from error
