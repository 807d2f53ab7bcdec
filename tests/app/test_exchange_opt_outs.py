"""Who opts out at one installation is left alone by all that share its register key, without a term."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.exchange import hear, tell
from app.house import House
from app.objections import object_to, recover
from app.offers import Plan, find_organisation, make_ready, preview
from app.sending import receive, send
from benchmarks.offers import NOON, WEEK, approved_wave, new_house, number, ready_wave, states
from domain.contacts import Contact, LineType
from domain.crawls import Outcome
from domain.messages import MessageState
from domain.observations import Language, LanguageStatus, Observation
from domain.outreach import Channel
from outreach.choose import SetAside
from outreach.gateways.file import File
from outreach.gateways.gateway import Incoming
from outreach.register import objection
from storage.keys import Keyring
from storage.objections import without_suppressed
from storage.observations import save_contacts, save_observations
from storage.refusals import all_refused
from storage.register import past
from storage.tables.crawls import crawls
from storage.tables.links import advertisements

YEARS = timedelta(days=1500)


@pytest.fixture
def houses(tmp_path: Path) -> list[House]:
    """Three installations with keys of their own, all but the register key, that each saw the same two people."""
    shared = Keyring.generate().keys["register"]
    return [installation(tmp_path / name, name, shared) for name in ("Noord", "Zuid", "Oost")]


def installation(home: Path, name: str, shared: bytes) -> House:
    made = new_house(home)
    deployment = replace(made.settings.deployment, organisation=name)
    house = House(
        replace(made.settings, deployment=deployment), made.engine, Keyring(made.keyring.keys | {"register": shared})
    )
    crawl = {"id": "c", "source": "s", "week": WEEK, "started": NOON, "outcome": Outcome.COMPLETE, "pages": 1}
    with house.engine.begin() as connection:
        connection.execute(crawls.insert(), crawl | {"ads": 2, "reasons": "[]", "config_digest": ""})
        save_observations(connection, house.keyring, [seen(house, index) for index in (1, 2)])
        save_contacts(connection, [contact(house, index, NOON) for index in (1, 2)])
        for index in (1, 2):
            row = {"id": f"ad{index}", "source": "s", "code": f"{index}", "incarnation": 1, "advertiser": f"p{index}"}
            weeks = {"first_week": WEEK, "last_week": WEEK}
            connection.execute(advertisements.insert(), row | weeks | dict.fromkeys(("strict", "loose", "study"), ""))
    return house


def seen(house: House, index: int) -> Observation:
    dutch = Language("nl", LanguageStatus.CONFIRMED)
    key = house.keyring.phone(number(index))
    return Observation("c", "s", f"{index}", WEEK, NOON, f"h{index}", language=dutch, contact_key=key)


def contact(house: House, index: int, at: datetime) -> Contact:
    one = number(index)
    return Contact(house.keyring.phone(one), house.keyring.seal(one), LineType.MOBILE, at, at)


def stopped(house: House, how: str) -> None:
    """The first person opts out: by an answer, by number or by ad."""
    if how == "answer":
        receive(house, Incoming("1", number(1), "STOP"), NOON)
    elif how == "number":
        object_to(house, NOON, phone=number(1), how="test")
    else:
        with house.engine.begin() as connection:  # the ad under its key, as a crawl stores it
            connection.exec_driver_sql(
                "UPDATE sightings SET code = ? WHERE code = '1'", (house.keyring.code("s", "1"),)
            )
        object_to(house, NOON, source="s", code="1", how="test")


def told(writer: House, reader: House, at: datetime = NOON) -> None:
    hear(reader, tell(writer, at)[0], at)


@pytest.mark.parametrize("how", ["answer", "number", "ad"])
@pytest.mark.parametrize("later", [timedelta(), YEARS])
def test_an_opt_out_elsewhere_is_chosen_by_nobody_at_any_time(houses: list[House], how: str, later: timedelta) -> None:
    north, south, east = houses
    stopped(north, how)
    told(north, south)
    told(south, east)  # who never meets the first still hears it from the second
    for house in (south, east):
        with house.engine.begin() as connection:
            save_contacts(connection, [contact(house, index, NOON + later) for index in (1, 2)])
        plan = Plan(find_organisation(house, "demonstratie"), "Noor", channel=Channel.FILE)
        chosen = preview(house, plan, WEEK, NOON + later)
        assert chosen.set_aside == {SetAside.OPTED_OUT: 1}
        assert len(chosen.recipients) == 1


@pytest.mark.parametrize("when", ["before the lock", "after the lock"])
def test_an_opt_out_elsewhere_stops_what_was_approved_or_ready_here(
    houses: list[House], when: str, tmp_path: Path
) -> None:
    north, south, _ = houses
    approved_wave(south, (1, 2))
    stopped(north, "answer")
    if when == "before the lock":
        told(north, south)
    make_ready(south, "ronde", "B", NOON)
    if when == "after the lock":
        told(north, south)
    send(south, {Channel.KANNEL: File(tmp_path / "out.csv")}, lambda: NOON)
    assert states(south) == {MessageState.SUBMITTED: 1, MessageState.WITHDRAWN: 1}
    assert number(1) not in (tmp_path / "out.csv").read_text()


def test_a_stop_is_no_answer_that_opens_the_way_for_a_second_offer(houses: list[House], tmp_path: Path) -> None:
    """The cap of two without an answer holds at a partner too, also where the opt-out itself would be lost."""
    north, south, _ = houses
    for index, at in enumerate((NOON - timedelta(days=200), NOON)):
        ready_wave(north, 1, name=f"w{index}", first=1, at=at)
        send(north, {Channel.KANNEL: File(tmp_path / "out.csv")}, lambda at=at: at)
    told(north, south)
    stopped(north, "answer")
    told(north, south, NOON + timedelta(minutes=1))
    with south.engine.connect() as connection:
        entries, older = past(connection, south.keyring.contact_register(number(1)), NOON)
    assert len(entries) == 2
    assert "twee keer" in objection(entries, NOON + timedelta(days=200), older)


def test_an_opt_out_survives_a_restored_backup_and_an_older_file(houses: list[House]) -> None:
    north, south, _ = houses
    stopped(north, "number")
    first = tell(north, NOON)[0]
    with north.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM suppressions")
        connection.exec_driver_sql("DELETE FROM refusals")
    assert recover(north) == 1
    person = north.keyring.contact_register(number(1))
    assert tell(north, NOON)[1].refused == {person}
    hear(south, tell(north, NOON + timedelta(hours=1))[0], NOON)
    with south.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM refusals")
    hear(south, first, NOON)
    with south.engine.connect() as connection:
        assert all_refused(connection) == {person}


def test_an_objection_from_before_this_register_is_told_once_its_number_is_seen(houses: list[House]) -> None:
    north = houses[0]
    stopped(north, "number")
    with north.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM refusals")
        assert without_suppressed(connection, north.keyring, [(seen(north, 1), contact(north, 1, NOON))]) == []
        assert all_refused(connection) == {north.keyring.contact_register(number(1))}


def test_the_number_and_its_other_keys_are_not_in_the_file(houses: list[House]) -> None:
    north = houses[0]
    stopped(north, "number")
    text = tell(north, NOON)[0]
    assert north.keyring.contact_register(number(1)) in text
    for secret in (number(1)[3:], north.keyring.phone(number(1)), north.keyring.suppressed(number(1))):
        assert secret not in text
