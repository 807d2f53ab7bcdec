"""Later weeks ask little: what did not change is not read again, and the series cannot tell the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from domain.certificates import Fate
from domain.crawls import Outcome
from domain.visits import Promised
from domain.weeks import Week
from sandbox.exchange import Kind
from sandbox.population import Population
from sandbox.town import Town

WEEK = Week(2026, 10)
Make = Callable[..., Any]


@pytest.fixture
def town() -> Iterator[Town]:
    population = Population.invent(seed=7, advertisers=240, weeks=6, start=WEEK)
    with Town(population, ports=(0, 0, 0), page_bytes=12_000) as opened:
        opened.go_to(WEEK)
        yield opened


def online(town: Town, plan: Any) -> set[str]:
    return {plan.key(ad.code) for ad in town.shelf("sandbox_a").ads}


@pytest.mark.parametrize("visits", ["{refresh: 1}", "{refresh: 4}", "{refresh: 1, conditional: false}"])
def test_every_way_of_visiting_finds_the_same_ads(town: Town, source_of: Make, visit: Make, visits: str) -> None:
    source = source_of("sandbox_a", visits=visits)
    plan = visit(source).plan
    for later in (1, 2):
        town.go_to(WEEK + later)
        seen = visit(source, plan.next_week())
        assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
        assert seen.plan.present() == online(town, seen.plan)
        plan = seen.plan


def test_asking_politely_and_overview_first_save_most_of_the_load(town: Town, source_of: Make, visit: Make) -> None:
    source = source_of("sandbox_a", visits="{refresh: 4}")
    first = visit(source)
    town.requests.clear()
    seen = visit(source, first.plan.next_week())  # the same week: nothing changed at all
    asked = len(town.requests.of("sandbox_a", Kind.AD))
    assert asked == 0
    assert seen.certificate.fates[Fate.UNCHANGED] == len(first.plan.kept)
    polite = source_of("sandbox_a", visits="{refresh: 1}")
    town.requests.clear()
    again = visit(polite, first.plan.next_week())
    hits = town.requests.of("sandbox_a", Kind.AD)
    assert {hit.status for hit in hits} == {304}
    assert sum(hit.sent for hit in hits) == 0
    assert again.plan.present() == first.plan.present()


def test_a_page_is_read_in_full_again_after_the_configured_weeks(town: Town, source_of: Make, visit: Make) -> None:
    source = source_of("sandbox_a", visits="{refresh: 4, conditional: false}")
    first = visit(source)
    town.requests.clear()
    visit(source, first.plan.next_week(weeks_since_read=4))
    assert len(town.requests.of("sandbox_a", Kind.AD)) == len(first.plan.kept)


def test_with_every_ad_page_failing_nothing_is_delivered_as_still_read(
    town: Town, source_of: Make, visit: Make
) -> None:
    source = source_of("sandbox_a")
    first = visit(source)
    town.misbehave("sandbox_a", "errors_500", share=1.0)
    seen = visit(source, first.plan.next_week())
    assert seen.returned.outcome is Outcome.FAILED
    assert not seen.plan.kept


def test_ads_that_are_gone_elsewhere_or_failing_are_told_apart(town: Town, source_of: Make, visit: Make) -> None:
    source = source_of("sandbox_a")
    first = visit(source)
    town.go_to(WEEK + 3)
    seen = visit(source, first.plan.next_week())
    left = set(first.plan.kept) - online(town, seen.plan)
    gone = {key for key, one in seen.plan.settled.items() if one.fate is Fate.GONE}
    assert left
    assert gone == left  # each was asked for once, and the site said so
    assert seen.returned.outcome is Outcome.COMPLETE
    assert seen.certificate.requests["check"] == len(left)


def test_an_ad_that_only_fell_out_of_the_overview_stays(town: Town, source_of: Make, visit: Make) -> None:
    source = source_of("sandbox_a", expect="{min: 1, max: 5000}")
    first = visit(source)
    plan = first.plan.next_week()
    hidden = dict(list(plan.earlier.items())[:5])
    town.misbehave("sandbox_a", "bumped_during_walk", each=3)
    seen = visit(source, plan)
    assert seen.plan.present() >= set(hidden)
    assert seen.plan.present() >= online(town, seen.plan)
    assert not any(one.fate is Fate.GONE for one in seen.plan.settled.values())


def test_ads_that_are_missing_after_a_long_gap_count_as_closing_though_nobody_can_ask_for_them(
    town: Town, source_of: Make, visit: Make
) -> None:
    source = source_of("sandbox_a")
    plan = visit(source).plan.next_week()
    plan.erased = {f"lang geleden {number}" for number in range(2 * len(plan.earlier))}
    plan.earlier = {**plan.earlier, **{key: Promised(key, "") for key in plan.erased}}
    seen = visit(source, plan)
    assert seen.returned.outcome is Outcome.PARTIAL
    assert any("staan niet meer in het overzicht" in reason for reason in seen.returned.reasons)


def test_no_week_is_complete_while_missing_ads_have_not_been_looked_for(
    town: Town, source_of: Make, visit: Make, dossier: Make
) -> None:
    source = source_of("sandbox_a")
    first = visit(source)
    town.go_to(WEEK + 3)
    whole = visit(source, first.plan.next_week())
    looked = whole.certificate.requests["check"]
    assert looked > 1
    cap = sum(whole.certificate.requests.values()) - 1  # one of the missing ads is not asked for
    seen = visit(source, first.plan.next_week(), review=dossier(source, page_cap=cap))
    assert seen.returned.outcome is Outcome.PARTIAL
    assert any("1 van de verdwenen advertenties" in reason for reason in seen.returned.reasons), seen.returned.reasons
