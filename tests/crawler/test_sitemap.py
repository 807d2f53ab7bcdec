"""A sitemap with dates saves requests and never vouches for more than it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from domain.certificates import Fate
from domain.crawls import Outcome
from domain.weeks import Week
from sandbox.exchange import Kind
from sandbox.steady import Steady
from sandbox.town import Town

WEEK = Week(2026, 10)
Make = Callable[..., Any]
ADS = 400  # on pages of 20


@pytest.fixture(scope="module")
def market() -> Steady:
    return Steady.invent(seed=7, ads=ADS, first=WEEK)


@pytest.fixture
def town(market: Steady) -> Iterator[Town]:
    with Town(market, ports=(0, 0, 0), page_bytes=55_000) as opened:
        opened.go_to(WEEK)
        yield opened


@pytest.fixture
def visits(town: Town) -> str:
    address = f"{town.url('sandbox_a')}/sitemap.xml"
    return f"{{refresh: 4, sitemap: {{url: '{address}', code: '-([a-z0-9]+)$', second_look: true}}}}"


def load(town: Town) -> tuple[int, int]:
    hits = town.requests.of("sandbox_a")
    return len(hits), sum(hit.sent for hit in hits)


def contents(seen: Any) -> dict[str, str]:
    """What each ad reads as now, whether it was requested this week or carried over."""
    return {key: one.observation.content_hash for key, one in seen.plan.kept.items()}


def test_at_15_percent_change_a_fifth_of_the_load_gives_the_same_series(
    town: Town, source_of: Make, visit: Make, visits: str
) -> None:
    full, delta = source_of("sandbox_a", visits="{conditional: false}"), source_of("sandbox_a", visits=visits)
    first = {source.visits: visit(source) for source in (full, delta)}
    town.go_to(WEEK + 1)
    told = {}
    for source in (full, delta):
        town.requests.clear()
        told[source.visits] = (visit(source, first[source.visits].plan.next_week()), load(town))
    whole, (full_requests, full_bytes) = told[full.visits]
    saved, (requests, size) = told[delta.visits]
    assert whole.returned.outcome is saved.returned.outcome is Outcome.COMPLETE, saved.returned.reasons
    assert saved.plan.present() == whole.plan.present()
    assert (contents(first[delta.visits]) | contents(saved)).items() >= contents(whole).items()
    assert requests <= full_requests / 5
    assert size <= full_bytes / 5
    assert saved.certificate.fates[Fate.UNCHANGED] == ADS * 90 // 100
    assert len(town.requests.of("sandbox_a", Kind.SITEMAP)) == 1
    assert requests == sum(saved.certificate.requests.values())


def test_a_sitemap_that_is_not_to_be_had_costs_load_and_nothing_else(
    town: Town, source_of: Make, visit: Make, visits: str
) -> None:
    missing = visits.replace("sitemap.xml", "geen.xml")
    first = visit(source_of("sandbox_a", visits=missing))
    town.requests.clear()
    seen = visit(source_of("sandbox_a", visits=missing), first.plan.next_week())
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    assert seen.certificate.requests["ad"] == ADS  # asked politely, and answered 304
    assert seen.certificate.requests["overview"] == 2 * ADS // 20


def test_ads_that_moved_during_the_walk_are_met_through_the_sitemap(
    town: Town, source_of: Make, visit: Make, visits: str
) -> None:
    town.misbehave("sandbox_a", "bumped_during_walk", each=1, after=14)
    seen = visit(source_of("sandbox_a", visits=visits))
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    assert seen.certificate.requests["overview"] == ADS // 20  # one walk, which missed some
    assert seen.plan.pages()[-1].listed > 0
    assert seen.plan.present() == {seen.plan.key(ad.code) for ad in town.shelf("sandbox_a").ads}


def test_a_sitemap_never_covers_for_an_overview_that_shows_half(
    town: Town, source_of: Make, visit: Make, visits: str
) -> None:
    town.misbehave("sandbox_a", "half_overview_missing")
    seen = visit(source_of("sandbox_a", visits=visits))
    assert seen.returned.outcome is Outcome.PARTIAL
    assert seen.certificate.requests["overview"] > ADS // 20 // 2 + 1  # walked a second time all the same
    assert any("de bron noemt er" in reason for reason in seen.returned.reasons)


def test_a_sitemap_on_another_host_or_closed_by_robots_is_not_asked_for(
    town: Town, source_of: Make, visit: Make, visits: str
) -> None:
    closed = visits.replace("/sitemap.xml", "/beheer/sitemap.xml")
    seen = visit(source_of("sandbox_a", visits=closed))
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    assert not town.requests.of("sandbox_a", Kind.SITEMAP)
    assert "sitemap" not in seen.certificate.requests
    assert [denial.reason for denial in seen.certificate.denials] == ["robots.txt verbiedt dit pad"] * 1


def test_a_barrier_before_the_sitemap_stops_the_crawl(town: Town, source_of: Make, visit: Make, visits: str) -> None:
    town.misbehave("sandbox_a", "status_403", on=("sitemap",))
    seen = visit(source_of("sandbox_a", visits=visits))
    assert (seen.returned.outcome, bool(seen.certificate.suspend)) == (Outcome.FAILED, True)
    assert not town.requests.of("sandbox_a", Kind.OVERVIEW)
