"""The checks that hold a crawl against earlier ones, at their limits."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from config.settings import CONFIG
from config.sources import find_source
from crawler.completeness import Walk, overview_checks, reading_checks, verdict
from crawler.tally import Tally
from domain.certificates import Check, Fate, Past
from domain.crawls import Outcome
from domain.visits import OverviewPage

SOURCE = find_source(CONFIG / "sources", "sandbox_a")
PAGES = (OverviewPage(1, 1, "http://127.0.0.1:18701/advertenties", None, 20),)


def failing(checks: Iterable[Check]) -> set[str]:
    return {check.name for check in checks if not check.passed}


@pytest.mark.parametrize(("listed", "fails"), [(699, True), (700, False), (5000, True)])
def test_a_crawl_is_held_against_the_median_of_the_last_five(listed: int, fails: bool) -> None:
    history = [Past(count) for count in (1000, 9000, 1000, 900, 1100, 100, 100)]  # the two oldest count no more
    found = failing(overview_checks(SOURCE, Walk(PAGES, listed, 0, listed), history))
    assert ("median" in found) is (listed < 700)
    assert bool(found) is fails  # 5,000 is more than the source file expects


@pytest.mark.parametrize(
    ("listed", "absent", "before", "fails"),
    [(300, 300, 600, False), (300, 301, 600, True), (600, 600, 600, True), (650, 550, 600, True), (600, 0, 0, False)],
    ids=["half", "just over half", "every code is new", "new ads hide nothing", "first measurement"],
)
def test_no_week_closes_more_than_half_of_what_was_there(listed: int, absent: int, before: int, fails: bool) -> None:
    assert ("would_close" in failing(overview_checks(SOURCE, Walk(PAGES, listed, absent, before), []))) is fails


@pytest.mark.parametrize(("gone", "fails"), [(50, False), (51, True), (100, True)])
def test_nor_when_the_site_says_so_of_ads_that_it_lists(gone: int, fails: bool) -> None:
    checks = list(reading_checks(SOURCE, {Fate.OBSERVED: 100 - gone, Fate.GONE: gone}, 0, 100, Tally(), []))
    assert ("closes" in failing(checks)) is fails
    assert (verdict(checks, "", 100 - gone)[0] is Outcome.COMPLETE) is not fails


@pytest.mark.parametrize(("gone", "fails"), [(1, False), (50, False), (51, True)])
def test_a_first_week_holds_the_gone_against_what_it_listed(gone: int, fails: bool) -> None:
    checks = reading_checks(SOURCE, {Fate.OBSERVED: 100 - gone, Fate.GONE: gone}, 0, 0, Tally(), [])
    assert ("closes" in failing(checks)) is fails


@pytest.mark.parametrize(("filled", "fails"), [(70, False), (54, True)])
def test_the_fill_of_a_field_is_held_against_the_median_of_the_last_eight(filled: int, fails: bool) -> None:
    tally = Tally(read=100)
    tally.filled.update({"advertiser": 100, "municipality": 100, "gender": 100, "work_type": 100, "age": filled})
    fills = [0.8, 0.8, 0.8, 0.8, 0.8, 0.1, 0.9, 0.8, 0.0, 0.0]  # the two oldest count no more
    history = [Past(100, {"age": fill}) for fill in fills]
    assert ("fill_age" in failing(reading_checks(SOURCE, {Fate.OBSERVED: 100}, 0, 100, tally, history))) is fails


@pytest.mark.parametrize(("erased", "fails"), [(20, False), (21, True)])
def test_ads_that_nobody_can_ask_for_any_more_count_with_those_that_are_gone(erased: int, fails: bool) -> None:
    fates = {Fate.OBSERVED: 100, Fate.GONE: 30}
    assert ("closes" in failing(reading_checks(SOURCE, fates, 0, 100, Tally(), [], erased=erased))) is fails
