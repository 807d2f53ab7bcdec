"""The crawl against bare Scrapy on the same invented site: pages per CPU second, memory, load on the site.

`python -m benchmarks.crawl [--ads 7000]`. Every measurement is a process of its own; runs are interleaved, so that
a busy machine hits all alike. CPU seconds are those of the crawling process, without the site it visits.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from config.settings import CONFIG
from domain.weeks import Week
from sandbox.population import Population
from sandbox.steady import Steady
from sandbox.town import Town

ROOT = Path(__file__).parents[1]
WEEK = Week(2026, 10)
ADVERTISERS_PER_AD = 2.0  # on site A, in one week
PAGE_BYTES = 55_000


@dataclass(frozen=True, slots=True)
class Run:
    """One measured process. `rss` in MB, `cpu` and `wall` in seconds."""

    pages: int
    cpu: float
    wall: float
    rss: float
    outcome: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ads", type=int, default=7000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS), help="which measurements, in order")
    asked = parser.parse_args()
    people = int(asked.ads * ADVERTISERS_PER_AD)
    population = Population.invent(seed=1, advertisers=people, weeks=2, start=WEEK)
    with Town(population, ports=(0, 0, 0), page_bytes=PAGE_BYTES) as town, tempfile.TemporaryDirectory() as folder:
        town.go_to(WEEK)
        desk = Desk(town, Path(folder), asked.ads)
        print(f"site A: {len(town.shelf('sandbox_a').ads)} ads of about {PAGE_BYTES // 1000} kB")
        for part in asked.only:
            PARTS[part](desk, asked.rounds)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where runs find the town and leave their data."""

    town: Town
    folder: Path
    ads: int

    def source(self, name: str, **swap: str) -> Path:
        text = (CONFIG / "sources" / f"{name}.yml").read_text(encoding="utf-8")
        text = re.sub(r"127\.0\.0\.1:\d+", self.town.url(name).removeprefix("http://"), text)
        for key, value in {"expect": "{min: 1, max: 100000}", **swap}.items():
            text = re.sub(rf"^{key}: .*\n", "", text, flags=re.M) + f"{key}: {value}\n"
        path = self.folder / f"{name}.yml"
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, mode: str, source: Path, database: str, week: Week = WEEK) -> Run:
        """One crawl in a process of its own; its pages are what it says, the rest is measured."""
        began = time.monotonic()
        command = [sys.executable, "-m", "benchmarks.crawl_run", mode, str(source), database, str(week)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True)
        assert child.stdout is not None
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert child.returncode == 0, said
        told = json.loads(said.splitlines()[-1])
        cpu = used.ru_utime + used.ru_stime
        return Run(told["pages"], cpu, time.monotonic() - began, used.ru_maxrss / 1024, told["outcome"])

    def fresh(self) -> str:
        handle, name = tempfile.mkstemp(suffix=".db", dir=self.folder)
        os.close(handle)
        return f"sqlite:///{name}"


@contextmanager
def postgres() -> Iterator[str | None]:
    """A private PostgreSQL for the length of the block; None where there is none."""
    script = ROOT / "scripts" / "services.sh"
    started = subprocess.run(["sh", script, "start-postgres"], capture_output=True, text=True, check=False)
    if started.returncode:
        yield None
        return
    folder, url = started.stdout.split()
    try:
        yield url
    finally:
        subprocess.run(["sh", script, "stop-postgres", folder], check=True)


def speed(desk: Desk, rounds: int) -> None:
    source = desk.source("sandbox_a")
    runs: dict[str, list[Run]] = {"bare": [], "sqlite": [], "postgresql": []}
    for number in range(rounds):
        runs["bare"].append(desk.run("bare", source, "-"))
        runs["sqlite"].append(desk.run("thin", source, desk.fresh()))
        with postgres() as url:
            if url:
                runs["postgresql"].append(desk.run("thin", source, url))
        print(f"round {number + 1} of {rounds} done", flush=True)
    bare = median(one.pages / one.cpu for one in runs["bare"])
    for name, told in runs.items():
        if told:
            rate = median(one.pages / one.cpu for one in told)
            rss = max(one.rss for one in told)
            print(f"{name:<11} {rate:7.1f} pages per CPU second  {rate / bare:5.2f} of bare  {rss:6.0f} MB peak")


def text(desk: Desk, rounds: int) -> None:
    source = desk.source("sandbox_a", visits="{conditional: false}")
    bare, database = desk.run("bare", source, "-"), desk.fresh()
    cold = desk.run("text", source, database)
    same = desk.run("text", source, database, WEEK + 1)
    for name, one in (("with text, cold", cold), ("with text, unchanged content", same)):
        ratios = f"{one.wall / bare.wall:5.2f} x bare wall, {one.cpu / bare.cpu:5.2f} x CPU"
        print(f"{name:<29} {ratios}, {one.rss:.0f} MB peak")


def hostile(desk: Desk, rounds: int) -> None:
    """The site turns hostile after its first few hundred ads, when every model that reads texts is in memory."""
    source = desk.source("sandbox_a")
    for mode in ("huge_body", "gzip_bomb"):
        for how in ("thin", "text"):
            desk.town.misbehave("sandbox_a", mode, on=("ad",), after=min(300, desk.ads // 2))
            one = desk.run(how, source, desk.fresh())
            print(f"hostile: {mode:<10} {how:<5} {one.outcome:<9} {one.rss:6.0f} MB peak")
    desk.town.behave("sandbox_a")


def later(desk: Desk, rounds: int) -> None:
    """The next week on the site: requests and bytes against a full visit of that same week."""
    _compare_weeks(desk, "next week")


def steady(desk: Desk, rounds: int) -> None:
    """The same where exactly 15 % of the ads are different: 5 % gone, 5 % new, 5 % altered."""
    market = Steady.invent(seed=1, ads=desk.ads, first=WEEK)
    with Town(market, ports=(0, 0, 0), page_bytes=PAGE_BYTES) as town:
        town.go_to(WEEK)
        _compare_weeks(Desk(town, desk.folder, desk.ads), "15 % changed")


def _compare_weeks(desk: Desk, about: str) -> None:
    told = {}
    sitemap = f"{{url: '{desk.town.url('sandbox_a')}/sitemap.xml', code: '-([a-z0-9]+)$', second_look: true}}"
    for name, visits in {
        "full": "{conditional: false}",
        "polite": "{refresh: 1}",
        "overview first": "{refresh: 4}",
        "with a sitemap": f"{{refresh: 4, sitemap: {sitemap}}}",
    }.items():
        source, database = desk.source("sandbox_a", visits=visits), desk.fresh()
        desk.town.go_to(WEEK)
        desk.run("thin", source, database)
        desk.town.go_to(WEEK + 1)
        desk.town.requests.clear()
        desk.run("thin", source, database, WEEK + 1)
        hits = desk.town.requests.of("sandbox_a")
        told[name] = (len(hits), sum(hit.sent for hit in hits))
    for name, (requests, size) in told.items():
        full_requests, full_size = told["full"]
        print(
            f"{about}, {name:<15} {requests:6} requests ({requests / full_requests:4.0%}) "
            f"{size / 1e6:7.1f} MB ({size / full_size:4.0%})"
        )
    desk.town.go_to(WEEK)


def browser(desk: Desk, rounds: int) -> None:
    desk.town.requests.clear()
    one = desk.run("thin", desk.source("sandbox_c"), desk.fresh())
    hits = [hit for hit in desk.town.requests if hit.site in {"sandbox_c", "elsewhere"}]
    images = sum(hit.sent for hit in hits if (hit.content_type or "").startswith(("image/", "font/", "video/")))
    print(f"browser: {one.pages / one.wall:.1f} pages per second, {images} image, font and media bytes on the wire")


PARTS: dict[str, Callable[[Desk, int], None]] = {
    "speed": speed,
    "text": text,
    "hostile": hostile,
    "later": later,
    "steady": steady,
    "browser": browser,
}

if __name__ == "__main__":
    main()
