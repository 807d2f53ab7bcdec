"""Facts of linking ask for evidence beyond a shared number."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from signals.facts import (
    CHURN_WINDOW,
    PERSONAS_WINDOW,
    SHORTEST_TEXT,
    ages_apart,
    facts,
    managed_cluster,
    many_places,
    moving_together,
    number_churn,
    recruiter_elsewhere,
    same_text_many_numbers,
    shared_number,
)
from signals.sightings import Sighting, as_frame


def fired(*sightings: Sighting, week: int = 10) -> set[tuple[str, str]]:
    return {(one.advertisement, one.indicator) for one in facts(as_frame(sightings), week)}


def ads(count: int, **shared: object) -> list[Sighting]:
    return [Sighting(f"ad{one}", 10, persona=f"name{one}", **shared) for one in range(count)]


def test_a_shared_number_alone_is_nothing() -> None:
    assert fired(*ads(5, contact="x", municipality="GM1")) == set()


def test_three_names_at_once_on_a_number_with_one_text_fire() -> None:
    assert fired(*ads(3, contact="x", text_group="t")) == {(f"ad{one}", "B4") for one in range(3)}


def test_names_one_after_another_are_a_recycled_number() -> None:
    later = [replace(one, week=8 + number) for number, one in enumerate(ads(3, contact="x", text_group="t"))]
    assert fired(*later) == set()


def test_a_big_cluster_over_three_places_fires() -> None:
    cluster = [
        replace(one, municipality=f"GM{number % 3}") for number, one in enumerate(ads(6, cluster="c", text_group="t"))
    ]
    assert {one for _, one in fired(*cluster)} == {"B5"}
    assert fired(*cluster[:5]) == set()


def test_one_text_under_three_numbers_needs_length_and_names() -> None:
    same = [replace(one, contact=f"n{number}") for number, one in enumerate(ads(3, text_group="t", text_length=300))]
    assert {one for _, one in fired(*same)} == {"G2"}
    assert fired(*(replace(one, text_length=150) for one in same)) == set()


def test_number_churn_needs_the_same_name_and_text() -> None:
    same = [Sighting(f"ad{one}", 8 + one, f"n{one}", "name", text_group="t") for one in range(3)]
    assert fired(*same) == {("ad2", "G3")}
    assert fired(*(replace(one, text_group=None) for one in same)) == set()


def test_three_names_that_travel_together_fire() -> None:
    tour = [
        Sighting(f"ad{name}-{stop}", 7 + stop, persona=f"name{name}", municipality=f"GM{stop}", cluster="c")
        for name in range(3)
        for stop in range(4)
    ]
    assert {one for _, one in fired(*tour)} == {"G4"}
    assert fired(*(one for one in tour if one.persona != "name2")) == set()


def test_a_recruiters_number_in_the_ad_of_another_fires() -> None:
    seeking = Sighting("job", 10, "x", "boss", recruiting=True)
    other = Sighting("ad", 10, "x", "name")
    assert fired(seeking, other) == {("job", "G7"), ("ad", "G7")}
    assert fired(seeking, replace(other, persona="boss")) == set()  # seeks a colleague, under her own name
    assert fired(seeking, replace(other, contact="y")) == set()


def test_a_recruiters_number_that_somebody_else_got_later_is_nothing() -> None:
    seeking = Sighting("job", 6, "x", "boss", recruiting=True)
    later = Sighting("ad", 10, "x", "name")
    assert fired(seeking, later) == set()
    assert fired(seeking, later, Sighting("ad2", 9, "x", "name2")) == {("ad", "G7")}
    assert fired(seeking, later, replace(seeking, week=7)) == {("ad", "G7")}  # within 28 days


def test_three_places_at_once_fire_unless_they_border() -> None:
    places = [Sighting(f"ad{one}", 10, "x", "name", f"GM{one}") for one in range(3)]
    assert {one for _, one in fired(*places)} == {"G1"}
    near = {"GM0": frozenset({"GM1"}), "GM1": frozenset({"GM0"})}
    assert facts(as_frame(places), 10, near) == []


def test_a_low_price_needs_two_hundred_peers() -> None:
    prices = [Sighting(f"ad{one}", 10, price_hour=100.0 + one, work_types="escort", region="r") for one in range(200)]
    assert {ad for ad, one in fired(*prices) if one == "F1"} == {f"ad{one}" for one in range(10)}
    assert fired(*prices[:199]) == set()


def test_ages_four_years_apart_fire_for_one_name_and_number() -> None:
    first, second = Sighting("a", 9, "x", "name", age=22), Sighting("b", 10, "x", "name", age=26)
    assert fired(first, second) == {("b", "D4")}
    assert fired(first, replace(second, age=25)) == set()


def test_half_a_year_under_one_name_speaks_against() -> None:
    weeks = [Sighting("a", week, "x", "name") for week in range(1, 27)]
    assert fired(*weeks, week=26) == {("a", "N6")}


def test_choosing_by_columns_loses_no_fact() -> None:
    """The columns only say which groups are worth reading: reading everything gives the same facts."""
    chance = Random(3)
    market = [_anyone(chance) for _ in range(4000)]
    seen = as_frame(market)
    for week in (4, 12, 20):
        recent = [one for one in market if week - CHURN_WINDOW < one.week <= week]
        month = [one for one in recent if one.week > week - PERSONAS_WINDOW]
        now = [one for one in recent if one.week == week]
        everything = [
            *shared_number(month, week),
            *managed_cluster(recent, week),
            *same_text_many_numbers([one for one in now if one.text_length >= SHORTEST_TEXT]),
            *number_churn(recent, week),
            *moving_together(recent, week),
            *recruiter_elsewhere(recent, week),
            *many_places(now, {}),
            *ages_apart(recent, week),
        ]
        assert len({one.indicator for one in everything}) == 8
        assert facts(seen, week) == everything


def _anyone(chance: Random) -> Sighting:
    def some(letter: str, of: int) -> str | None:
        return f"{letter}{chance.randrange(of)}" if chance.random() < 0.9 else None

    return Sighting(
        advertisement=f"ad{chance.randrange(400)}",
        week=chance.randrange(1, 21),
        contact=some("c", 8),
        persona=some("p", 9),
        municipality=some("GM", 5),
        cluster=some("k", 6),
        text_group=some("t", 9),
        text_length=chance.randrange(150, 300),
        recruiting=chance.random() < 0.05,
        age=chance.randrange(20, 27),
    )
