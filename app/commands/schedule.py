"""`peil schedule`: what runs by itself, and when."""

from __future__ import annotations

from typing import Annotated

import typer

from app.clock import now
from app.house import open_house
from domain.errors import Refused

cli = typer.Typer(help="De planner: weekmeting, opruimen, versturen, navragen, herinneren.", no_args_is_help=True)


@cli.command()
def run() -> None:
    """Start de planner; hij blijft draaien. Een tweede planner wacht tot de eerste weg is.

    Voorbeeld: `peil schedule run`
    """
    from app.schedule import run_for_ever

    run_for_ever(open_house(), typer.echo)


@cli.command("list")
def show() -> None:
    """Toon elke taak, wanneer die weer aan de beurt is en hoe het de laatste keer ging.

    Voorbeeld: `peil schedule list`
    """
    from app.schedule import overview

    for line in overview(open_house(), now()):
        typer.echo(line)


@cli.command("run-now")
def run_now(
    job: Annotated[str | None, typer.Argument(help="Een taak; zonder naam alles wat nu nog moet.")] = None,
) -> None:
    """Doe nu wat nog te doen is, één keer; wat al gedaan is, wordt niet herhaald.

    Voorbeeld: `peil schedule run-now retain`
    """
    from app.schedule import find_job, leading, run_due, run_job, this_process

    house, moment = open_house(), now()
    one = find_job(job) if job else None
    with leading(house, this_process()) as ours:
        if not ours:
            raise Refused("er draait al een planner; die doet dit werk")
        if one is not None:
            typer.echo(f"{one.name}: {run_job(house, one, moment)}")
            return
        for name, told in run_due(house, moment).items():
            typer.echo(f"{name}: {told}")
