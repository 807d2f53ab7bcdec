"""The checks that hold a crawl against earlier ones, at their limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from config.settings import CONFIG
from config.sources import find_source
from crawler.completeness import Walk, overview_checks, reading_checks, verdict
from crawler.tally import Tally
from domain.certificates import Check, Fate, Past
from domain.crawls import Outcome
from domain.sources import Reading
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


@pytest.mark.parametrize("read", [12, 100])
def test_a_field_that_is_read_no_longer_is_not_missed(read: int) -> None:
    tally = Tally(read=read)
    tally.filled.update({"advertiser": read, "municipality": read, "work_type": read, "age": read})
    history = [Past(read, {"gender": 1.0, "age": 1.0}, read)] * 8
    fates = {Fate.OBSERVED: read}
    assert "fill_gender" in failing(reading_checks(SOURCE, fates, 0, read, tally, history))
    assert not failing(reading_checks(SOURCE, fates, 0, read, tally, history, off=frozenset({"gender"})))
    ad = replace(SOURCE.ad, pairs=None, fields={"age": Reading(css="p")}, floors={})
    assert not failing(reading_checks(replace(SOURCE, ad=ad), fates, 0, read, tally, history))


@pytest.mark.parametrize(("erased", "fails"), [(20, False), (21, True)])
def test_ads_that_nobody_can_ask_for_any_more_count_with_those_that_are_gone(erased: int, fails: bool) -> None:
    fates = {Fate.OBSERVED: 100, Fate.GONE: 30}
    assert ("closes" in failing(reading_checks(SOURCE, fates, 0, 100, Tally(), [], erased=erased))) is fails


def small(read: int, filled: int, history: Sequence[Past] = (), field: str = "age") -> set[str]:
    tally = Tally(read=read)
    tally.filled.update({"advertiser": read, "municipality": read, "gender": read, "work_type": read} | {field: filled})
    return failing(reading_checks(SOURCE, {Fate.OBSERVED: read}, 0, read, tally, history))


@pytest.mark.parametrize(
    ("read", "filled", "usual", "fails"),
    [
        (5, 0, 1.0, True),  # always filled, now never
        (5, 1, 1.0, True),
        (5, 2, 1.0, False),  # three of five without it: rare, not impossible
        (12, 7, 1.0, True),
        (29, 25, 1.0, True),
        (29, 26, 1.0, False),
        (12, 0, 0.5, False),  # half of the ads had it: twelve without it come by chance
        (29, 3, 0.5, True),
        (4, 4, 1.0, False),
    ],
)
def test_a_small_site_is_held_to_what_cannot_be_chance(read: int, filled: int, usual: float, fails: bool) -> None:
    history = [Past(read, {"age": usual}, read)] * 8
    assert ("fill_age" in small(read, filled, history)) is fails


def test_one_small_week_proves_little_about_the_next() -> None:
    assert "fill_age" not in small(8, 3, [Past(8, {"age": 1.0}, 8)])
    assert "fill_age" in small(8, 3, [Past(8, {"age": 1.0}, 8)] * 8)


@pytest.mark.parametrize(("filled", "fails"), [(0, True), (1, True), (3, False)])
def test_a_small_site_in_its_first_week_is_held_to_its_floors(filled: int, fails: bool) -> None:
    assert ("fill_advertiser" in small(6, filled, field="advertiser")) is fails  # the floor is 0.9
