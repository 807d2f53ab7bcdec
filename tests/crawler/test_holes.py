"""What Scrapy alone would let through, and every other way out, counted on the wire."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from domain.certificates import Kind
from domain.crawls import Outcome
from domain.dossiers import DossierState
from sandbox.town import Town

Make = Callable[..., Any]


@pytest.mark.parametrize("mode", ["robots_503", "robots_timeout", "robots_html", "robots_oversized"])
def test_unreadable_robots_close_the_site(town: Town, source_of: Make, visit: Make, mode: str) -> None:
    town.misbehave("sandbox_a", mode)
    seen = visit(source_of("sandbox_a"), timeout=1.0)
    assert seen.returned.outcome is Outcome.FAILED
    assert [hit.kind for hit in town.requests] == [Kind.ROBOTS]


def test_a_missing_robots_file_is_read_as_the_dossier_says(
    town: Town, source_of: Make, visit: Make, dossier: Make
) -> None:
    town.misbehave("sandbox_b", "robots_404")
    source = source_of("sandbox_b")
    assert visit(source).returned.outcome is Outcome.COMPLETE
    town.requests.clear()
    seen = visit(source, review=dossier(source, robots_4xx="disallow"))
    assert seen.returned.outcome is Outcome.FAILED
    assert len(town.requests) == 1


def test_crawl_delay_is_kept_between_all_requests(town: Town, source_of: Make, visit: Make, dossier: Make) -> None:
    town.misbehave("sandbox_a", "robots_crawl_delay", seconds=0.3)
    source = source_of("sandbox_a")
    visit(source, review=dossier(source, page_cap=9))
    moments = [hit.at for hit in town.requests.of("sandbox_a")]
    assert len(moments) == 9
    assert all(later - earlier >= 0.28 for earlier, later in pairwise(moments[1:]))


def test_the_dossiers_delay_counts_when_it_is_longer(town: Town, source_of: Make, visit: Make, dossier: Make) -> None:
    source = source_of("sandbox_a", delay="0.01")
    visit(source, review=dossier(source, page_cap=8, delay=0.25))
    moments = [hit.at for hit in town.requests.of("sandbox_a")]
    assert len(moments) == 8
    assert all(later - earlier >= 0.23 for earlier, later in pairwise(moments))


def test_a_start_address_off_the_list_never_leaves(town: Town, source_of: Make, visit: Make, dossier: Make) -> None:
    source = source_of("sandbox_a")
    elsewhere = replace(source, start_url=town.url("elsewhere") + "/advertenties")
    assert visit(elsewhere).returned.outcome is Outcome.FAILED
    assert not town.requests.of("elsewhere")
    town.requests.clear()
    assert visit(replace(source, allow=("/iets-anders",))).returned.outcome is Outcome.FAILED
    assert not town.requests.of("sandbox_a", Kind.OVERVIEW, Kind.AD)


def test_no_valid_dossier_means_no_request_at_all(town: Town, source_of: Make, visit: Make, dossier: Make) -> None:
    source = source_of("sandbox_a")
    review = dossier(source)
    for wrong in (
        None,
        replace(review, digest="0" * 64),
        replace(review, valid_until=date(2026, 3, 4)),
        replace(review, state=DossierState.SUSPENDED),
        replace(review, approver=review.author),
    ):
        seen = visit(source, review=wrong)
        assert seen.returned.outcome is Outcome.REFUSED
        assert seen.returned.reasons[0]
        assert not seen.certificate.requests
    assert len(town.requests) == 0


def test_the_page_cap_and_the_hours_are_limits_on_the_wire(
    town: Town, source_of: Make, visit: Make, dossier: Make
) -> None:
    source = source_of("sandbox_a")
    seen = visit(source, review=dossier(source, page_cap=20))
    assert len(town.requests) == 20
    assert seen.returned.outcome is Outcome.PARTIAL
    assert any("maximum van 20" in denial.reason for denial in seen.certificate.denials)
    town.requests.clear()
    assert visit(source, review=dossier(source, hours=(1, 5))).returned.outcome is Outcome.FAILED
    assert len(town.requests) == 0


def test_the_kill_switch_stops_a_running_crawl_within_five_seconds(
    town: Town, source_of: Make, visit: Make, tmp_path: Path
) -> None:
    thrown = tmp_path / "noodstop"

    def halted() -> str | None:
        return "noodstop door de beheerder" if thrown.exists() else None

    def throw_soon() -> None:
        time.sleep(2.0)
        thrown.write_text(str(time.time()))

    threading.Thread(target=throw_soon).start()
    seen = visit(source_of("sandbox_a", delay="0.1"), halted=halted)
    assert seen.returned.reasons[0] == "noodstop door de beheerder"
    assert max(hit.at for hit in town.requests) - float(thrown.read_text()) < 5.0
    assert not seen.certificate.suspend  # a person decides what comes next


def test_storage_that_fails_ends_the_crawl_with_a_reason_and_keeps_what_was_stored(
    source_of: Make, visit: Make, town: Town
) -> None:
    left = [3]

    def full(batch: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError("No space left on device")

    seen = visit(source_of("sandbox_a"), keep=full, patience=30)
    assert "schijf vol" in seen.returned.reasons[0]
    assert seen.returned.outcome is not Outcome.COMPLETE


def test_a_site_that_is_off_is_told_in_one_line(source_of: Make, visit: Make, town: Town) -> None:
    source = source_of("sandbox_a")
    town.close()
    seen = visit(source)
    assert seen.returned.outcome is Outcome.FAILED
    assert "weigert de verbinding" in seen.returned.reasons[0]


def test_the_visitor_says_who_it_is(town: Town, source_of: Make, visit: Make) -> None:
    visit(source_of("sandbox_b"))
    assert {hit.user_agent for hit in town.requests.of("sandbox_b")} == {
        "Peilmoment/0.1 (test; +https://peilmoment.example; test@peilmoment.example)"
    }
