"""The gate says no by default: other hosts, paths, hours, amounts and schemes never pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.certificates import Kind
from domain.dossiers import Conditions, DossierState, LegalReview
from domain.sources import AdPage, Expected, Overview, Reading, Sitemap, Source, Visits
from legal.gate import Gate
from legal.snapshots import change, changes, reserves, snapshot

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)  # 13:00 in Amsterdam
SOURCE = Source(
    "markt", "a" * 64, "Markt", "https://markt.example/lijst", ("markt.example",), Expected(1, 9),
    Overview(Reading(css="a"), code="x"), AdPage(Reading(css="h1"), Reading(css="p")),
    allow=("/lijst", "/ad/"), deny=("/ad/reviews",), terms="https://markt.example/voorwaarden", delay=2.0,
)  # fmt: skip
REVIEW = LegalReview(
    "markt",
    "a" * 64,
    1,
    DossierState.APPROVED,
    "auteur",
    approver="beoordelaar",
    valid_until=date(2026, 9, 1),
    decided_on=datetime(2026, 3, 1, tzinfo=UTC),
)


def gate(**conditions: object) -> Gate:
    return Gate.of(SOURCE, replace(REVIEW, conditions=Conditions(**conditions)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://elders.example/lijst", "host"),
        ("https://markt.example:8443/lijst", "host"),
        ("https://markt.example.elders.example/lijst", "host"),
        ("https://markt.example@elders.example/lijst", "inloggegevens"),
        ("https://user:geheim@markt.example/lijst", "inloggegevens"),
        ("https://markt.example/account", "toegestane paden"),
        ("https://markt.example/ad/reviews/1", "uitgesloten"),
        ("https://markt.example/ad/%72eviews/1", "uitgesloten"),
        ("https://markt.example/ad/../account", "'..'"),
        ("https://markt.example/ad/%2e%2e/account", "'..'"),
        ("file:///etc/passwd", "schema"),
        ("ftp://markt.example/lijst", "schema"),
    ],
)
def test_what_is_not_in_the_source_file_never_leaves(url: str, told: str) -> None:
    verdict = gate().decide(url, Kind.AD, NOW)
    assert not verdict.allowed
    assert told in verdict.reason


WITH_QUERY = replace(SOURCE, allow=("/lijst", "/advertentie?id="), deny=("/lijst?sort=", "/advertentie?id=9"))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/lijst", ""),
        ("/lijst?pagina=2", ""),
        ("/lijst?sort=prijs", "pad /lijst?sort= is uitgesloten"),
        ("/lijst?%73ort=prijs", "uitgesloten"),  # RFC 9309, 2.2.2: compared after decoding
        ("/l%69jst?sort=prijs", "uitgesloten"),
        ("/lijst?pagina=2&sort=prijs", "uitgesloten"),  # the same in another order
        ("/lijst/?sort=prijs", "uitgesloten"),
        ("/lijst?resort=prijs", ""),
        ("/lijst/sort=prijs", ""),
        ("/advertentie?id=12", ""),
        ("/advertentie?id=90", "uitgesloten"),
        ("/advertentie", "toegestane paden"),
        ("/advertentie?naam=x", "toegestane paden"),
        ("/advertentie%3Fid=12", "toegestane paden"),  # another path, with a question mark in its name
        ("/advertentie/?id=12", "toegestane paden"),
    ],
)
def test_a_rule_with_a_question_mark_is_about_the_path_and_its_query(address: str, told: str) -> None:
    reason = Gate.of(WITH_QUERY, REVIEW).decide(f"https://markt.example{address}", Kind.AD, NOW).reason
    assert (told in reason) if told else not reason


def test_a_condition_of_the_dossier_may_be_about_a_query_too() -> None:
    closed = gate(deny=("/lijst?sort=",))
    assert "uitgesloten" in closed.decide("https://markt.example/lijst?sort=prijs", Kind.AD, NOW).reason
    assert closed.decide("https://markt.example/lijst?pagina=2", Kind.AD, NOW).allowed


@given(st.text(min_size=1).filter(lambda host: host.strip().lower() != "markt.example"))
def test_no_other_host_ever_passes(host: str) -> None:
    try:
        verdict = gate().decide(f"https://{host}/lijst", Kind.AD, NOW)
    except ValueError:
        return  # not an address at all: urlsplit refuses it
    assert not verdict.allowed or urlsplit(f"https://{host}/lijst").netloc.lower() == "markt.example"


def test_robots_tdm_and_terms_may_be_read_where_they_stand() -> None:
    assert gate().decide("https://markt.example/robots.txt", Kind.ROBOTS, NOW).allowed
    assert gate().decide("https://markt.example/.well-known/tdmrep.json", Kind.TDM, NOW).allowed
    assert gate().decide("https://markt.example/voorwaarden", Kind.TERMS, NOW).allowed
    assert not gate().decide("https://markt.example/voorwaarden", Kind.AD, NOW).allowed
    assert not gate().decide("https://markt.example/geheim", Kind.ROBOTS, NOW).allowed
    assert not gate().decide("https://elders.example/robots.txt", Kind.ROBOTS, NOW).allowed


def test_only_the_sitemap_that_the_source_file_names_may_be_read() -> None:
    address = "https://markt.example/sitemap.xml"
    told = replace(SOURCE, visits=Visits(sitemap=Sitemap(address)))
    assert Gate.of(told, REVIEW).decide(address, Kind.SITEMAP, NOW).allowed
    assert not Gate.of(told, REVIEW).decide(address, Kind.AD, NOW).allowed
    assert not Gate.of(told, REVIEW).decide("https://markt.example/sitemap2.xml", Kind.SITEMAP, NOW).allowed
    assert not gate().decide(address, Kind.SITEMAP, NOW).allowed
    closed = replace(REVIEW, conditions=Conditions(deny=("/sitemap",)))
    assert "uitgesloten" in Gate.of(told, closed).decide(address, Kind.SITEMAP, NOW).reason


def test_conditions_become_limits_and_the_stricter_counts() -> None:
    assert "tijdvenster" in gate(hours=(1, 6)).decide("https://markt.example/lijst", Kind.AD, NOW).reason
    assert gate(hours=(13, 14)).decide("https://markt.example/lijst", Kind.AD, NOW).allowed  # Amsterdam time
    assert "maximum" in gate(page_cap=10).decide("https://markt.example/lijst", Kind.AD, NOW, sent=10).reason
    assert "uitgesloten" in gate(deny=("/lijst",)).decide("https://markt.example/lijst", Kind.AD, NOW).reason
    assert gate(delay=1.0).policy.delay == 2.0
    assert gate(delay=5.0).policy.delay == 5.0


def test_a_trial_before_approval_reaches_this_machine_only() -> None:
    assert "127.0.0.1" in Gate.of(SOURCE, None, trial=True).opens(NOW).reason
    here = replace(SOURCE, hosts=("127.0.0.1:8000",), start_url="http://127.0.0.1:8000/lijst")
    assert Gate.of(here, None, trial=True).decide("http://127.0.0.1:8000/ad/1", Kind.AD, NOW).allowed
    assert not Gate.of(here, None, trial=True).decide("https://markt.example/ad/1", Kind.AD, NOW).allowed
    half = replace(SOURCE, hosts=("127.0.0.1", "markt.example"))
    assert not Gate.of(half, None, trial=True).opens(NOW).allowed


def test_changed_terms_are_told_with_what_was_and_what_is() -> None:
    then = snapshot(Kind.TERMS, "u", "U mag lezen.\n  Groet", NOW)
    assert change(then, snapshot(Kind.TERMS, "u", "U mag  lezen.\n\nGroet", NOW)) == ""
    now = snapshot(Kind.TERMS, "u", "U mag niet lezen.\nGroet", NOW)
    told = changes({Kind.TERMS: then}, {Kind.TERMS: now})
    assert "-U mag lezen." in told
    assert "+U mag niet lezen." in told
    assert "niet meer te lezen" in changes({Kind.TERMS: then}, {})
    assert changes({}, {Kind.TERMS: now}) == ""


@pytest.mark.parametrize(
    ("file", "headers", "meta", "reserved"),
    [
        ("", {}, None, False),
        ('[{"location": "/", "tdm-reservation": 1}]', {}, None, True),
        ('[{"location": "/", "tdm-reservation": 0}]', {}, None, False),
        ("<html>", {}, None, True),
        ("", {"tdm-reservation": "1"}, None, True),
        ("", {"tdm-reservation": "0"}, "1", True),
    ],
)
def test_a_reservation_is_seen_in_file_header_and_meta(
    file: str, headers: dict[str, str], meta: str | None, reserved: bool
) -> None:
    assert reserves(file, headers, meta) is reserved
