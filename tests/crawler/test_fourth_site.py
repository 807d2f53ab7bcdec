"""A fourth site, added with the 25 lines of YAML from the tutorial and nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.sources import read_source
from crawler.trial import try_pages
from domain.crawls import Outcome
from domain.sources import Source
from domain.weeks import Week
from sandbox.population import Population
from sandbox.town import Town

WEEK = Week(2026, 10)
EXAMPLE = Path(__file__).parents[2] / "docs" / "example"
Make = Callable[..., Any]


@pytest.fixture
def town() -> Iterator[Town]:
    population = Population.invent(seed=7, advertisers=300, weeks=2, start=WEEK)
    with Town(population, ports=(0, 0, 0, 0), page_bytes=3_000) as opened:
        opened.go_to(WEEK)
        yield opened


@pytest.fixture
def kiosk(town: Town, tmp_path: Path) -> Source:
    text = (EXAMPLE / "kiosk.yml").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 25
    path = tmp_path / "kiosk.yml"
    path.write_text(text.replace("127.0.0.1:18704", town.url("sandbox_d").removeprefix("http://")), encoding="utf-8")
    return read_source(path)


def test_it_is_crawled_completely(town: Town, kiosk: Source, visit: Make) -> None:
    seen = visit(kiosk)
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    assert len(seen.plan.kept) == len(town.shelf("sandbox_d").ads) > 30
    assert seen.certificate.fill["municipality"] >= 0.7
    assert seen.certificate.fill["gender"] >= 0.9
    assert seen.certificate.fill["advertiser"] == 1.0


def test_a_changed_layout_is_caught(town: Town, kiosk: Source, visit: Make) -> None:
    town.misbehave("sandbox_d", "layout_change")
    seen = visit(kiosk)
    assert seen.returned.outcome is Outcome.FAILED
    assert "titel of tekst" in " ".join(seen.returned.reasons)


def test_trying_saved_pages_gives_a_verdict_in_five_seconds(kiosk: Source) -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in (EXAMPLE / "kiosk").glob("*.html")}
    began = time.monotonic()
    trial = try_pages(kiosk, pages)
    assert time.monotonic() - began < 5
    assert not trial.problems
    assert {row.field: row.filled for row in trial.rows}["municipality"] == 4


def test_a_wrong_selector_is_named_with_what_the_page_offers_instead(kiosk: Source, tmp_path: Path) -> None:
    text = (EXAMPLE / "kiosk.yml").read_text(encoding="utf-8")
    text = re.sub(r"advertiser: .*", "advertiser: .naam", text).replace("{municipality: 0.7", "{advertiser: 0.9")
    (tmp_path / "mis.yml").write_text(text, encoding="utf-8")
    pages = {path.name: path.read_text(encoding="utf-8") for path in (EXAMPLE / "kiosk").glob("*.html")}
    trial = try_pages(read_source(tmp_path / "mis.yml"), pages)
    assert any("veld advertiser: 0 van 4" in problem for problem in trial.problems)
    assert any("priceSpecification.price" in suggestion for suggestion in trial.suggestions)
    shown = " ".join([*(row.example for row in trial.rows), *trial.suggestions])
    assert not re.search(r"06[ .-]?0", shown)  # no number is ever shown
