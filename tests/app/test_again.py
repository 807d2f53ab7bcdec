"""A crawl that is gone on with: what all its runs did together is what counts."""

from __future__ import annotations

import subprocess
import time
from dataclasses import replace

from domain.crawls import Outcome
from domain.dossiers import DossierState
from domain.weeks import Week
from sandbox.exchange import Kind
from storage.crawls import accept_partial, load_accepted, load_certificates
from storage.dossiers import load_review, save_review, switch

START = Week(2026, 2)


def certificate(workshop):
    with workshop.house.engine.connect() as connection:
        return load_certificates(connection, "sandbox_a")[0]


def test_running_again_turns_no_doubtful_week_into_a_whole_one(workshop) -> None:
    workshop.town.misbehave("sandbox_a", "unseen_category")
    workshop.peil("crawl", "sandbox_a")
    first = certificate(workshop)
    assert first.crawl.outcome is Outcome.PARTIAL
    workshop.peil("crawl", "sandbox_a")
    second = certificate(workshop)
    assert second.crawl.outcome is Outcome.PARTIAL
    assert second.crawl.reasons == first.crawl.reasons
    assert (second.read, second.fill, second.strange) == (first.read, first.fill, first.strange)
    assert sum(second.requests.values()) == len(workshop.town.requests.of("sandbox_a"))


def test_the_most_a_measurement_may_ask_holds_over_all_its_runs(workshop) -> None:
    with workshop.house.engine.begin() as connection:
        review = load_review(connection, "sandbox_a")
        capped = replace(review, version=review.version + 1, conditions=replace(review.conditions, page_cap=15))
        save_review(connection, capped, "approved", "Bram", workshop.moment())
    for _ in range(3):
        workshop.peil("crawl", "sandbox_a")
    assert len(workshop.town.requests.of("sandbox_a")) == 15
    told = certificate(workshop)
    assert sum(told.requests.values()) == 15
    assert told.crawl.outcome is not Outcome.COMPLETE
    assert any("maximum van 15" in one.reason for one in told.denials)


def test_what_a_killed_run_asked_for_is_in_the_counts_of_the_whole(workshop) -> None:
    path = workshop.source_file("sandbox_a")
    path.write_text(path.read_text().replace("delay: 0", "delay: 0.2"))
    workshop.go_to(START)
    running = subprocess.Popen(workshop.command("crawl", "sandbox_a"), env=workshop.env)
    while len(workshop.town.requests) < 20:
        assert running.poll() is None
        time.sleep(0.01)
    running.kill()
    running.wait()
    killed = len(workshop.town.requests.of("sandbox_a"))
    assert workshop.peil("crawl", "sandbox_a").returncode == 0
    told = certificate(workshop)
    asked = len(workshop.town.requests.of("sandbox_a"))
    assert told.crawl.outcome is Outcome.COMPLETE
    assert killed >= 20
    assert asked - 10 <= sum(told.requests.values()) <= asked  # at most what left in the last second is missing


def test_what_a_killed_run_saw_wrong_in_the_overview_is_not_forgotten(workshop) -> None:
    path = workshop.source_file("sandbox_a")
    path.write_text(path.read_text().replace("delay: 0", "delay: 0.05"))
    workshop.go_to(START)
    workshop.town.misbehave("sandbox_a", "same_page_twice")
    running = subprocess.Popen(workshop.command("crawl", "sandbox_a"), env=workshop.env)
    while len(workshop.town.requests.of("sandbox_a", Kind.AD)) < 5:
        assert running.poll() is None
        time.sleep(0.01)
    running.kill()
    running.wait()
    workshop.town.behave("sandbox_a")
    workshop.peil("crawl", "sandbox_a")
    resumed = certificate(workshop)
    assert resumed.crawl.outcome is Outcome.PARTIAL
    assert any("herhaalt" in reason for reason in resumed.crawl.reasons)
    workshop.peil("crawl", "sandbox_a")  # it was judged: now the overview is walked anew
    assert certificate(workshop).crawl.outcome is Outcome.COMPLETE


def test_a_run_that_stops_before_the_overview_leaves_the_earlier_verdict_and_adds_its_reason(workshop) -> None:
    workshop.town.misbehave("sandbox_a", "unseen_category")
    workshop.peil("crawl", "sandbox_a")
    first = certificate(workshop)
    assert first.crawl.outcome is Outcome.PARTIAL
    with workshop.house.engine.begin() as connection:
        accept_partial(connection, first.crawl.id, "Anna", "de nieuwe soort is bekend", workshop.moment())
    workshop.town.misbehave("sandbox_a", "robots_503")
    workshop.peil("crawl", "sandbox_a")
    second = certificate(workshop)
    assert second.crawl.outcome is Outcome.PARTIAL
    assert second.crawl.reasons[: len(first.crawl.reasons)] == first.crawl.reasons
    assert "robots.txt" in second.crawl.reasons[-1]
    assert (second.checks, second.listed, second.crawl.ads) == (first.checks, first.listed, first.crawl.ads)
    assert second.requests["robots"] == first.requests["robots"] + 1
    with workshop.house.engine.begin() as connection:
        switch(connection, "sandbox_a", True, "Bram", "klacht", workshop.moment())
    told = workshop.peil("crawl", "sandbox_a").stdout
    refused = certificate(workshop)
    assert refused.crawl.outcome is Outcome.PARTIAL
    assert "noodstop" in refused.crawl.reasons[-1]
    assert "noodstop" in told
    with workshop.house.engine.connect() as connection:
        assert [one.crawl for one in load_accepted(connection)] == [first.crawl.id]  # it still counts


def test_a_crawl_stays_recorded_when_suspending_fails_and_the_next_run_suspends_first(workshop) -> None:
    workshop.town.misbehave("sandbox_a", "status_403", after=12)
    with workshop.house.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER dicht BEFORE INSERT ON dossiers BEGIN SELECT RAISE(ABORT, 'dicht'); END"
        )
    assert workshop.peil("crawl", "sandbox_a").returncode != 0
    told = certificate(workshop)
    assert told.crawl.outcome is Outcome.PARTIAL
    assert "403" in told.suspend
    with workshop.house.engine.begin() as connection:
        assert load_review(connection, "sandbox_a").state is DossierState.APPROVED
        connection.exec_driver_sql("DROP TRIGGER dicht")
    asked = len(workshop.town.requests.of("sandbox_a"))
    workshop.peil("crawl", "sandbox_a")
    assert len(workshop.town.requests.of("sandbox_a")) == asked  # nothing more was asked for
    with workshop.house.engine.connect() as connection:
        review = load_review(connection, "sandbox_a")
    assert review.state is DossierState.SUSPENDED
    assert "403" in review.decision
