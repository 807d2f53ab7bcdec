"""`peil demo`: twelve weekly measurements of an invented market, over real HTTP, against its truth."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from app.apart import crawls_apart
from app.demo.approve import approve_for_demo
from app.demo.compare import compare
from app.demo.result import Demo, ended, moment, summary
from app.house import House, found_house
from app.memory import PeakMemory
from app.weekly import run_week
from config.settings import CONFIG, Settings, read_deployment
from config.sources import read_sources
from domain.crawls import Outcome
from domain.messages import MessageState
from domain.weeks import Week
from sandbox.population import Population
from sandbox.town import PORTS, Town
from sandbox.truth import write_truth
from storage.crawls import load_crawls
from storage.database import reading
from storage.messages import load_messages
from storage.signals import load_signals

SEED, ADVERTISERS, WEEKS, START = 20, 680, 12, Week(2026, 2)  # at least 300 advertisers alive every week


def run_demo(home: Path, console: Console, *, advertisers: int = ADVERTISERS, weeks: int = WEEKS) -> Demo:
    """Set up in `home` (emptied first), measure every week, compare, and write report and summary."""
    began = monotonic()
    _empty(home)
    population = Population.invent(seed=SEED, advertisers=advertisers, weeks=weeks, start=START)
    write_truth(population, home / "truth")  # for people; the product never reads it
    with PeakMemory() as memory, closing(_open_town(population)) as town:
        house = found_house(_settings(home, town))
        fired = _measure(house, population, town, console)
    demo = _result(house, population, fired, monotonic() - began, memory.megabytes)
    (home / "summary.json").write_text(json.dumps(summary(demo), indent=2) + "\n", encoding="utf-8")
    from app.demo.report import write_report  # charts: memory that the measurements can do without

    write_report(demo, home / "report.html")
    return demo


def _empty(home: Path) -> None:
    """Only ever removes a folder that an earlier demonstration made."""
    if home.exists():
        shutil.rmtree(home)
    home.mkdir(parents=True)
    (home / "deployment.yml").write_text((CONFIG / "deployment.yml").read_text(encoding="utf-8"), encoding="utf-8")


def _open_town(population: Population) -> Town:
    """The sites on their usual ports, or on free ones when another program has those."""
    try:
        return Town(population, ports=PORTS).__enter__()
    except OSError:
        return Town(population, ports=(0, 0, 0)).__enter__()


def _settings(home: Path, town: Town) -> Settings:
    """The demonstration's own installation, its source files pointing at the ports of this run."""
    folder = home / "sources"
    folder.mkdir()
    for site in town.sites:
        text = (CONFIG / "sources" / f"{site}.yml").read_text(encoding="utf-8")
        address = town.url(site).removeprefix("http://")
        (folder / f"{site}.yml").write_text(re.sub(r"127\.0\.0\.1:\d+", address, text), encoding="utf-8")
    deployment = read_deployment(home / "deployment.yml")
    return Settings(home, f"sqlite:///{home / 'peilmoment.db'}", folder, deployment)


def _measure(house: House, population: Population, town: Town, console: Console) -> set[tuple[str, str]]:
    """Run every week; gives each (advertisement, indicator) that fired, noted weekly because signals live 28 days."""
    fired: set[tuple[str, str]] = set()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with crawls_apart(house.settings) as crawls, Progress(*columns, console=console) as progress:
        task = progress.add_task("Weekmetingen", total=population.weeks)
        for number in range(population.weeks):
            week = population.start + number
            at = moment(week)
            town.go_to(week)
            for source in read_sources(house.settings.sources):
                approve_for_demo(house, source, at)
            run_week(house, week, at=at, tell=_teller(progress, week), crawls=crawls)
            with reading(house.engine).connect() as connection:
                fired |= {(one.advertisement, one.indicator) for one in load_signals(connection, week)}
            progress.advance(task)
    return fired


def _teller(progress: Progress, week: Week) -> Callable[[str], None]:
    """Says what came of each piece of work, under one heading per week."""
    progress.console.print(str(week), style="bold", highlight=False)
    return lambda line: progress.console.print(Padding(Text(line.replace(f" {week}:", ":")), (0, 0, 0, 2)))


def _result(
    house: House, population: Population, fired: set[tuple[str, str]], seconds: float, megabytes: float
) -> Demo:
    with reading(house.engine).connect() as connection:
        crawls = load_crawls(connection)
        messages = load_messages(connection, house.remembers(ended(population)))
    found = compare(house, population, fired)
    return Demo(
        house=house,
        population=population,
        comparison=found,
        measurements=sum(crawl.outcome is Outcome.COMPLETE for crawl in crawls),
        observations=sum(crawl.ads for crawl in crawls),
        advertisers=found.links.found,
        drafts=sum(one.state is MessageState.PROPOSED for one in messages),
        seconds=seconds,
        peak_rss_mb=megabytes,
    )
