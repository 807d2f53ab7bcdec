"""Dossiers keep every version; the kill switch and a suspension are seen by a running crawl."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from domain.certificates import Kind
from domain.dossiers import Answer, Conditions, DossierState, Evidence, Finding, LegalReview
from domain.errors import Refused
from legal.snapshots import snapshot
from storage.audit import EVERY, history
from storage.dossiers import (
    MACHINE,
    halted,
    load_review,
    load_snapshots,
    load_steps,
    save_review,
    save_snapshots,
    suspend_source,
    switch,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
EVIDENCE = Evidence("robots.txt", "ab" * 32, "auteur", date(2026, 3, 1), date(2026, 9, 1))
APPROVED = LegalReview(
    "markt", "d" * 64, 1, DossierState.APPROVED, "auteur",
    answers={"Q10": Answer("Q10", Finding.OK, "alles mag", "auteur", date(2026, 3, 1), (EVIDENCE,))},
    conditions=Conditions(delay=2.0, hours=(8, 20), text="rustig aan"),
    approver="beoordelaar", decided_on=NOW, valid_until=date(2026, 9, 1),
    snapshots={Kind.ROBOTS: snapshot(Kind.ROBOTS, "http://markt/robots.txt", "User-agent: *", NOW)},
)  # fmt: skip


def test_a_dossier_comes_back_as_it_was_kept(engine: Engine) -> None:
    with engine.begin() as connection:
        assert load_review(connection, "markt") is None
        save_review(connection, APPROVED, "approve", "beoordelaar", NOW)
    with engine.begin() as connection:
        assert load_review(connection, "markt") == APPROVED


def test_a_suspension_is_a_new_version_beside_the_old_one_and_audited(engine: Engine) -> None:
    with engine.begin() as connection:
        save_review(connection, APPROVED, "approve", "beoordelaar", NOW)
        suspend_source(connection, "markt", "bezwaar van de exploitant", "jan", NOW)
        suspend_source(connection, "markt", "nog eens", "jan", NOW)  # already suspended: nothing happens
        (newest, oldest) = (one.review for one in load_steps(connection, "markt"))
        assert [(one.act, one.by) for one in load_steps(connection, "markt")] == [
            ("suspend", "jan"), ("approve", "beoordelaar"),
        ]  # fmt: skip
        assert (newest.state, newest.decision) == (DossierState.SUSPENDED, "bezwaar van de exploitant")
        assert oldest == APPROVED
        assert [row.action for row in history(connection, "markt")] == ["dossier approve", "dossier suspend"]


def test_two_people_cannot_write_the_same_version(engine: Engine) -> None:
    with engine.begin() as connection:
        save_review(connection, APPROVED, "approve", "beoordelaar", NOW)
    with engine.begin() as connection, pytest.raises(Refused, match="intussen"):
        save_review(connection, replace(APPROVED, decision="anders"), "revoke", "ander", NOW)


def test_the_kill_switch_and_a_suspension_stop_a_running_crawl(engine: Engine) -> None:
    with engine.begin() as connection:
        save_review(connection, APPROVED, "approve", "beoordelaar", NOW)
        assert halted(connection, "markt") is None
        switch(connection, EVERY, True, "jan", "onderzoek loopt", NOW)
        assert "onderzoek loopt" in (halted(connection, "markt") or "")
        switch(connection, EVERY, False, "jan", "klaar", NOW)
        assert halted(connection, "markt") is None
        assert [row.action for row in history(connection, "markt")][-2:] == ["kill switch on", "kill switch off"]
        switch(connection, "markt", True, "jan", "te druk", NOW)
        assert "te druk" in (halted(connection, "markt") or "")
        assert "te druk" not in (halted(connection, "ander") or "")
        switch(connection, "markt", False, "jan", "klaar", NOW)
        suspend_source(connection, "markt", "bezwaar", "jan", NOW)
        assert "opgeschort" in (halted(connection, "markt") or "")


def test_house_rules_are_compared_with_the_approved_ones_else_with_the_last_met(engine: Engine) -> None:
    first = snapshot(Kind.TERMS, "http://markt/v", "u mag lezen", NOW)
    again = replace(first, taken=NOW + timedelta(days=7))
    with engine.begin() as connection:
        save_snapshots(connection, "markt", [first])
        save_snapshots(connection, "markt", [again])
        assert load_snapshots(connection, "markt") == {Kind.TERMS: first}
        save_review(connection, APPROVED, "approve", "beoordelaar", NOW)
        assert load_snapshots(connection, "markt") == {**APPROVED.snapshots, Kind.TERMS: first}


def test_a_suspension_waits_for_a_version_that_is_just_being_written_and_suspends_that(engine: Engine) -> None:
    with engine.begin() as connection:
        save_review(connection, APPROVED, "approve", "beoordelaar", NOW)
    again = replace(APPROVED, version=2, decision="opnieuw goedgekeurd")

    def suspend() -> None:
        with engine.begin() as connection:
            suspend_source(connection, "markt", "toegang geweigerd (403)", MACHINE, NOW)

    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            save_review(connection, again, "approve", "beoordelaar", NOW)
            suspending = pool.submit(suspend)
            time.sleep(0.5)  # it has read version 1, or waits for its turn
        suspending.result(timeout=10)
    with engine.connect() as connection:
        (newest, *_) = load_steps(connection, "markt")
    assert (newest.review.version, newest.review.state) == (3, DossierState.SUSPENDED)
