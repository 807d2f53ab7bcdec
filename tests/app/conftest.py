"""An installation of its own: beside three invented sites, or beside an invented phone network."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

import app.commands.outreach
import app.commands.wave
from app.demo.approve import approve_for_demo
from app.house import House, found_house
from benchmarks.offers import NOON, new_house
from config.settings import CONFIG, read_settings
from config.sources import read_sources
from domain.weeks import Week
from sandbox.network import Network, NoKannel, open_network
from sandbox.population import Population
from sandbox.town import Town

START = Week(2026, 2)


@dataclass(frozen=True)
class Workshop:
    """A small market, its sites and one installation that may visit them."""

    town: Town
    population: Population
    house: House

    def moment(self, week: Week = START) -> datetime:
        return datetime.combine(week.monday, time(4), tzinfo=UTC)

    def go_to(self, week: Week) -> None:
        self.town.go_to(week)
        for source in read_sources(self.house.settings.sources):
            approve_for_demo(self.house, source, self.moment(week))

    def peil(self, *words: str, week: Week = START) -> subprocess.CompletedProcess[str]:
        """Run the command line as a process of its own, at the simulated moment of `week`."""
        return subprocess.run(
            self.command(*words, week=week), capture_output=True, text=True, env=self.env, check=False
        )

    def command(self, *words: str, week: Week = START) -> list[str]:
        return [sys.executable, "-m", "app", *words, "--week", str(week), "--at", self.moment(week).isoformat()]

    @property
    def env(self) -> dict[str, str]:
        return self.house.settings.environment()

    def source_file(self, name: str) -> Path:
        return self.house.settings.sources / f"{name}.yml"


@pytest.fixture(scope="session")
def population() -> Population:
    return Population.invent(seed=5, advertisers=90, weeks=4, start=START)


@pytest.fixture
def workshop(population: Population, tmp_path: Path) -> Iterator[Workshop]:
    with Town(population, ports=(0, 0, 0)) as town:
        folder = tmp_path / "sources"
        folder.mkdir()
        for site in ("sandbox_a", "sandbox_b"):
            text = (CONFIG / "sources" / f"{site}.yml").read_text(encoding="utf-8")
            text = re.sub(r"127\.0\.0\.1:\d+", town.url(site).removeprefix("http://"), text)
            (folder / f"{site}.yml").write_text(re.sub(r"expect: .*", "expect: {min: 5, max: 500}", text))
        settings = replace(read_settings({"PEIL_HOME": str(tmp_path / "home")}), sources=folder)
        made = Workshop(town, population, found_house(settings))
        made.go_to(START)
        yield made
        made.house.engine.dispose()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return new_house(tmp_path / "home")


@pytest.fixture
def network(missing_service) -> Iterator[Network]:
    try:
        running = open_network()
    except NoKannel as error:
        missing_service("Kannel", str(error))
    yield running
    running.close()


@pytest.fixture
def at_noon(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """The commands of outreach work in this installation, at the same noon."""
    for module in (app.commands.wave, app.commands.outreach):
        monkeypatch.setattr(module, "open_house", lambda: house)
        monkeypatch.setattr(module, "now", lambda: NOON)
    return house
