"""What robots.txt, terms and reservations say, and what stands before them, before anything else is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from domain.certificates import Kind as Crawled
from domain.crawls import Outcome
from domain.dossiers import UnreadableRobots
from domain.weeks import Week
from sandbox.behaviour import Behaviour, Proceed
from sandbox.exchange import Kind, Reply
from sandbox.exchange import Request as SiteRequest
from sandbox.population import Population
from sandbox.town import Town

WEEK = Week(2026, 10)
Make = Callable[..., Any]
COMPLETE, FAILED = Outcome.COMPLETE, Outcome.FAILED


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with Town(Population.invent(seed=7, advertisers=90, weeks=4, start=WEEK), ports=(0, 0, 0), page_bytes=0) as town:
        town.go_to(WEEK)
        yield town


@pytest.fixture(autouse=True)
def well_behaved(town: Town) -> None:
    town.behave("sandbox_a")


@pytest.mark.parametrize("mode", ["tdm_header", "tdm_meta"])
def test_a_reservation_that_only_ad_pages_carry_stops_the_crawl(
    town: Town, source_of: Make, visit: Make, mode: str
) -> None:
    town.requests.clear()
    town.misbehave("sandbox_a", mode, on=("ad",))
    seen = visit(source_of("sandbox_a", delay="0.02", visits="{conditional: false}"))
    assert seen.certificate.suspend, seen.returned.reasons
    assert not seen.plan.kept
    assert len(town.requests.of("sandbox_a", Kind.AD)) <= 4  # as many as were under way


@pytest.mark.parametrize("page", ["terms", "tdm"])
@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_barrier_before_the_terms_or_the_reservation_is_a_stop_sign(
    town: Town, source_of: Make, visit: Make, page: str, status: int
) -> None:
    town.requests.clear()
    town.misbehave("sandbox_a", f"status_{status}", on=(page,))
    seen = visit(source_of("sandbox_a"))  # a first visit: nothing to compare with
    assert (seen.returned.outcome, bool(seen.certificate.suspend)) == (FAILED, True)
    assert str(status) in " ".join(seen.returned.reasons)
    assert not town.requests.of("sandbox_a", Kind.OVERVIEW)


@pytest.mark.parametrize("robots_4xx", [UnreadableRobots.ALLOW, UnreadableRobots.DISALLOW])
@pytest.mark.parametrize("status", [401, 403, 407, 451])
def test_a_barrier_before_robots_is_a_stop_sign_whatever_the_dossier_says_of_4xx(
    town: Town, source_of: Make, visit: Make, dossier: Make, status: int, robots_4xx: UnreadableRobots
) -> None:
    town.requests.clear()
    town.misbehave("sandbox_a", f"status_{status}", on=("robots",))
    source = source_of("sandbox_a")
    seen = visit(source, review=dossier(source, robots_4xx=robots_4xx))
    assert (seen.returned.outcome, bool(seen.certificate.suspend)) == (FAILED, True)
    assert "robots.txt" in seen.certificate.suspend
    assert str(status) in seen.certificate.suspend
    assert len(town.requests) == 1


def test_a_robots_file_that_is_not_there_suspends_nothing(
    town: Town, source_of: Make, visit: Make, dossier: Make
) -> None:
    town.misbehave("sandbox_a", "robots_404")
    source = source_of("sandbox_a")
    seen = visit(source, review=dossier(source, robots_4xx=UnreadableRobots.DISALLOW))
    assert (seen.returned.outcome, seen.certificate.suspend) == (FAILED, "")


def test_terms_that_are_not_there_at_the_first_visit_close_the_crawl(town: Town, source_of: Make, visit: Make) -> None:
    town.requests.clear()
    town.misbehave("sandbox_a", "terms_missing")
    seen = visit(source_of("sandbox_a"))
    assert seen.returned.outcome is FAILED
    assert "gebruiksvoorwaarden" in " ".join(seen.returned.reasons)
    assert not town.requests.of("sandbox_a", Kind.OVERVIEW)


@dataclass(frozen=True, slots=True)
class TermsAsDocument(Behaviour):
    """The terms of use are a document and no page."""

    touches = frozenset({Kind.TERMS})
    body: bytes = b"%PDF-1.7 artikel 1: U mag lezen \xff\xfe"
    content_type: str = "application/pdf"

    def reply(self, request: SiteRequest, proceed: Proceed) -> Reply:
        return Reply(self.body, content_type=self.content_type)


@pytest.mark.parametrize("content_type", ["application/pdf", "text/html", "application/octet-stream"])
def test_terms_in_a_document_are_kept_by_their_bytes_and_suspend_when_those_change(
    town: Town, source_of: Make, visit: Make, content_type: str
) -> None:
    house = town._house("sandbox_a")
    first_text = TermsAsDocument(content_type=content_type)
    house.behave(first_text)
    first = visit(source_of("sandbox_a"))
    assert first.returned.outcome is COMPLETE, first.returned.reasons
    kept = {one.kind: one for one in first.certificate.snapshots}
    assert kept[Crawled.TERMS].digest == hashlib.sha256(first_text.body).hexdigest()
    again = visit(source_of("sandbox_a"), first.plan.next_week(), snapshots=kept)
    assert again.returned.outcome is COMPLETE, again.returned.reasons
    house.behave(replace(first_text, body=first_text.body + b"niet"))
    town.requests.clear()
    changed = visit(source_of("sandbox_a"), first.plan.next_week(), snapshots=kept)
    assert (changed.returned.outcome, len(town.requests.of("sandbox_a", Kind.OVERVIEW))) == (FAILED, 0)
    assert "de gebruiksvoorwaarden zijn gewijzigd" in changed.certificate.suspend
    assert kept[Crawled.TERMS].digest in changed.certificate.suspend


@pytest.mark.parametrize("body", [b"", b"<div id='root'></div><script>fetch('/voorwaarden.json')</script>"])
def test_terms_without_a_word_are_not_read(town: Town, source_of: Make, visit: Make, body: bytes) -> None:
    town._house("sandbox_a").behave(TermsAsDocument(body=body, content_type="text/html"))
    seen = visit(source_of("sandbox_a"))
    assert seen.returned.outcome is FAILED
    assert "de gebruiksvoorwaarden zijn niet te lezen" in seen.returned.reasons[0]
