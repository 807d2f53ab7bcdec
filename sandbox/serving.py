"""The town in a process of its own: `peil sandbox serve`, and what benchmarks start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import BadInput
from domain.weeks import Week
from sandbox.misbehaviour import MISBEHAVIOURS
from sandbox.population import Population as Invented
from sandbox.town import PORTS, Population, Town

STOP = {signal.SIGINT, signal.SIGTERM}
READY = "klaar"


def serve(
    population: Population,
    week: Week,
    ports: Sequence[int] = PORTS,
    *,
    page_bytes: int = 12_000,
    modes: Mapping[str, str] | None = None,
    warm: bool = False,
    journal: Path | None = None,
) -> None:
    """Serve `week` until SIGINT or SIGTERM, from the main thread; then write the journal.

    Prints one line `name address` per site, then a line that starts with `klaar`.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP)  # threads inherit it: only we hear the signal
    try:
        with Town(population, ports=ports, page_bytes=page_bytes) as town:
            town.go_to(week)
            for site, mode in (modes or {}).items():
                town.misbehave(site, mode)
            if warm:
                town.warm()
            _announce(town)
            signal.sigwait(STOP)
            if journal:
                town.requests.write(journal)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve_command(
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
    shown, first = _week("--week", week), _week("--start", start)
    if not 0 <= shown - first < weeks:
        raise BadInput(f"--week {week}: ligt niet in de {weeks} weken vanaf {start}")
    numbers, modes = _ports(ports), dict(map(_mode, misbehave or []))
    market = Invented.invent(seed=seed, advertisers=advertisers, weeks=weeks, start=first)
    try:
        serve(market, shown, numbers, page_bytes=page_bytes, modes=modes, warm=warm, journal=journal)
    except OSError as error:
        raise BadInput(f"--ports {ports}: {error.strerror}; kies andere poorten of 0,0,0") from error
    except KeyError as error:
        raise BadInput(f"--misbehave: {error.args[0]}") from error


@contextmanager
def served(*options: str, patience: float = 120) -> Iterator[Mapping[str, str]]:
    """Run `serve_command` in another process; gives the address of each site.

    Raises RuntimeError when it does not start. Ends the process (SIGTERM) on leaving.
    """
    command = [sys.executable, "-m", "sandbox.serving", *options]
    root = Path(__file__).parent.parent
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=os.environ)
    try:
        yield _addresses(process)
    finally:
        process.terminate()
        process.communicate(timeout=patience)


def _addresses(process: subprocess.Popen[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in process.stdout or ():
        if line.startswith(READY):
            return found
        name, address = line.split()
        found[name] = address
    raise RuntimeError(f"the sandbox did not start (exit code {process.wait()})")


def _announce(town: Town) -> None:
    for site in town.sites:
        typer.echo(f"{site} {town.url(site)}")
    typer.echo(f"{READY}: {sum(len(town.shelf(site).ads) for site in town.sites)} advertenties, stop met Ctrl-C")
    sys.stdout.flush()


def _week(option: str, given: str) -> Week:
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
    site, _, mode = given.partition("=")
    if mode not in MISBEHAVIOURS:
        known = ", ".join(sorted(MISBEHAVIOURS))
        raise BadInput(f"--misbehave {given}: schrijf SITE=SOORT; soorten zijn {known}")
    return site, mode


if __name__ == "__main__":
    typer.run(serve_command)
