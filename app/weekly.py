"""The week's work in its order: gate and crawl, link, count, signal, draft, retain."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime

from app.apart import Crawls, Order
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


def run_week(house: House, week: Week, *, at: datetime | None, tell: Tell, crawls: Crawls) -> None:
    """Everything one week needs, once. Crawls that are complete are not repeated; the later steps
    are always done again on what there is now, and give the same result on the same data.

    `at` is the simulated moment, for invented sites only.
    """
    for line in _crawl_all(house, week, at, crawls):
        tell(line)
    for name, step in STEPS.items():
        moment = at or now()
        with house.engine.begin() as connection:
            begin_run(connection, name, EVERYTHING, week, moment)
        told = step(house, week, moment)
        with house.engine.begin() as connection:
            end_run(connection, name, EVERYTHING, week, RunState.DONE, moment, told)
        tell(told)


def _crawl_all(house: House, week: Week, at: datetime | None, crawls: Crawls) -> Iterator[str]:
    """Crawl every source, some side by side; what each came to, as they end."""
    sources = read_sources(house.settings.sources)
    # The slowest first: a browser source that starts last would leave the other places empty.
    slowest_first = sorted(sources, key=lambda one: one.render is not Render.BROWSER)
    waiting, running = deque(source.name for source in slowest_first), 0
    while waiting or running:
        if waiting and running < AT_ONCE:
            order = Order(waiting.popleft(), week, at)
            with house.engine.begin() as connection:
                begin_run(connection, "crawl", order.source, week, at or now())
            crawls.begin(order)
            running += 1
        else:
            ended = crawls.ended()
            state = RunState.DONE if ended.complete else RunState.FAILED
            with house.engine.begin() as connection:
                end_run(connection, "crawl", ended.order.source, week, state, at or now(), ended.said)
            running -= 1
            yield ended.said
