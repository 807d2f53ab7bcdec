"""The command line `peil`: where all rooms meet a person."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from app.commands import (
    audit,
    basics,
    demo,
    export,
    link,
    objection,
    outreach,
    places,
    register,
    sandbox,
    schedule,
    serve,
    signals,
    source,
    status,
    weekly,
)
from app.commands.extract import extract
from app.commands.import_file import import_file
from app.commands.release import release
from app.commands.replay import replay
from app.commands.report import report
from app.dutch import in_dutch
from app.quiet import warnings_only
from domain.errors import PeilError

app = typer.Typer(
    name="peil",
    help="Meet week voor week de open advertentiemarkt, rechtmatig, en bereid een hulpaanbod voor.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with local variables could show a clear number
    rich_markup_mode="markdown",
)
for room in (basics, weekly, demo, serve, status):
    room.register(app)
app.command()(extract)
app.command("import")(import_file)
app.add_typer(link.cli, name="link")
app.add_typer(export.cli, name="export")
app.command()(report)
app.command()(release)
app.add_typer(audit.cli, name="audit")
app.add_typer(source.cli, name="source")
app.command()(replay)
app.add_typer(places.cli, name="places")
app.add_typer(signals.cli, name="signals")
app.add_typer(outreach.cli, name="outreach")
app.add_typer(objection.cli, name="objection")
app.add_typer(register.cli, name="register")
app.add_typer(schedule.cli, name="schedule")
app.add_typer(sandbox.cli, name="sandbox")


def main() -> None:
    """Run the command line; an expected error is one line and exit code 2."""
    warnings_only()
    try:
        sys.exit(app(standalone_mode=False))
    except PeilError as error:
        _refuse(str(error))
    except TyperException as error:
        if type(error).__name__ != "NoArgsIsHelpError":  # its help page has been printed
            _refuse(in_dutch(error))
        sys.exit(2)
    except typer.Abort:
        _refuse("Afgebroken.")


def _refuse(told: str) -> NoReturn:
    typer.secho(told, fg=typer.colors.RED, err=True)
    sys.exit(2)
