"""Every way the invented sites misbehave: the right verdict, the right reason, nothing closed wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from crawler.patience import TRIES
from domain.certificates import Fate
from domain.crawls import Outcome
from domain.weeks import Week
from sandbox.misbehaviour import MISBEHAVIOURS
from sandbox.population import Population
from sandbox.town import Town

WEEK = Week(2026, 10)
Make = Callable[..., Any]
COMPLETE, PARTIAL, FAILED = Outcome.COMPLETE, Outcome.PARTIAL, Outcome.FAILED


@dataclass(frozen=True)
class Expect:
    outcome: Outcome
    reason: str = ""
    suspend: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
    again: bool = False  # ads are read in full again, where a 304 would hide what changed


BARRIER = {"after": 12}  # a few pages are well, then the barrier falls
CASES = {
    "robots_503": Expect(FAILED, "robots.txt is niet te lezen (status 503)"),
    "robots_timeout": Expect(FAILED, "robots.txt is niet te lezen", settings={"seconds": 60}),
    "robots_404": Expect(FAILED, "robots.txt is gewijzigd", suspend=True),
    "robots_redirect": Expect(FAILED, "robots.txt is niet te lezen"),
    "robots_html": Expect(FAILED, "HTML-pagina in plaats van tekst"),
    "robots_oversized": Expect(FAILED, "groter dan 500 kB"),
    "robots_crawl_delay": Expect(FAILED, "robots.txt is gewijzigd", suspend=True),
    "robots_disallow_all": Expect(FAILED, "robots.txt is gewijzigd", suspend=True),
    "terms_changed": Expect(FAILED, "de gebruiksvoorwaarden zijn gewijzigd", suspend=True),
    "terms_missing": Expect(FAILED, "niet meer te lezen", suspend=True),
    "sitemap_other_host": Expect(FAILED, "robots.txt is gewijzigd", suspend=True),
    "tdm_file": Expect(FAILED, "voorbehoud", suspend=True),
    "tdm_header": Expect(FAILED, "voorbehouden", suspend=True),
    "tdm_meta": Expect(FAILED, "voorbehouden", suspend=True),
    "captcha": Expect(PARTIAL, "captcha", suspend=True, settings=BARRIER),
    "login_form": Expect(PARTIAL, "aanmeldscherm", suspend=True, settings=BARRIER),
    "challenge_page": Expect(PARTIAL, "controlepagina", suspend=True, settings=BARRIER),
    "status_401": Expect(PARTIAL, "401", suspend=True, settings=BARRIER),
    "status_403": Expect(PARTIAL, "403", suspend=True, settings=BARRIER),
    "status_407": Expect(PARTIAL, "407", suspend=True, settings=BARRIER),
    "status_451": Expect(PARTIAL, "451", suspend=True, settings=BARRIER),
    "status_429_forever": Expect(PARTIAL, "429", suspend=True, settings=BARRIER),
    "status_429_recovering": Expect(COMPLETE, settings={"after": 12, "seconds": 2.0}),
    "paywall": Expect(FAILED, "betaalmuur", suspend=True),
    "masked_numbers": Expect(FAILED, "afgeschermd", suspend=True),
    "half_overview_missing": Expect(PARTIAL, "de bron noemt er"),
    "empty_overview": Expect(FAILED, "0 advertenties"),
    "totals_do_not_add_up": Expect(PARTIAL, "de bron noemt er"),
    "same_page_twice": Expect(PARTIAL, "herhaalt"),
    "endless_pagination": Expect(PARTIAL, "herhaalt"),
    "bumped_during_walk": Expect(COMPLETE),
    "duplicate_urls": Expect(COMPLETE),
    "links_other_host": Expect(PARTIAL, "niet gelezen"),
    "layout_change": Expect(FAILED, "zonder de verwachte titel of tekst"),
    "soft_block": Expect(PARTIAL, "niet gelezen"),
    "errors_500": Expect(PARTIAL, "niet gelezen", settings={"share": 0.15}),
    "ads_404": Expect(PARTIAL, "zegt de bron dat ze weg zijn", again=True),
    "unseen_category": Expect(PARTIAL, "onbekende waarden", again=True),
    "personal_field": Expect(COMPLETE, again=True),
    "redirect_other_host": Expect(FAILED, "host localhost staat niet in het bronbestand"),
    "redirect_loop": Expect(FAILED, "te vaak doorgestuurd"),
    "self_signed_tls": Expect(FAILED, "beveiligde verbinding (TLS)"),
    "slow_body": Expect(FAILED, "niet op tijd"),
    "endless_body": Expect(FAILED, "niet op tijd"),
    "huge_body": Expect(FAILED, "groter dan 5 MB"),
    "gzip_bomb": Expect(FAILED, "groter dan 5 MB"),
    "wrong_encoding": Expect(COMPLETE),
    "missing_encoding": Expect(COMPLETE),
    "pdf_body": Expect(FAILED, "geen HTML-pagina"),
    "json_body": Expect(FAILED, "geen HTML-pagina"),
    "empty_body": Expect(FAILED, "een lege pagina"),
    "truncated_body": Expect(FAILED, "kwam niet helemaal aan"),
    "connection_reset": Expect(FAILED, "de verbinding brak af"),
}


SLOW = {"robots_timeout", "slow_body", "endless_body"}  # told by waiting; nothing else may depend on time
IN_A_BROWSER = {"script_hang", "data_timeout"}  # see test_browser.py


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with Town(Population.invent(seed=7, advertisers=90, weeks=4, start=WEEK), ports=(0, 0, 0), page_bytes=0) as town:
        town.go_to(WEEK)
        yield town


@pytest.fixture(scope="module")
def baseline() -> dict[str, Any]:
    return {}


@pytest.fixture
def earlier(town: Town, source_of: Callable[..., Any], visit: Callable[..., Any], baseline: dict[str, Any]) -> Any:
    """A complete measurement before anything went wrong, made once."""
    town.behave("sandbox_a")
    if not baseline:
        baseline["seen"] = visit(source_of("sandbox_a"))
        assert baseline["seen"].returned.outcome is COMPLETE
    return baseline["seen"]


def test_every_misbehaviour_of_the_town_is_tried() -> None:
    assert set(CASES) | IN_A_BROWSER == set(MISBEHAVIOURS)


@pytest.mark.parametrize("mode", CASES)
def test_a_misbehaving_site_closes_no_ad(
    town: Town,
    source_of: Callable[..., Any],
    visit: Callable[..., Any],
    earlier: Any,
    mode: str,
    record_property: Callable[[str, object], None],
) -> None:
    expected = CASES[mode]
    refresh = {"visits": "{conditional: false}"} if expected.again else {}
    source = source_of("sandbox_a", delay="0.02", **refresh)
    town.requests.clear()
    town.misbehave("sandbox_a", mode, **expected.settings)
    snapshots = {one.kind: one for one in earlier.certificate.snapshots}
    seen = visit(source, earlier.plan.next_week(), snapshots=snapshots, timeout=2.0 if mode in SLOW else 20.0)

    told = " | ".join(seen.returned.reasons)
    assert (seen.returned.outcome, bool(seen.certificate.suspend)) == (expected.outcome, expected.suspend), told
    assert expected.reason in told
    assert not town.requests.of("elsewhere")
    online = {seen.plan.key(ad.code) for ad in town.shelf("sandbox_a").ads}
    # Only a complete week may close anything; and in any week, once a person accepts it, what the site is said
    # to have ended.
    closed = online - seen.plan.present() if seen.returned.outcome is COMPLETE else set[str]()
    closed |= online & {key for key, one in seen.plan.settled.items() if one.fate is Fate.GONE}
    after = sent_after_detection(town, seen) if seen.certificate.sent_when_stopped is not None else None
    record_property("row", f"{mode}|{seen.returned.outcome}|{bool(seen.certificate.suspend)}|{after}|{len(closed)}")
    assert not closed
    assert after is not None or not expected.suspend
    assert after in {None, 0, 1}


def test_a_stop_that_is_on_sends_nothing(town: Town, source_of: Callable[..., Any], visit: Callable[..., Any]) -> None:
    def unreadable() -> str:
        raise OSError("database away")

    town.behave("sandbox_a")
    town.requests.clear()
    for halted in (lambda: "noodstop door Anna: klacht", unreadable):
        seen = visit(source_of("sandbox_a"), halted=halted)
        assert seen.returned.outcome is Outcome.REFUSED
        assert "noodstop" in seen.returned.reasons[0]
    assert not len(town.requests)


def test_a_refused_run_suspends_nothing_for_what_an_earlier_run_met(
    source_of: Callable[..., Any], visit: Callable[..., Any], earlier: Any
) -> None:
    barred = replace(earlier.certificate, suspend="toegang geweigerd (403)", sent_when_stopped=3)
    seen = visit(source_of("sandbox_a"), earlier=barred, halted=lambda: "noodstop door Anna: klacht")
    assert seen.returned.outcome is Outcome.REFUSED
    assert not seen.certificate.suspend  # the dossier may have been approved again since
    assert seen.certificate.requests == earlier.certificate.requests


def sent_after_detection(town: Town, seen: Any) -> int:
    """Requests that reached the site after the answer that gave the reason to stop had begun to leave it.

    The site counts, not the crawl. That answer is the first of the misbehaviour; with 429, which may pass, the
    last one to a page that was asked for as often as it may be; where the reason is that too many pages failed,
    no single answer is it, and the crawl's own count has to do. What was under way at that moment had arrived.
    """
    hits = town.requests.of("sandbox_a")
    assert len(hits) == sum(seen.certificate.requests.values())  # what was counted is what left
    if not seen.certificate.suspend:
        return len(hits) - int(seen.certificate.sent_when_stopped)
    wrong = [hit for hit in hits if hit.amiss]
    if wrong[0].status == 429:
        tries = Counter(hit.path for hit in wrong)
        wrong = [[hit for hit in wrong if hit.path == path][-1] for path, count in tries.items() if count == TRIES]
    return sum(hit.at > wrong[0].answered for hit in hits)
