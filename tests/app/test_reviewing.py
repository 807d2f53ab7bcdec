"""A card from queue to outcome on the command line's own functions, and `peil signals check` as people use it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app import pausing, reviewing
from app.house import House, found_house
from app.jobs import retain
from config.settings import CONFIG, Settings, read_deployment
from domain.errors import BadInput, Refused
from domain.signals import Signal
from domain.weeks import Week
from signals.review import CardState, Outcome, View
from storage.database import reading
from storage.reviews import load_cards
from storage.signals import save_signals

NOW = datetime(2026, 1, 19, 12, tzinfo=UTC)
WEEK = Week(2026, 3)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An installation with one critical ad, one ad with a single weak sign."""
    deployment = read_deployment(CONFIG / "deployment.yml")
    settings = Settings(tmp_path, f"sqlite:///{tmp_path / 'peil.db'}", CONFIG / "sources", deployment)
    house = found_house(settings)
    on = date(2026, 1, 19)
    found = [
        Signal("ad1", "J1", 1, "COERCE", "critical", 3.0, on, "ik word gedwongen"),
        Signal("ad2", "A1", 1, "AVAIL", "weak", 0.5, on, "dag en nacht"),
    ]
    with house.engine.begin() as connection:
        save_signals(connection, found, WEEK, house.keyring.seal)
    return house


def test_a_critical_card_goes_from_lot_to_verdict(house: House) -> None:
    assert reviewing.fill(house, WEEK, NOW).not_taken == 0
    reviewing.fill(house, WEEK, NOW)
    cards = reviewing.cards(house, WEEK)
    assert sorted((one.advertisement, one.control) for one in cards) == [("ad1", False), ("ad2", True)]
    card = next(one for one in cards if one.critical)
    with pytest.raises(Refused, match="eerste indruk"):
        reviewing.explain(house, "ad1", "anna")
    with pytest.raises(Refused, match="eerste indruk"):
        reviewing.outcome(house, card.id, "anna", Outcome.REFER, NOW, "")
    shown = reviewing.view(house, card.id, "anna", View.CONCERN, NOW)
    assert shown.reasons[0].quote == "ik word gedwongen"
    reviewing.outcome(house, card.id, "anna", Outcome.CONSULT, NOW, "")
    assert pausing.statistics(house)[0] == {}  # nothing is learnt before the second person
    done = reviewing.outcome(house, card.id, "bert", Outcome.HELP_OFFERED, NOW + timedelta(hours=1), "")
    assert done.state is CardState.CLOSED
    assert pausing.statistics(house)[0]["J1", 1].right == 1


def test_an_unknown_card_or_ad_is_said_so(house: House) -> None:
    with pytest.raises(BadInput, match="bestaat niet"):
        reviewing.view(house, "x", "anna", View.UNSURE, NOW)
    with pytest.raises(BadInput, match="niets opgeslagen"):
        reviewing.explain(house, "x")


def check(lines: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "signals", "check"]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=False)


def test_check_reads_lines_and_writes_what_counts() -> None:
    texts = ["Zonder condoom kan ook.", "Nooit zonder condoom.", "Nieuw in de stad, ik ontvang in een hotel."]
    done = check("".join(json.dumps({"id": n, "text": text, "lang": "nl"}) + "\n" for n, text in enumerate(texts)))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [[one["indicator"] for one in row["fired"]] for row in rows] == [["E1"], [], []]
    assert rows[0]["fired"] == [
        {"indicator": "E1", "family": "SAFETY", "tier": "medium", "weight": 1.0, "span": rows[0]["fired"][0]["span"]}
    ]
    assert [one["indicator"] for one in rows[1]["counters"]] == ["N7"]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"id": 1, "text": 3}', '{"id": 1, "text": "a", "lang": 3}'])
def test_a_wrong_line_is_named(line: str) -> None:
    done = check('{"id": 0, "text": "Hallo."}\n' + line)
    assert done.returncode == 2
    assert "regel 2" in done.stderr


def test_a_first_view_of_last_weeks_card_does_not_open_this_weeks(house: House) -> None:
    reviewing.fill(house, WEEK, NOW)
    last = next(one for one in reviewing.cards(house, WEEK) if one.critical)
    reviewing.view(house, last.id, "anna", View.CONCERN, NOW)
    again = Signal("ad1", "J1", 1, "COERCE", "critical", 3.0, date(2026, 1, 26), "ik word gedwongen")
    with house.engine.begin() as connection:
        save_signals(connection, [again], WEEK + 1, house.keyring.seal)
    reviewing.fill(house, WEEK + 1, NOW + timedelta(days=7))
    with pytest.raises(Refused, match="eerste indruk"):
        reviewing.explain(house, "ad1", "anna")


def test_cards_that_nobody_read_expire_and_are_counted(house: House) -> None:
    reviewing.fill(house, WEEK, NOW)
    late = NOW + timedelta(days=28)
    retain(house, WEEK + 4, late)
    with reading(house.engine).connect() as connection:
        assert {row["state"] for row in load_cards(connection, WEEK)} == {"expired"}
    assert pausing.statistics(house)[2] == {"expired": 2}
