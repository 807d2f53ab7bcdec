"""A stop given at another desk reaches a crawl that is on its way."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace

import pytest

from app.crawling import _Recorder
from config.sources import find_source
from domain.certificates import Certificate
from domain.crawls import Outcome
from domain.dossiers import DossierState
from domain.weeks import Week
from storage.crawls import begin_crawl, load_certificates
from storage.dossiers import load_review, load_steps, suspend_source

START = Week(2026, 2)
AT_ONCE = 5.0  # seconds between the command's end and the last request


@pytest.mark.parametrize(
    "order",
    [("stop", "sandbox_a"), ("stop",), ("suspend", "sandbox_a", "--operator")],
    ids=["one source", "every source", "the operator objects"],
)
def test_a_stop_by_another_process_ends_a_running_crawl_within_five_seconds(workshop, order: tuple[str, ...]) -> None:
    path = workshop.source_file("sandbox_a")
    path.write_text(path.read_text().replace("delay: 0", "delay: 0.5"))  # some minutes of work
    workshop.go_to(START)
    running = subprocess.Popen(
        workshop.command("crawl", "sandbox_a"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=workshop.env,
    )  # fmt: skip
    while len(workshop.town.requests) < 6 and running.poll() is None:
        time.sleep(0.01)
    assert running.poll() is None  # it is under way, so the order is what ends it
    said = (sys.executable, "-m", "app", "source", *order, "--by", "Anna", "--because", "klacht")
    given = subprocess.run(said, capture_output=True, text=True, env=workshop.env, check=False)
    assert given.returncode == 0, given.stderr
    ordered = time.time()
    told, _ = running.communicate(timeout=60)
    assert time.time() - ordered < AT_ONCE + 10  # closing down may take a moment, asking may not
    left = len(workshop.town.requests)
    assert "Traceback" not in told
    assert "klacht" in told or "opgeschort" in told
    with workshop.house.engine.connect() as connection:
        certificate, review = load_certificates(connection, "sandbox_a")[0], load_review(connection, "sandbox_a")
    assert certificate.crawl.outcome is not Outcome.COMPLETE
    assert max(hit.at for hit in workshop.town.requests) - ordered < AT_ONCE
    if "suspend" in order:
        assert review.state is DossierState.SUSPENDED
        assert workshop.peil("crawl", "sandbox_a").returncode == 1
        assert len(workshop.town.requests) == left


def test_a_visit_that_meets_a_barrier_after_a_person_suspended_is_still_recorded(workshop) -> None:
    source = find_source(workshop.house.settings.sources, "sandbox_a")
    with workshop.house.engine.begin() as connection:
        begun = begin_crawl(connection, source, START, workshop.moment())
        suspend_source(connection, "sandbox_a", "bezwaar", "Anna", workshop.moment())
    ended = replace(begun, outcome=Outcome.PARTIAL, finished=workshop.moment(), reasons=("toegang geweigerd",))
    _Recorder(workshop.house, source, workshop.moment)(Certificate(ended, suspend="toegang geweigerd"))
    with workshop.house.engine.connect() as connection:
        assert load_certificates(connection, "sandbox_a")[0].crawl.outcome is Outcome.PARTIAL
        newest = load_steps(connection, "sandbox_a")[0]
    assert (newest.by, newest.review.decision) == ("Anna", "bezwaar")
