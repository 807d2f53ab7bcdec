"""The town in a process of its own: what `peil sandbox serve` does and benchmarks start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from domain.weeks import Week
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


@contextmanager
def served(*options: str, patience: float = 120) -> Iterator[Mapping[str, str]]:
    """Run `peil sandbox serve` in another process; gives the address of each site.

    Raises RuntimeError when it does not start. Ends the process (SIGTERM) on leaving.
    """
    command = [sys.executable, "-m", "app", "sandbox", "serve", *options]
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
