"""Rules that stop themselves, on stored weeks: uneven between groups, too broad, and only on whole measurements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, update

from app import reviewing
from app.house import House
from app.pausing import close_incident, silent, watch
from domain.errors import Refused
from domain.signals import Signal
from domain.weeks import Week
from signals.catalogue import CATALOGUE, read_catalogue
from signals.precision import IncidentKind, Verdict
from storage.audit import history
from storage.database import reading
from storage.reviews import save_verdicts
from storage.signals import save_signals
from storage.tables.ads import contents, sightings
from storage.tables.crawls import crawls
from storage.tables.links import uniques

NOW = datetime(2026, 1, 19, 12, tzinfo=UTC)
WEEK = Week(2026, 3)


@dataclass(frozen=True)
class Ads:
    """So many ads of one language and stated gender, of which the first few fire E3 (and so many E1 with it)."""

    count: int
    language: str = "nl"
    gender: str | None = "woman"
    flagged: int = 0


def measured(house: House, groups: Iterable[Ads], outcome: str = "complete") -> None:
    """One measurement of one source, linked, with signals."""
    ads = [(one, number) for one in groups for number in range(one.count)]
    found = []
    with house.engine.begin() as connection:
        connection.execute(insert(crawls).values(**crawl(outcome)))
        for index, (group, number) in enumerate(ads):
            content = {**CONTENT, "content_hash": str(index), "language": group.language, "gender": group.gender}
            row = connection.execute(insert(contents).values(**content)).inserted_primary_key
            seen = {"source": "s", "code": str(index), "week": WEEK}
            connection.execute(insert(sightings).values(**seen, content=row[0], crawl="s-3", seen_at=NOW))
            linked = {"advertisement": f"ad{index}", "unique": f"ad{index}", "kept": True}
            connection.execute(insert(uniques).values(**seen, **linked))
            if number < group.flagged:
                found.append(Signal(f"ad{index}", "E3", 1, "SAFETY", "medium", 1.0, date(2026, 1, 19), "alles mag"))
        save_signals(connection, found, WEEK, house.keyring.seal)


def crawl(outcome: str) -> dict[str, object]:
    return {
        "id": "s-3",
        "source": "s",
        "week": WEEK,
        "started": NOW,
        "outcome": outcome,
        "pages": 1,
        "ads": 1,
        "reasons": "[]",
        "config_digest": "d",
    }


CONTENT = {
    "language_status": "confirmed",
    "under_18": False,
    "work_types": "",
    "business_words": "",
    "name_tokens": "",
    "sketch": b"",
    "provenance": "[]",
}


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ([Ads(300, "nl", flagged=3), Ads(100, "ro", flagged=20)], "taal ro"),
        ([Ads(300, gender="woman", flagged=3), Ads(100, gender="man", flagged=20)], "vermeld geslacht man"),
    ],
)
def test_a_rule_that_flags_one_group_more_pauses_until_a_person_closes_it(  # misuse case M26
    house: House, groups: list[Ads], told: str
) -> None:
    measured(house, groups)
    (incident,) = watch(house, WEEK, NOW)
    assert incident.kind is IncidentKind.UNEVEN
    assert told in incident.reason
    assert silent(house) == {"E3"}
    assert watch(house, WEEK, NOW) == []  # open already
    with reading(house.engine).connect() as connection:
        assert [(row.actor, row.action, row.subject) for row in history(connection)] == [("peil", "rule paused", "E3")]
    with pytest.raises(Refused):
        close_incident(house, incident.id, "", "patroon is aangepast", NOW)
    close_incident(house, incident.id, "anna", "patroon is aangepast", NOW)
    assert silent(house) == set()


@pytest.mark.parametrize(
    "groups",
    [
        [Ads(300, "nl", flagged=15), Ads(100, "ro", flagged=6)],  # within 1.25
        [Ads(300, "nl", flagged=3), Ads(49, "ro", flagged=10)],  # fewer than 50 ads
        [Ads(300, "nl", flagged=3), Ads(100, "ro", flagged=3)],  # three times as often, by luck as likely as not
        [Ads(300, "nl", flagged=3), Ads(100, "nl", None, flagged=20)],  # not stated is not a group
    ],
)
def test_what_luck_or_too_few_ads_explain_pauses_nothing(house: House, groups: list[Ads]) -> None:
    measured(house, groups)
    assert watch(house, WEEK, NOW) == []


def test_half_a_measurement_pauses_nothing_until_a_person_accepts_it(house: House) -> None:
    measured(house, [Ads(100, flagged=60)], outcome="partial")
    assert watch(house, WEEK, NOW) == []
    with house.engine.begin() as connection:
        connection.execute(update(crawls).values(accepted_by="anna", accepted_because="de helft was weg"))
    (incident,) = watch(house, WEEK, NOW)
    assert incident.kind is IncidentKind.TOO_BROAD
    assert "60 van 100" in incident.reason


def test_a_paused_rule_makes_no_cards(house: House) -> None:
    measured(house, [Ads(100, flagged=60)])
    with house.engine.begin() as connection:
        both = [
            Signal(f"ad{n}", rule, 1, family, tier, weight, date(2026, 1, 19), "citaat")
            for n in range(60)
            for rule, family, tier, weight in (("E3", "SAFETY", "medium", 1.0), ("B1", "THIRD", "medium", 1.0))
        ]
        save_signals(connection, both[:20], WEEK, house.keyring.seal)
        assert len(both[:20]) == 20
    assert len(reviewing.fill(house, WEEK, NOW).cards) > 0
    with house.engine.begin() as connection:
        save_signals(connection, both, WEEK, house.keyring.seal)
    assert {one.indicator for one in watch(house, WEEK, NOW)} == {"E3", "B1"}
    assert reviewing.fill(house, WEEK, NOW).cards == ()


def test_language_and_gender_change_no_card(house: House) -> None:
    groups = [Ads(60, "nl", "woman", flagged=3)]
    measured(house, groups)
    before = reviewing.fill(house, WEEK, NOW)
    with house.engine.begin() as connection:
        connection.execute(update(contents).values(language="ro", gender="man"))
    assert reviewing.fill(house, WEEK, NOW) == before


def test_a_rule_that_reviewers_never_found_right_pauses_and_its_mended_version_starts_afresh(house: House) -> None:
    old = [Verdict("E3", 0, right=False) for _ in range(60)]
    with house.engine.begin() as connection:
        save_verdicts(connection, old, WEEK)
    assert watch(house, WEEK, NOW) == []  # version 0 is no longer in force
    with house.engine.begin() as connection:
        save_verdicts(connection, [Verdict("E3", in_force("E3"), right=False) for _ in range(50)], WEEK)
    (incident,) = watch(house, WEEK, NOW)
    assert incident.kind is IncidentKind.RARELY_RIGHT
    assert "0 van 50 terecht" in incident.reason
    assert silent(house) == {"E3"}


def in_force(rule: str) -> int:
    return read_catalogue(CATALOGUE)[rule].version
