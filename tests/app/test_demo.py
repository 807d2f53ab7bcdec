"""The demonstration, smaller: the same path through all rooms, a real browser included."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from app.demo.run import run_demo

KEYS = {
    "measurements", "observations", "advertisers", "truth", "links", "wrongly_closed",
    "signals", "critical", "drafts", "seconds", "peak_rss_mb",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> tuple[Path, dict]:
    home = tmp_path_factory.mktemp("demo") / "demo"
    run_demo(home, Console(quiet=True), advertisers=680, weeks=2)
    return home, json.loads((home / "summary.json").read_text())


def test_the_summary_has_its_keys(demo: tuple[Path, dict]) -> None:
    assert set(demo[1]) == KEYS


def test_counts_and_links_come_close_to_the_truth(demo: tuple[Path, dict]) -> None:
    found = demo[1]
    assert found["measurements"] == 6
    assert abs(found["advertisers"] / found["truth"]["advertisers"] - 1) <= 0.05
    assert found["links"]["precision"] >= 0.85  # of a few dozen pairs: two weeks have few reposts
    assert found["wrongly_closed"] == 0


def test_every_planted_critical_indicator_is_found(demo: tuple[Path, dict]) -> None:
    critical = demo[1]["critical"]
    assert critical["found"] == critical["planted"] > 0


def test_drafts_wait_and_nothing_is_sent(demo: tuple[Path, dict]) -> None:
    assert demo[1]["drafts"] > 0


def test_the_report_stands_on_its_own(demo: tuple[Path, dict]) -> None:
    page = (demo[0] / "report.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org", "").replace("http://127.0.0.1", "")


def test_no_invented_number_stands_clear_anywhere_under_the_demo(demo: tuple[Path, dict]) -> None:
    from app.demo.run import SEED, START
    from sandbox.population import Population

    population = Population.invent(seed=SEED, advertisers=680, weeks=2, start=START)
    phones = {posting.phone for posting in population.postings if posting.phone}
    kept = b"".join(path.read_bytes() for path in demo[0].rglob("*") if path.is_file())
    found = [phone for phone in phones if any(form.encode() in kept for form in (phone, "0" + phone[3:]))]
    assert len(phones) > 100
    assert found == []
