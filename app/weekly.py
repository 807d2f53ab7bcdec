"""The week's work in its order: gate and crawl, link, count, signal, draft, retain."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial

from app.clock import now
from app.house import House
from app.jobs import Step, count, draft, link, retain
from app.signalling import signal
from config.sources import read_sources
from domain.sources import Render
from domain.weeks import Week
from storage.runs import EVERYTHING, RunState, begin_run, end_run

Tell = Callable[[str], None]
AT_ONCE = 2  # crawls side by side: each is one process, and a browser wants a core of its own
STEPS: dict[str, Step] = {"link": link, "count": count, "signal": signal, "draft": draft, "retain": retain}


def run_week(house: House, week: Week, *, at: datetime | None, tell: Tell) -> None:
    """Everything one week needs, once. Crawls that are complete are not repeated; the later steps
    are always done again on what there is now, and give the same result on the same data.

    `at` is the simulated moment, for invented sites only.
    """
    sources = read_sources(house.settings.sources)
    # The slowest first: a browser source that starts last would leave the other places empty.
    names = [source.name for source in sorted(sources, key=lambda one: one.render is not Render.BROWSER)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for line in pool.map(partial(crawl_apart, house, week, at), names):
            tell(line)
    for name, step in STEPS.items():
        moment = at or now()
        with house.engine.begin() as connection:
            begin_run(connection, name, EVERYTHING, week, moment)
        told = step(house, week, moment)
        with house.engine.begin() as connection:
            end_run(connection, name, EVERYTHING, week, RunState.DONE, moment, told)
        tell(told)


def crawl_apart(house: House, week: Week, at: datetime | None, name: str) -> str:
    """Crawl one source in a process of its own, because Scrapy's reactor starts once per process and a
    hostile page may take memory or hang. Returns what that process said."""
    moment = at or now()
    with house.engine.begin() as connection:
        begin_run(connection, "crawl", name, week, moment)
    command = [sys.executable, "-m", "app", "crawl", name, "--week", str(week)]
    if at is not None:
        command += ["--at", at.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=house.settings.environment())
    _keep_log(house, f"crawl-{name}-{week}", done.stderr)
    said = done.stdout.strip() or f"{name} {week}: {done.stderr.strip()[-500:] or 'afgebroken zonder melding'}"
    state = RunState.FAILED if done.returncode else RunState.DONE
    with house.engine.begin() as connection:
        end_run(connection, "crawl", name, week, state, moment, said)
    return said


def _keep_log(house: House, name: str, lines: str) -> None:
    if lines:
        house.settings.logs.mkdir(parents=True, exist_ok=True)
        (house.settings.logs / f"{name}.log").write_text(lines, encoding="utf-8")
