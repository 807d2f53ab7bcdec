"""A crawl that is killed again and again, at random moments, loses nothing, doubles nothing, repeats little."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from crawler.run import crawl
from domain.certificates import Certificate
from domain.crawls import Crawl, Outcome
from domain.listings import Listing
from domain.observations import Observation
from domain.sources import Source
from domain.weeks import Week
from sandbox.exchange import Kind
from sandbox.population import Population
from sandbox.town import Town
from storage.crawls import begin_crawl, record_crawl
from storage.database import connect, migrate
from storage.keys import Keyring
from storage.plan import StoredPlan
from storage.tables.ads import sightings

WEEK = Week(2026, 10)
KILLS = int(os.environ.get("PEIL_KILLS", "3"))  # 20 takes minutes
SEED = int(os.environ.get("PEIL_SEED", "5"))  # of the moments at which it is killed
ADS_PER_KILL = 420  # a kill repeats at most a batch that waits and what is under way, twelve pages


@pytest.fixture
def population() -> Population:
    return Population.invent(seed=3, advertisers=KILLS * ADS_PER_KILL * 2, weeks=2, start=WEEK)


def _measure(url: str, keys: Keyring, source: Source, job_for: Callable[..., Any], now: Any) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        begun: Crawl = begin_crawl(connection, source, WEEK, now)
    plan = StoredPlan(engine, keys, begun)

    def record(certificate: Certificate) -> None:
        with engine.begin() as connection:
            record_crawl(connection, certificate)

    def observe(listing: Listing) -> tuple[Observation, None]:
        code = keys.code(source.name, listing.code)
        return Observation(begun.id, source.name, code, WEEK, listing.seen_at, keys.content(listing.text)), None

    ended = crawl(job_for(source, plan, plan.keep, record, crawl=begun, keys=keys, observe=observe))
    os._exit(0 if ended.outcome is Outcome.COMPLETE else 3)


def test_killed_crawls_lose_and_double_nothing(
    tmp_path: Path, source_of: Callable[..., Any], stored_job: Callable[..., Any], now: Any, town: Town
) -> None:
    url, keys, chance = f"sqlite:///{tmp_path / 'peil.db'}", Keyring.generate(), Random(SEED)
    migrate(connect(url))
    source = source_of("sandbox_a")
    online = {keys.code("sandbox_a", ad.code) for ad in town.shelf("sandbox_a").ads}
    kills = 0
    for _ in range(KILLS + 5):
        child = get_context("fork").Process(target=_measure, args=(url, keys, source, stored_job, now))
        child.start()
        before = len(town.requests.of("sandbox_a", Kind.AD))
        share = len(online) // KILLS
        deadline = time.monotonic() + 60
        wanted = before + chance.randint(share // 2, share)
        while kills < KILLS and child.is_alive() and len(town.requests.of("sandbox_a", Kind.AD)) < wanted:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        if kills < KILLS and child.is_alive() and child.pid:
            os.kill(child.pid, signal.SIGKILL)
            kills += 1
        child.join()
        if child.exitcode == 0:
            break
    assert child.exitcode == 0, child.exitcode
    with connect(url).connect() as connection:
        stored = list(connection.execute(select(sightings.c.code)).scalars())
    asked = len(town.requests.of("sandbox_a", Kind.AD))
    told = f"{len(online)} ads, {kills} kills, {asked} ad requests, {asked / len(online) - 1:.2%} repeated"
    sys.stderr.write(told + "\n")
    assert kills >= KILLS // 2
    assert sorted(stored) == sorted(online)  # none missing, none twice
    assert asked <= len(online) * 1.03
