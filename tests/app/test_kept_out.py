"""Whoever turns out to be possibly under 18, or a recruiter, after a wave was proposed is not messaged by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.house import House
from app.offers import make_ready
from app.sending import send
from benchmarks.offers import NOON, WEEK, approved_wave, new_house, number, states
from domain.crawls import Outcome
from domain.messages import MessageState
from domain.observations import Observation
from domain.outreach import Channel
from domain.signals import Signal
from outreach.gateways.file import File
from storage.observations import save_observations
from storage.signals import save_signals
from storage.tables.crawls import crawls
from storage.tables.links import advertisements

Fact = Callable[[House, Connection], None]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Three ads of three numbers in a complete measurement."""
    house = new_house(tmp_path / "home")
    crawl = {"id": "c", "source": "s", "week": WEEK, "started": NOON, "outcome": Outcome.COMPLETE, "pages": 1}
    with house.engine.begin() as connection:
        connection.execute(crawls.insert(), crawl | {"ads": 3, "reasons": "[]", "config_digest": ""})
        save_observations(connection, house.keyring, [ad(house, index) for index in range(3)])
        for index in range(3):
            row = {"id": f"ad{index}", "source": "s", "code": f"{index}", "incarnation": 1, "advertiser": f"p{index}"}
            weeks = {"first_week": WEEK, "last_week": WEEK}
            connection.execute(advertisements.insert(), row | weeks | dict.fromkeys(("strict", "loose", "study"), ""))
    return house


def ad(house: House, index: int) -> Observation:
    return Observation("c", "s", f"{index}", WEEK, NOON, f"h{index}", contact_key=house.keyring.phone(number(index)))


def stated_young(house: House, connection: Connection) -> None:
    """The same number in another ad, with a stated age under 18."""
    young = replace(ad(house, 1), code="other", content_hash="young", under_18=True)
    save_observations(connection, house.keyring, [young])


def fired(indicator: str, family: str, tier: str) -> Fact:
    def signal(house: House, connection: Connection) -> None:
        found = Signal("ad1", indicator, 1, family, tier, 1.0, date(2026, 3, 4))
        save_signals(connection, [found], WEEK, lambda _: b"")

    return signal


FACTS = {
    "mogelijk minderjarig": stated_young,
    "mogelijk minderjarig, uit de tekst": fired("D1", "AGE", "critical"),
    "nummer van een werver": fired("G7", "RECRUIT", "critical"),
}


def reasons(house: House) -> list[str]:
    with house.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT reason FROM messages WHERE state = 'withdrawn'")
        return [reason for (reason,) in rows]


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_that_came_after_the_proposal_keeps_the_number_out_at_the_lock(house: House, fact: str) -> None:
    approved_wave(house, range(3))
    with house.engine.begin() as connection:
        FACTS[fact](house, connection)
    assert make_ready(house, "ronde", "B", NOON) == (2, 1)
    assert reasons(house) == [fact.partition(",")[0]]


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_that_came_after_the_lock_keeps_the_number_out_at_sending(
    house: House, fact: str, tmp_path: Path
) -> None:
    approved_wave(house, range(3))
    assert make_ready(house, "ronde", "B", NOON) == (3, 0)
    with house.engine.begin() as connection:
        FACTS[fact](house, connection)
    send(house, {Channel.KANNEL: File(tmp_path / "sent.csv")}, lambda: NOON)
    assert states(house) == {MessageState.SUBMITTED: 2, MessageState.WITHDRAWN: 1}
    assert number(1) not in (tmp_path / "sent.csv").read_text()
    assert reasons(house) == [fact.partition(",")[0]]
    with house.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM approaches").scalar() == 2, "nobody was approached"


def test_a_rule_of_the_recruiting_family_that_weighs_nothing_keeps_nobody_out(house: House) -> None:
    approved_wave(house, range(3))
    with house.engine.begin() as connection:
        fired("G1", "RECRUIT", "shown")(house, connection)
    assert make_ready(house, "ronde", "B", NOON) == (3, 0)
