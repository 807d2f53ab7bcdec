"""The account of a source says what the site itself saw, in words that anyone can read."""

from __future__ import annotations

import pytest
from parsel import Selector

from app.dossier_report import ACTIONS, FATES, KINDS, write_report
from domain.certificates import Fate, Kind
from domain.weeks import Week
from storage.audit import history

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
