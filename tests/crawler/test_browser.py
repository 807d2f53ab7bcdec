"""A browser stands behind the same gate: nothing it asks by itself leaves unasked."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import psutil
import pytest
from parsel import Selector

from crawler.page import read_overview
from crawler.trial_render import render
from domain.certificates import Fate
from domain.certificates import Kind as Crawled
from domain.crawls import Outcome
from domain.errors import Refused
from domain.weeks import Week
from legal.gate import Gate
from sandbox.behaviour import Behaviour, Proceed
from sandbox.exchange import Kind, Reply
from sandbox.exchange import Request as SiteRequest
from sandbox.population import Population
from sandbox.town import Town

WEEK = Week(2026, 10)
Make = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("chromium")


@pytest.fixture
def town() -> Iterator[Town]:
    population = Population.invent(seed=7, advertisers=130, weeks=2, start=WEEK)
    with Town(population, ports=(0, 0, 0), page_bytes=0) as opened:
        opened.go_to(WEEK)
        yield opened


def test_no_image_font_film_or_third_party_is_ever_asked_for(town: Town, source_of: Make, visit: Make) -> None:
    seen = visit(source_of("sandbox_c"))
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    assert not town.requests.of("sandbox_c", Kind.ASSET)
    assert not town.requests.of("elsewhere")
    refused = {denial.reason for denial in seen.certificate.denials}
    assert {"soort 'image' wordt nooit opgevraagd", "een derde partij"} <= refused
    assert {hit.user_agent for hit in town.requests.of("sandbox_c")} == {
        "Peilmoment/0.1 (test; +https://peilmoment.example; test@peilmoment.example)"
    }
    counted = sum(seen.certificate.requests.values())
    assert counted == len(town.requests.of("sandbox_c"))  # what was counted is what left


def profiles() -> set[str]:
    """The profile folder of every browser that runs under this process now: each browser has its own."""
    found = set()
    for one in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it may end while it is looked at
            found |= {word for word in one.cmdline() if word.startswith("--user-data-dir=")}
    return found


def test_a_crawl_starts_one_browser_and_leaves_none(town: Town, source_of: Make, visit: Make) -> None:
    source, seen = source_of("sandbox_c"), set[str]()
    with ThreadPoolExecutor(1) as pool:
        crawl = pool.submit(visit, source)
        while not crawl.done():
            seen |= profiles()
            time.sleep(0.05)
    assert crawl.result().returned.outcome is Outcome.COMPLETE
    assert len(seen) == 1
    assert not profiles()


@pytest.mark.parametrize(
    ("mode", "settings", "outcome", "reason", "suspend"),
    [
        ("redirect_other_host", {}, Outcome.FAILED, "omleiding in de browser", False),
        ("captcha", {"after": 6}, Outcome.PARTIAL, "captcha", True),
        ("status_403", {"after": 6}, Outcome.PARTIAL, "403", True),
        ("script_hang", {}, Outcome.FAILED, "niet op tijd", False),
        ("data_timeout", {"seconds": 60}, Outcome.FAILED, "0 advertenties", False),
    ],
)
def test_misbehaviour_in_a_browser(
    town: Town,
    source_of: Make,
    visit: Make,
    mode: str,
    settings: dict[str, Any],
    outcome: Outcome,
    reason: str,
    suspend: bool,
) -> None:
    town.misbehave("sandbox_c", mode, **settings)
    seen = visit(source_of("sandbox_c"), timeout=3.0, patience=240)
    told = " | ".join([*seen.returned.reasons, *(denial.reason for denial in seen.certificate.denials)])
    assert (seen.returned.outcome, bool(seen.certificate.suspend)) == (outcome, suspend), told
    assert reason in told
    assert not town.requests.of("elsewhere")


@pytest.mark.parametrize("status", [401, 403, 407, 451, 500])
def test_a_page_whose_data_did_not_come_says_nothing_about_its_ad(
    town: Town, source_of: Make, visit: Make, status: int
) -> None:
    first = visit(source_of("sandbox_c"), timeout=3.0)
    assert first.returned.outcome is Outcome.COMPLETE
    pages = [name for name in first.certificate.responses if not name.startswith("browser ")]
    assert first.returned.pages == sum(first.certificate.responses[name] for name in pages)
    town.requests.clear()
    mode = {500: "errors_500"}.get(status, f"status_{status}")
    settings = {"share": 1.0} if status == 500 else {}
    town.misbehave("sandbox_c", mode, on=("data",), after=8, **settings)
    again = source_of("sandbox_c", visits="{refresh: 1}")
    seen = visit(again, first.plan.next_week(), timeout=3.0, patience=240)
    told = " | ".join(seen.returned.reasons)
    assert seen.returned.outcome is not Outcome.COMPLETE, told
    online = {seen.plan.key(ad.code) for ad in town.shelf("sandbox_c").ads}
    assert not online & {key for key, one in seen.plan.settled.items() if one.fate is Fate.GONE}
    hits = town.requests.of("sandbox_c")
    counted = sum(seen.certificate.requests.values())
    assert len(hits) == counted  # the parts of a page are counted, and so are their answers
    assert any(key.startswith("browser ") for key in seen.certificate.responses)
    if status != 500:
        assert seen.certificate.suspend
        assert str(status) in told
        barred = [number for number, hit in enumerate(hits) if hit.status == status]
        under_way = 4  # pages that a browser has open at once
        assert len(hits) - 1 - barred[0] <= under_way


@dataclass(frozen=True, slots=True)
class BusyData(Behaviour):
    """The data behind the pages is busy for a while, once the first `after` of them are well."""

    touches = frozenset({Kind.DATA})
    status: int = 429
    seconds: float = 3.0
    since: list[float] = field(default_factory=list)

    def reply(self, request: SiteRequest, proceed: Proceed) -> Reply:
        self.since.append(time.monotonic())
        busy = time.monotonic() - self.since[0] < self.seconds
        return Reply(b"", self.status, headers=(("Retry-After", "3"),)) if busy else proceed()


@pytest.mark.parametrize("status", [429, 503])
def test_while_data_is_busy_everything_rests_and_then_goes_on(
    town: Town, source_of: Make, visit: Make, status: int
) -> None:
    town._house("sandbox_c").behave(BusyData(status=status, after=8))
    seen = visit(source_of("sandbox_c"), timeout=3.0, patience=120)
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    assert not seen.certificate.suspend
    hits = town.requests.of("sandbox_c")
    busy = next(hit for hit in hits if hit.status == status)
    resting = [hit.at - busy.answered for hit in hits if 0 < hit.at - busy.answered < 2.9]
    assert len(resting) <= 4  # what was under way: pages that a browser has open at once
    assert not [since for since in resting if since > 1.5]
    assert sum(hit.status == status for hit in hits) <= 4  # pages that a browser has open at once


@pytest.mark.parametrize(("status", "suspended"), [(429, True), (503, False)])
def test_data_that_stays_busy_stops_a_crawl_as_a_page_does(
    town: Town, source_of: Make, visit: Make, status: int, suspended: bool
) -> None:
    first = visit(source_of("sandbox_c", visits="{refresh: 1}"), timeout=3.0)
    town.requests.clear()
    town._house("sandbox_c").behave(BusyData(status=status, seconds=600.0, after=8))
    again = source_of("sandbox_c", visits="{refresh: 1}")
    seen = visit(again, first.plan.next_week(), timeout=1.0, patience=240)
    assert seen.returned.outcome is not Outcome.COMPLETE
    hits = town.requests.of("sandbox_c")
    assert len(hits) == sum(seen.certificate.requests.values())  # a page that closes lets nothing out ungated
    assert bool(seen.certificate.suspend) is suspended
    assert ("zonder herstel" in seen.certificate.suspend) is suspended
    assert not any(one.fate is Fate.GONE for one in seen.plan.settled.values())


def test_a_page_whose_data_may_not_be_asked_for_says_nothing_about_its_ad(
    town: Town, source_of: Make, visit: Make, dossier: Make
) -> None:
    source = source_of("sandbox_c", visits="{refresh: 1}")
    whole = visit(source, timeout=3.0)
    asked = sum(whole.certificate.requests.values())
    parts_denied = 0
    for cap in range(asked - 12, asked - 4, 2):  # somewhere among the ads, between a page and its data
        seen = visit(source, timeout=3.0, review=dossier(source, page_cap=cap))
        assert not seen.certificate.fates.get(Fate.GONE), cap
        capped = (one for one in seen.certificate.denials if one.kind is Crawled.BROWSER and "maximum" in one.reason)
        parts_denied += sum(one.count for one in capped)
    assert parts_denied


class TalkativeBarrier(Behaviour):
    """Ad pages are closed, and the page that says so asks for more by itself."""

    touches = frozenset({Kind.AD})

    def reply(self, request: SiteRequest, proceed: Proceed) -> Reply:
        return Reply(b"<h1>Verboden</h1><script>for (let n = 1; n < 9; n++) fetch(`/api/ads?page=${n}`)</script>", 403)


def test_a_closed_page_asks_for_nothing_more(town: Town, source_of: Make, visit: Make) -> None:
    town._house("sandbox_c").behave(TalkativeBarrier())
    seen = visit(source_of("sandbox_c", delay="0.3"), timeout=3.0)
    assert "403" in seen.certificate.suspend
    hits = town.requests.of("sandbox_c")
    closed = next(number for number, hit in enumerate(hits) if hit.status == 403)
    assert [hit.path for hit in hits[closed + 1 :]] == []


class Reloading(Behaviour):
    """Ad pages load themselves again and again."""

    touches = frozenset({Kind.AD})
    rewrites = True

    def reply(self, request: SiteRequest, proceed: Proceed) -> Reply:
        page = proceed()
        return replace(page, body=page.body + b"<script>setTimeout(() => location.reload(), 50)</script>")


def test_a_page_that_reloads_itself_asks_the_gate_each_time(
    town: Town, source_of: Make, visit: Make, dossier: Make
) -> None:
    town._house("sandbox_c").behave(Reloading())
    source = source_of("sandbox_c")
    seen = visit(source, timeout=2.0, patience=120, review=dossier(source, page_cap=40))
    assert len(town.requests.of("sandbox_c")) == sum(seen.certificate.requests.values()) <= 40
    assert not seen.certificate.fates.get(Fate.GONE)


def test_one_page_of_this_machine_can_be_rendered_to_try_a_source_file(town: Town, source_of: Make, now: Any) -> None:
    source = source_of("sandbox_c")
    page = render(Gate.of(source, None, trial=True), source.start_url, "proef", now)
    assert read_overview(source, Selector(page), source.start_url).cards
    assert not town.requests.of("sandbox_c", Kind.ASSET)
    assert not town.requests.of("elsewhere")
    with pytest.raises(Refused, match="host"):
        render(Gate.of(source, None, trial=True), town.url("elsewhere") + "/", "proef", now)


@dataclass(frozen=True, slots=True)
class SlowData(Behaviour):
    """The data behind a page takes longer than a turn, and the page itself a little."""

    touches = frozenset({Kind.DATA})
    seconds: float = 0.0

    def reply(self, request: SiteRequest, proceed: Proceed) -> Reply:
        return replace(proceed(), wait=self.seconds)


@pytest.mark.parametrize("seconds", [0.0, 1.2], ids=["quick data", "a load that outlasts its turn"])
def test_a_crawl_delay_is_kept_between_all_a_browser_asks_and_no_page_is_lost_to_waiting(
    town: Town, source_of: Make, visit: Make, seconds: float
) -> None:
    town._house("sandbox_c").behave(SlowData(seconds=seconds))
    seen = visit(source_of("sandbox_c", delay="0.8"), timeout=1.5, patience=120)
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    at = [hit.at for hit in town.requests.of("sandbox_c")]
    assert min(later - earlier for earlier, later in itertools.pairwise(at)) >= 0.8 - 0.03  # until it is noted there
    ads = [hit.kind for hit in town.requests.of("sandbox_c")][-2 * len(seen.plan.kept) :]
    assert ads == [Kind.AD, Kind.DATA] * len(seen.plan.kept)  # one page at a time
