"""The brake: too many opt-outs pause a template; a person lets it go with a reason, and counting starts anew."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import pytest

from app.brake import brakes, release_brake, sent_of
from app.house import House
from app.objections import object_to
from app.sending import LOOK_AGAIN, receive, send
from benchmarks.offers import NOON, WEEK, number, ready_wave, states
from domain.errors import Refused
from domain.messages import MessageState
from domain.observations import Language, Observation
from domain.outreach import Channel
from outreach.gateways.file import File
from outreach.gateways.gateway import Incoming, Outgoing, Receipt
from outreach.statistics import cells
from storage.audit import first_broken, history
from storage.brakes import releases
from storage.observations import save_observations
from storage.tables.crawls import crawls

KEY = ("demonstratie", "offer")
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def harmed(house: House, tmp_path: Path) -> House:
    """Thirty were sent an offer, twelve said STOP, and five more messages are ready."""
    ready_wave(house, 30)
    send(house, {Channel.KANNEL: File(tmp_path / "out.csv")}, lambda: NOON)
    for index in range(12):
        receive(house, Incoming(f"r{index}", number(index), "STOP"), NOON)
    ready_wave(house, 5, name="volgende", first=100)
    return house


def sent_now(house: House, path: Path) -> dict[str, int]:
    return dict(send(house, {Channel.KANNEL: File(path)}, lambda: LATER).counts)


def test_harm_pauses_the_template_until_a_person_says_why_it_may_go_on(harmed: House, tmp_path: Path) -> None:
    assert "gepauzeerd" in brakes(harmed, LATER)[KEY]
    [(reason, held_back)] = sent_now(harmed, tmp_path / "out.csv").items()
    assert ("gepauzeerd" in reason, held_back) == (True, 5)
    assert states(harmed)[MessageState.LOCKED] == 5
    release_brake(harmed, *KEY, by="Kim", reason="tekst besproken met de achterban", now=LATER)
    assert sent_now(harmed, tmp_path / "out.csv") == {MessageState.SUBMITTED: 5}
    with harmed.engine.connect() as connection:
        [row] = releases(connection)
        assert (row.by, row.reason, row.at) == ("Kim", "tekst besproken met de achterban", LATER)
        assert [one.action for one in history(connection, "demonstratie")][-1] == "brake released"
        assert first_broken(connection) is None


def test_after_a_release_only_new_harm_pauses_again(harmed: House, tmp_path: Path) -> None:
    release_brake(harmed, *KEY, by="Kim", reason="r", now=NOON + timedelta(minutes=1))
    assert brakes(harmed, LATER) == {}
    ready_wave(harmed, 30, name="derde", first=200)
    sent_now(harmed, tmp_path / "out.csv")
    for index in range(200, 212):
        receive(harmed, Incoming(f"r{index}", number(index), "STOP"), LATER)
    assert KEY in brakes(harmed, LATER)


@pytest.mark.parametrize(
    ("key", "by", "reason", "why"),
    [
        (KEY, "Kim", " ", "een reden"),
        (KEY, "", "r", "een naam"),
        (("demonstratie", "ander"), "Kim", "r", "niet gepauzeerd"),
        (("x", "offer"), "Kim", "r", "niet gepauzeerd"),
    ],
)
def test_a_brake_is_not_released_without_name_and_reason_nor_in_advance(
    harmed: House, key: tuple[str, str], by: str, reason: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        release_brake(harmed, *key, by=by, reason=reason, now=LATER)
    assert KEY in brakes(harmed, LATER)


def test_what_may_not_go_now_keeps_nobody_elses_message_back(harmed: House, tmp_path: Path) -> None:
    """Five that may not go now are the oldest: with a limit of three they must not use it up."""
    with harmed.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE waves SET organisation = 'andere' WHERE id = 'volgende'")
        connection.exec_driver_sql("UPDATE messages SET drafted = '2026-03-01 00:00:00' WHERE wave = 'volgende'")
    release_brake(harmed, *KEY, by="Kim", reason="r", now=NOON + timedelta(minutes=1))
    ready_wave(harmed, 4, name="derde", first=200)
    told = send(harmed, {Channel.KANNEL: File(tmp_path / "out.csv")}, lambda: LATER, limit=3)
    assert told.counts == {MessageState.SUBMITTED: 3, "wacht: organisatie niet (meer) gecontroleerd": 5}


def test_harm_that_shows_during_a_wave_stops_the_rest_of_it(house: House, tmp_path: Path) -> None:
    ready_wave(house, LOOK_AGAIN + 20)
    heard: SimpleQueue[str] = SimpleQueue()

    class Answered(File):
        def submit(self, message: Outgoing) -> Receipt:
            heard.put(message.to)
            return super().submit(message)

    def answering() -> None:
        """Every second person says STOP at once, beside the sender."""
        for index in range(LOOK_AGAIN):
            to = heard.get(timeout=30)
            if index % 2:
                receive(house, Incoming(f"r{to}", to, "STOP"), NOON)

    beside = Thread(target=answering)
    beside.start()
    told = send(house, {Channel.KANNEL: Answered(tmp_path / "out.csv")}, lambda: NOON)
    beside.join()
    assert told.counts[MessageState.SUBMITTED] == LOOK_AGAIN
    assert sum(count for why, count in told.counts.items() if "gepauzeerd" in why) == 20


@pytest.mark.parametrize("way", ["number", "ad"])
def test_objections_outside_an_answer_count_as_harm_too(house: House, tmp_path: Path, way: str) -> None:
    ready_wave(house, 30)
    for index in range(12, 15):  # before anything was sent: withdrawn, and no verdict about the text
        object_to(house, NOON - timedelta(hours=1), phone=number(index), how="page")
    sent = send(house, {Channel.KANNEL: File(tmp_path / "out.csv")}, lambda: NOON).counts
    assert sent == {MessageState.SUBMITTED: 27}
    for index in range(200, 230):  # of people who got nothing from us
        object_to(house, LATER, phone=number(index), how="page")
    assert brakes(house, LATER) == {}
    for index in range(11):
        if way == "number":
            object_to(house, LATER, phone=number(index), how="page")
        else:
            show(house, index)
            object_to(house, LATER, source=f"s{index}", code=f"c{index}", how="page")
    assert "gepauzeerd" in brakes(house, LATER)[KEY]
    [left] = {cell.opted_out.count for cell in cells(sent_of(house, "demonstratie", LATER)) if cell.value == "nl"}
    assert left == 11


def test_one_objection_is_counted_for_the_last_message_only(house: House, tmp_path: Path) -> None:
    ready_wave(house, 6)
    file = {Channel.KANNEL: File(tmp_path / "out.csv")}
    send(house, file, lambda: NOON)
    again = NOON + timedelta(days=190)
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE contacts SET last_seen = ?", (str(again)[:19] + ".000000",))
    ready_wave(house, 6, name="later", at=again)
    send(house, file, lambda: again)
    for index in range(6):
        object_to(house, again + timedelta(hours=1), phone=number(index), how="page")
    found = sent_of(house, "demonstratie", again + timedelta(hours=2))
    assert (len(found), sum(one.opted_out for one in found)) == (12, 6)


def show(house: House, index: int) -> None:
    """An ad with this number, seen in a complete measurement."""
    with house.engine.begin() as connection:
        row = {"id": f"w{index}", "source": f"s{index}", "week": WEEK, "started": NOON, "outcome": "complete"}
        connection.execute(crawls.insert(), row | {"pages": 1, "ads": 1, "reasons": "[]", "config_digest": ""})
        code = house.keyring.code(f"s{index}", f"c{index}")
        key = house.keyring.phone(number(index))
        ad = Observation(f"w{index}", f"s{index}", code, WEEK, NOON, f"h{index}", "tekst", Language(), contact_key=key)
        save_observations(connection, house.keyring, [ad])
