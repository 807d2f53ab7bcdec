"""The account of a source says what the site itself saw, in words that anyone can read."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter

import pytest
from parsel import Selector

from app.dossier_report import ACTIONS, FATES, KINDS, rendered, write_report
from domain.certificates import Fate, Kind
from domain.weeks import Week
from sandbox.exchange import Kind as Asked
from storage.audit import history
from storage.crawls import load_certificates

START = Week(2026, 2)


def test_every_kind_and_fate_has_a_word() -> None:
    assert set(KINDS) == set(Kind)
    assert set(FATES) == set(Fate)


@pytest.mark.usefixtures("chromium")
def test_the_report_tells_what_left_what_was_refused_and_why_it_stopped(workshop, tmp_path) -> None:
    workshop.peil("crawl", "sandbox_a")
    workshop.go_to(START + 1)
    workshop.town.misbehave("sandbox_a", "captcha", after=4)
    workshop.peil("crawl", "sandbox_a", week=START + 1)
    page, paper = write_report(workshop.house, "sandbox_a", tmp_path)
    assert paper.read_bytes().startswith(b"%PDF")
    told = Selector(page.read_text(encoding="utf-8"))
    tiles = [tile.css("b::text").get() for tile in told.css(".tile")]
    assert tiles[0] == "2"
    assert tiles[1] == str(len(workshop.town.requests.of("sandbox_a")))  # as counted by the site
    assert tiles[3] == "1"
    text = told.xpath("string(//body)").get() or ""
    assert "captcha" in text
    assert "opgeschort" in text
    assert "ongeschonden" in text
    with workshop.house.engine.connect() as connection:
        assert {row.action for row in history(connection, "sandbox_a")} <= set(ACTIONS)


SAME = {Asked.AD: Kind.AD, Asked.OVERVIEW: Kind.OVERVIEW, Asked.ROBOTS: Kind.ROBOTS, Asked.TERMS: Kind.TERMS}


def cells(told: Selector, caption: str) -> list[list[str]]:
    """The rows of the tables whose caption begins so, as text."""
    rows = told.xpath(
        f"//table[caption[starts-with(., '{caption}')]]/tr | //table[caption[starts-with(., '{caption}')]]/tbody/tr"
    )
    return [[" ".join((cell.xpath("string()").get() or "").split()) for cell in row.css("td")] for row in rows]


def test_each_visit_is_accounted_for_as_the_site_itself_saw_it(workshop) -> None:
    path = workshop.source_file("sandbox_a")
    path.write_text(path.read_text().replace("delay: 0", "delay: 0.03"))
    workshop.go_to(START)
    workshop.town.misbehave("sandbox_a", "errors_500", share=0.02)
    workshop.peil("crawl", "sandbox_a")
    hits = workshop.town.requests.of("sandbox_a")
    host = workshop.town.url("sandbox_a").removeprefix("http://")
    told = Selector(rendered(workshop.house, "sandbox_a"))
    per_kind = Counter(SAME[hit.kind] for hit in hits if hit.kind in SAME)
    seen = {(row[0], row[1]): row for row in cells(told, "Gevraagd")}
    for kind, count in per_kind.items():
        assert seen[KINDS[kind], host][2] == str(count)
    statuses = Counter(hit.status for hit in hits if hit.kind is Asked.AD)
    assert seen[KINDS[Kind.AD], host][3] == ", ".join(
        f"{count}× {status}" for status, count in sorted(statuses.items())
    )
    (pace,) = cells(told, "Tijd tussen twee verzoeken")[-1:]
    at = [hit.at for hit in hits]
    assert pace[0] == host
    assert pace[1] == "0,030"
    assert 0.03 <= float(pace[2].replace(",", ".")) <= min(b - a for a, b in itertools.pairwise(at)) + 0.02
    assert pace[4] == str(len(hits) - 1)
    assert pace[5] == "ja"
    text = told.xpath("string(//body)").get() or ""
    with workshop.house.engine.connect() as connection:
        (certificate,) = load_certificates(connection, "sandbox_a")
    assert certificate.basis[0].digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert {one.kind for one in certificate.snapshots} == {Kind.ROBOTS, Kind.TERMS, Kind.TDM}
    for digest in (certificate.basis[0].digest, *(one.digest for one in certificate.snapshots)):
        assert text.count(digest) >= 2  # with the rules in force, and with the visit
    assert f"van {certificate.read} gelezen advertenties: adverteerder 100 %" in text


def test_a_refusal_is_told_with_the_host_it_would_have_gone_to(workshop) -> None:
    workshop.town.misbehave("sandbox_a", "links_other_host")
    workshop.peil("crawl", "sandbox_a")
    told = Selector(rendered(workshop.house, "sandbox_a"))
    refused = {row[1] for row in cells(told, "Geweigerd")}
    assert workshop.town.url("elsewhere").removeprefix("http://") in refused
    assert not workshop.town.requests.of("elsewhere")
