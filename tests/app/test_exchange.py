"""Installations that share a register key: whoever two of them plan at once is approached by one of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.exchange import hear, partners, tell
from app.house import House
from app.offers import make_ready
from app.sending import send
from benchmarks.offers import NOON, WEEK, approved_wave, new_house, number
from domain.crawls import Outcome
from domain.errors import BadInput, Refused
from domain.observations import Observation
from domain.outreach import Channel
from outreach.gateways.file import File
from storage.keys import Keyring
from storage.observations import save_observations
from storage.tables.crawls import crawls
from storage.waves import stop_wave

NAMES = ("Noord", "Zuid", "Oost")
MARKET = range(20)


@pytest.fixture
def houses(tmp_path: Path) -> dict[str, House]:
    return open_houses(tmp_path, NAMES[:2])


def open_houses(folder: Path, names: Iterable[str]) -> dict[str, House]:
    """Installations with keys of their own, all but the register key; each other's partners; all saw one market."""
    found: dict[str, House] = {}
    shared = Keyring.generate().keys["register"]
    for name in names:
        house = new_house(folder / name)
        others = tuple(one for one in names if one != name)
        deployment = replace(house.settings.deployment, organisation=name, register_partners=others)
        keyring = Keyring(house.keyring.keys | {"register": shared})
        found[name] = House(replace(house.settings, deployment=deployment), house.engine, keyring)
        show(found[name])
    return found


def show(house: House) -> None:
    """A complete measurement in which the whole market is seen."""
    crawl = {"id": "c", "source": "s", "week": WEEK, "started": NOON, "outcome": Outcome.COMPLETE, "pages": 1}
    seen = [
        Observation("c", "s", f"{index}", WEEK, NOON, f"h{index}", contact_key=house.keyring.phone(number(index)))
        for index in MARKET
    ]
    with house.engine.begin() as connection:
        connection.execute(crawls.insert(), crawl | {"ads": len(seen), "reasons": "[]", "config_digest": ""})
        save_observations(connection, house.keyring, seen)


def exchange(writer: House, *readers: House, minutes: int = 0) -> None:
    text, _ = tell(writer, NOON + timedelta(minutes=minutes))
    for reader in readers:
        hear(reader, text, NOON + timedelta(minutes=minutes))


def sent_numbers(house: House, path: Path) -> list[str]:
    send(house, {Channel.KANNEL: File(path)}, lambda: NOON)
    return [line.split(",")[2] for line in path.read_text().splitlines()[1:]] if path.exists() else []


def test_a_wave_is_not_locked_before_the_other_has_heard_of_it(houses: dict[str, House], tmp_path: Path) -> None:
    north, south = houses.values()
    approved_wave(north, range(4))
    with pytest.raises(Refused, match="nog niet aangemeld"):
        make_ready(north, "ronde", "B", NOON)
    exchange(north, south)
    with pytest.raises(Refused, match="Zuid weet nog niet"):
        make_ready(north, "ronde", "B", NOON)
    assert partners(north) == ["Zuid: nog niets van gehoord; hun rondes en de onze wachten"]
    exchange(south, north)
    assert partners(north) == ["Zuid: op de hoogte van al onze plannen"]
    assert make_ready(north, "ronde", "B", NOON) == (4, 0)
    assert len(sent_numbers(north, tmp_path / "sent.csv")) == 4


def test_two_that_plan_the_same_people_at_once_divide_them(houses: dict[str, House], tmp_path: Path) -> None:
    north, south = houses.values()
    for house in (north, south):
        approved_wave(house, MARKET)
    exchange_both_ways(north, south)
    ready = [make_ready(house, "ronde", "B", NOON) for house in (north, south)]
    assert [sum(counts) for counts in ready] == [20, 20]
    assert ready[0][0] + ready[1][0] == 20
    assert 0 < ready[0][0] < 20
    got = [sent_numbers(house, tmp_path / f"{place}.csv") for place, house in enumerate((north, south))]
    assert sorted(got[0] + got[1]) == [number(index) for index in MARKET]


def exchange_both_ways(north: House, south: House) -> None:
    """Files cross: neither writer had seen the other's. Then once more."""
    texts = [tell(house, NOON)[0] for house in (north, south)]
    hear(north, texts[1], NOON)
    hear(south, texts[0], NOON)
    for house in (north, south):
        with pytest.raises(Refused, match="weet nog niet"):
            make_ready(house, "ronde", "B", NOON)
    exchange(north, south, minutes=1)
    exchange(south, north, minutes=2)


def test_whoever_hears_of_a_plan_first_plans_around_it(houses: dict[str, House]) -> None:
    north, south = houses.values()
    approved_wave(north, MARKET)
    exchange(north, south)
    approved_wave(south, MARKET)
    exchange(south, north, minutes=1)
    assert make_ready(north, "ronde", "B", NOON) == (20, 0), "also those whom the lot would give to the other"
    assert make_ready(south, "ronde", "B", NOON) == (0, 20)


def test_a_plan_given_up_frees_the_person_at_the_next_exchange(houses: dict[str, House]) -> None:
    north, south = houses.values()
    approved_wave(north, [7])
    exchange(north, south)
    with north.engine.begin() as connection:
        stop_wave(connection, "ronde", "B", "test", NOON)
    exchange(north, south, minutes=1)
    approved_wave(south, [7])
    exchange(south, north, minutes=2)
    exchange(north, south, minutes=3)
    assert make_ready(south, "ronde", "B", NOON) == (1, 0)


def test_old_own_and_strange_files_promise_nothing(houses: dict[str, House], tmp_path: Path) -> None:
    north, south = houses.values()
    approved_wave(north, [1])
    first, _ = tell(north, NOON)
    second, _ = tell(north, NOON - timedelta(hours=3))  # a clock that jumped back
    assert hear(south, second, NOON)[2]
    assert not hear(south, first, NOON)[2], "an older file, taken in late"
    with pytest.raises(BadInput, match="installatie zelf"):
        hear(north, first, NOON)
    [stranger] = open_houses(tmp_path / "other", ("West",)).values()
    with pytest.raises(BadInput, match="andere registersleutel"):
        hear(south, tell(stranger, NOON)[0], NOON)
    unknown = House(stranger.settings, stranger.engine, north.keyring)
    assert hear(south, tell(unknown, NOON)[0], NOON)[1:] == (0, False), "plans count from partners only"


def test_nothing_clear_is_in_the_file(houses: dict[str, House]) -> None:
    north, _ = houses.values()
    approved_wave(north, range(3))
    text, told = tell(north, NOON)
    assert len(told.reserved) == 3
    for index in range(3):
        assert number(index)[3:] not in text
        assert north.keyring.phone(number(index)) not in text


@pytest.mark.parametrize("seed", range(6))
def test_in_any_order_of_steps_nobody_is_approached_twice(seed: int, tmp_path: Path) -> None:
    """Three installations, overlapping plans, files that come late, out of order, doubled or never."""
    chance = random.Random(seed)
    houses = open_houses(tmp_path, NAMES)
    plans = {name: [index for index in MARKET if chance.random() < 0.7] for name in NAMES}
    files: list[tuple[str, str]] = []
    waves = dict.fromkeys(NAMES, 0)
    for step in range(90):
        name = chance.choice(NAMES)
        house, at = houses[name], NOON + timedelta(seconds=step)
        late = ["lock"] if seed % 2 else ["send"]  # with odd seeds nothing is sent before the end
        act = chance.choice(["plan", "tell", "tell", "hear", "hear", "hear", "lock", *late])
        if act == "plan" and plans[name]:
            some, plans[name] = plans[name][:4], plans[name][4:]
            approved_wave(house, some, name=f"w{waves[name]}")
            waves[name] += 1
        elif act == "tell":
            files.append((name, tell(house, at)[0]))
        elif act == "hear" and files:
            writer, text = chance.choice(files[-8:])
            if writer != name:
                hear(house, text, at)
        elif act == "lock":
            lock_what_may(house, waves[name])
        else:
            sent_numbers(house, tmp_path / f"{name}.csv")
    for minutes in (10, 20):
        for house in houses.values():
            exchange(house, *(one for one in houses.values() if one is not house), minutes=minutes)
    for name, house in houses.items():
        lock_what_may(house, waves[name])
    got = Counter(one for name in NAMES for one in sent_numbers(houses[name], tmp_path / f"{name}.csv"))
    assert len(got) > 5
    assert set(got.values()) == {1}


def lock_what_may(house: House, waves: int) -> None:
    for wave in range(waves):
        try:
            make_ready(house, f"w{wave}", "B", NOON)
        except Refused:
            continue
