"""Crawls apart: each in a process of its own, forked from one that has everything read already.

Scrapy's reactor starts once per process, and a hostile page may take memory or hang, so a week never crawls
in its own process. Importing and reading the rule packs takes longer than a small crawl: that is done once.
Forks share that memory too, and only a process without threads or a reactor forks safely.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from app.clock import clock_from
from app.house import open_house
from app.quiet import warnings_only
from config.settings import Settings
from config.sources import find_source, read_sources
from domain.crawls import Outcome
from domain.errors import PeilError, SetupError
from domain.sources import Render
from domain.weeks import Week


@dataclass(frozen=True, slots=True)
class Order:
    """One crawl to do; `at` is the simulated moment, for invented sites only."""

    source: str
    week: Week
    at: datetime | None = None

    def log(self, settings: Settings) -> Path:
        return settings.logs / f"crawl-{self.source}-{self.week}.log"


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of an order, and what there is to say of it in Dutch."""

    order: Order
    said: str
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Crawls:
    """The way to the process that crawls. Orders run side by side; ends come in the order they end."""

    line: Connection

    def begin(self, order: Order) -> None:
        self.line.send(order)

    def ended(self) -> Ended:
        """Wait for the next crawl that ends. Raises SetupError when the process itself is gone."""
        try:
            return self.line.recv()  # type: ignore[no-any-return]
        except (EOFError, ConnectionError) as error:
            raise SetupError(
                "De bezoeken zijn van buitenaf afgebroken (geheugen op?). Start opnieuw: wat bewaard was, is er "
                "nog, en elk bezoek gaat verder waar het bleef."
            ) from error


@contextmanager
def crawls_apart(settings: Settings) -> Iterator[Crawls]:
    """A process that crawls, for as long as this lasts. Rule packs are read at its start."""
    here, there = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_serve, args=(there, settings))
    process.start()
    there.close()
    try:
        yield Crawls(here)
    finally:
        here.close()
        process.join()


def _serve(line: Connection, settings: Settings) -> None:
    """Fork a crawl for every order, until the other side hangs up and the last crawl has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the crawls, which end tidily
    _read_ahead(settings)
    gc.freeze()  # what is shared stays shared: the collector would write in every page of it
    settings.logs.mkdir(parents=True, exist_ok=True)
    running: dict[Connection, tuple[Order, BaseProcess]] = {}
    listening = True
    while listening or running:
        for ready in wait([*running, *([line] if listening else [])]):
            assert isinstance(ready, Connection)
            try:
                if ready in running:
                    line.send(_ended(ready, *running.pop(ready), settings))
                else:
                    answer, crawl = _fork(order := line.recv(), settings)
                    running[answer] = order, crawl
            except (EOFError, ConnectionError):
                listening = False


def _read_ahead(settings: Settings) -> None:
    """Import and read what crawls need. What is wrong in it is told by the crawl that meets it."""
    import crawler.patience
    import crawler.wire  # noqa: F401  # Scrapy imports these by name
    from app import crawling  # noqa: F401
    from pipelines.extract import read_text
    from pipelines.packs import languages

    with suppress(PeilError):
        read_text("", "Een gewone zin, om ook de taalmodellen alvast mee te lezen.")
        for language in languages("age"):
            read_text("", "", language)
    with suppress(PeilError):
        if any(source.render is Render.BROWSER for source in read_sources(settings.sources)):
            from crawler.browser import find_browser

            find_browser()


def _fork(order: Order, settings: Settings) -> tuple[Connection, BaseProcess]:
    here, there = get_context("fork").Pipe(duplex=False)
    process = get_context("fork").Process(target=_crawl, args=(there, order, settings))
    process.start()
    there.close()  # only the crawl holds it now: when it dies, this side hears so
    return here, process


def _crawl(line: Connection, order: Order, settings: Settings) -> None:
    from app.crawling import measure, told

    signal.signal(signal.SIGINT, signal.default_int_handler)
    with order.log(settings).open("wb") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
    warnings_only()
    try:
        clock = clock_from(order.at, find_source(settings.sources, order.source))
        done = measure(open_house(settings), order.source, order.week, clock)
        line.send(Ended(order, told(done), done.outcome is Outcome.COMPLETE))
    except PeilError as error:
        line.send(Ended(order, f"{order.source} {order.week}: {error}"))


def _ended(line: Connection, order: Order, crawl: BaseProcess, settings: Settings) -> Ended:
    """What the crawl said of itself, or what can be said when it could not."""
    log = order.log(settings)
    with line:
        try:
            ended: Ended = line.recv()
        except EOFError:
            crawl.join()
            how = f"zie {log}" if crawl.exitcode == 1 else f"van buitenaf (code {crawl.exitcode})"
            said = f"{order.source} {order.week}: afgebroken, {how}; start opnieuw en het gaat verder waar het bleef"
            ended = Ended(order, said)
    crawl.join()
    if log.exists() and not log.stat().st_size:
        log.unlink()
    return ended
