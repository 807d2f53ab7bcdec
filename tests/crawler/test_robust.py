"""What happens beside the pages: names that do not resolve, certificates, clocks that change, browsers that die."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from config.sources import read_source
from domain.certificates import Fate
from domain.crawls import Outcome
from domain.weeks import Week
from sandbox.exchange import Kind
from sandbox.population import Population
from sandbox.town import Town

WEEK = Week(2026, 10)
Make = Callable[..., Any]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with Town(Population.invent(seed=7, advertisers=130, weeks=2, start=WEEK), ports=(0, 0, 0), page_bytes=0) as opened:
        opened.go_to(WEEK)
        yield opened


def moved(path: Path, old: str, new: str) -> Any:
    """The same source at another address, in a file of its own."""
    text = path.read_text(encoding="utf-8").replace(old, new).replace("delay: 0", "delay: 1")
    beside = path.with_name("verhuisd.yml")
    beside.write_text(text, encoding="utf-8")
    return read_source(beside)


def test_a_host_that_does_not_resolve_closes_nothing(town: Town, source_of: Make, visit: Make, tmp_path: Path) -> None:
    first = visit(source_of("sandbox_a"))
    gone = moved(tmp_path / "sandbox_a.yml", "127.0.0.1", "nergens.invalid")
    seen = visit(gone, first.plan.next_week(), timeout=5.0)
    assert seen.returned.outcome is Outcome.FAILED
    assert any("DNS" in reason for reason in seen.returned.reasons), seen.returned.reasons
    assert seen.plan.present() == set()
    assert not seen.plan.settled  # nothing is said about any ad
    assert not seen.certificate.suspend  # a name server that is down is no stop sign of the site


@pytest.mark.parametrize("certified", [True, False], ids=["nobody vouches for it", "no TLS at all"])
def test_a_tls_error_is_told_and_never_ignored(
    town: Town, source_of: Make, visit: Make, tmp_path: Path, certified: bool
) -> None:
    source_of("sandbox_a")
    secure = moved(tmp_path / "sandbox_a.yml", "http://127", "https://127")
    town.behave("sandbox_a")
    if certified:
        town.misbehave("sandbox_a", "self_signed_tls")
    town.requests.clear()
    seen = visit(secure, timeout=5.0)
    assert seen.returned.outcome is Outcome.FAILED
    assert any("certificaat" in reason or "TLS" in reason for reason in seen.returned.reasons), seen.returned.reasons
    assert not town.requests.of("sandbox_a")  # nothing was said over a connection that could not be trusted
    town.behave("sandbox_a")


class Turning:
    """A wall clock that starts just before a moment and runs on, through it."""

    def __init__(self, moment: datetime) -> None:
        self.started, self.moment = time.monotonic(), moment

    def __call__(self) -> datetime:
        return self.moment + timedelta(seconds=time.monotonic() - self.started)


AUTUMN = datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC)  # 02:59:59, and a second later 02:00:00 again
SPRING = datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)  # 01:59:59, and a second later 03:00:00


@pytest.mark.parametrize(
    ("moment", "hours", "whole"),
    [
        (AUTUMN, (2, 3), True),  # the hour comes twice and is open both times
        (SPRING, (1, 4), True),
        (SPRING, (1, 3), False),  # the last open hour does not exist that night
    ],
)
def test_a_crawl_goes_through_a_clock_change(
    town: Town, source_of: Make, visit: Make, dossier: Make, moment: datetime, hours: tuple[int, int], whole: bool
) -> None:
    source = source_of("sandbox_a", delay="0.03")
    seen = visit(source, clock=Turning(moment), review=dossier(source, now=moment, hours=hours))
    assert (seen.returned.outcome is Outcome.COMPLETE) is whole, seen.returned.reasons
    if not whole:
        assert any("tijdvenster" in reason for reason in seen.returned.reasons), seen.returned.reasons
        assert not any(one.fate is Fate.GONE for one in seen.plan.settled.values())


def test_a_wall_clock_that_is_set_back_neither_hurries_nor_stalls_a_crawl(
    town: Town, source_of: Make, visit: Make, now: datetime
) -> None:
    calls = iter(range(10**6))
    source = source_of("sandbox_a", delay="0.01")
    began = time.monotonic()
    seen = visit(source, clock=lambda: now - timedelta(hours=next(calls) // 50))
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    requests = sum(seen.certificate.requests.values())
    assert time.monotonic() - began >= 0.01 * (requests - 1)


def browsers() -> list[psutil.Process]:
    """The browsers below this process; the first is the one that owns the others."""
    below = psutil.Process().children(recursive=True)
    return [one for one in below if "chrom" in one.name() or "headless" in one.name()]


class Trouble(threading.Thread):
    """Sends a signal to every browser once enough ads were asked for."""

    def __init__(self, town: Town, sign: signal.Signals) -> None:
        super().__init__(daemon=True)
        self.town, self.sign, self.hit = town, sign, 0

    def run(self) -> None:
        deadline = time.monotonic() + 60
        while len(self.town.requests.of("sandbox_c", Kind.AD)) < 6 and time.monotonic() < deadline:
            time.sleep(0.01)
        for one in browsers():
            os.kill(one.pid, self.sign)
            self.hit += 1


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP], ids=["crash", "hang"])
def test_a_browser_that_dies_or_hangs_closes_nothing_and_the_crawl_goes_on_later(
    town: Town, source_of: Make, visit: Make, sign: signal.Signals
) -> None:
    source = source_of("sandbox_c", visits="{refresh: 1}")
    town.requests.clear()
    trouble = Trouble(town, sign)
    trouble.start()
    seen = visit(source, timeout=3.0, patience=120)
    trouble.join()
    assert trouble.hit
    assert not any(one.fate is Fate.GONE for one in seen.plan.settled.values())
    online = {seen.plan.key(ad.code) for ad in town.shelf("sandbox_c").ads}
    if seen.returned.outcome is not Outcome.COMPLETE:
        assert seen.returned.outcome is Outcome.PARTIAL, seen.returned.reasons
        resumed = replace(seen.returned, outcome=Outcome.RUNNING)
        seen = visit(source, seen.plan, crawl=resumed, timeout=10.0, patience=120)
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    assert set(seen.plan.kept) == online
    assert not browsers()  # none is left behind
