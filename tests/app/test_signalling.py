"""The weekly signal step on a stored week: texts, stated ages, facts over several ads, and a pause that holds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from app.house import House
from app.signalling import signal
from domain.weeks import Week
from signals.precision import Incident, IncidentKind
from storage.database import reading
from storage.reviews import load_cards, save_incident
from storage.signals import load_signals
from storage.tables.ads import contents, sightings
from storage.tables.crawls import crawls
from storage.tables.links import advertisements, uniques

NOW = datetime(2026, 1, 19, 12, tzinfo=UTC)
WEEK = Week(2026, 3)
# Three names on one number at once, in two places; one says what the text rules look for, one is stated to be 17.
ADS = (
    ("Zonder condoom kan ook.", {"municipality": "GM0363"}),
    ("Bij mij mag alles.", {"municipality": "GM0855"}),
    ("Gezellig langskomen.", {"municipality": "GM0855", "age": 17, "under_18": True}),
)


@pytest.fixture
def week(house: House) -> House:
    with house.engine.begin() as connection:
        measured = {"id": "s-3", "source": "s", "week": WEEK, "started": NOW, "outcome": "complete"}
        connection.execute(insert(crawls).values(**measured, pages=1, ads=3, reasons="[]", config_digest="d"))
        for number, (text, more) in enumerate(ADS):
            ad, code = f"ad{number}", str(number)
            said = {"content_hash": code, "sealed_text": house.keyring.seal(text), "name_key": f"name{number}"}
            row = connection.execute(insert(contents).values(**EMPTY | said | more)).inserted_primary_key
            seen = {"source": "s", "code": code, "week": WEEK}
            connection.execute(insert(sightings).values(**seen, content=row[0], crawl="s-3", seen_at=NOW))
            connection.execute(insert(uniques).values(**seen, advertisement=ad, unique=ad, kept=True))
            known = {"id": ad, "source": "s", "code": code, "incarnation": 0, "first_week": WEEK, "last_week": WEEK}
            who = dict.fromkeys(("advertiser", "strict", "loose", "study"), ad)
            connection.execute(insert(advertisements).values(**known, **who))
    return house


EMPTY = {
    "language": "nl",
    "language_status": "confirmed",
    "under_18": False,
    "work_types": "",
    "business_words": "",
    "name_tokens": "",
    "sketch": b"",
    "provenance": "[]",
    "contact_key": "number",
}


def fired(house: House) -> set[tuple[str, str]]:
    with reading(house.engine).connect() as connection:
        return {(one.advertisement, one.indicator) for one in load_signals(connection, WEEK)}


def test_texts_ages_and_facts_over_several_ads_become_signals_and_cards(week: House) -> None:
    told = signal(week, WEEK, NOW)
    both = {(f"ad{number}", "B4") for number in range(3)}
    assert fired(week) == {("ad0", "E1"), ("ad1", "E3"), ("ad2", "D1")} | both
    assert told == "aandacht: 2 advertenties om te beoordelen, 1 met spoed, van 3"
    with reading(week.engine).connect() as connection:
        cards = load_cards(connection, WEEK)
    assert {row["advertisement"]: bool(row["critical"]) for row in cards} == {"ad0": False, "ad1": False, "ad2": True}


@pytest.mark.parametrize(("rule", "left"), [("B4", 3), ("D1", 5), ("E3", 5)])
def test_a_pause_silences_a_rule_wherever_it_fires(week: House, rule: str, left: int) -> None:
    with week.engine.begin() as connection:
        save_incident(connection, Incident("i", rule, IncidentKind.UNEVEN, "ongelijk", NOW))
    signal(week, WEEK, NOW)
    assert len(fired(week)) == left
    assert rule not in {indicator for _, indicator in fired(week)}
