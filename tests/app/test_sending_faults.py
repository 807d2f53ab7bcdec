"""What goes wrong around sending: a gateway that dies, a disk that is full, floods, clocks that jump."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text

from app.gateways import StoredCallbacks, open_gateways
from app.house import House
from app.sending import receive, reconcile, report, send
from benchmarks.offers import NOON, Elsewhen, gateway, number, ready_wave, states
from domain.errors import SetupError, StorageFull
from domain.messages import MessageState
from domain.outreach import Channel
from outreach.gateways.file import File
from outreach.gateways.gateway import Evidence, Incoming, Outgoing, Receipt
from sandbox.network import Network, until
from storage.objections import is_suppressed
from storage.register import all_entries
from storage.replies import stray_counts

SHIFT = NOON - datetime.now(UTC)


def clock() -> datetime:
    return datetime.now(UTC) + SHIFT


class Taking:
    """A gateway that takes everything and counts it; `then` happens while it does."""

    def __init__(self, then=lambda: None) -> None:
        self.got: Counter[str] = Counter()
        self.then = then

    def submit(self, message: Outgoing) -> Receipt:
        self.got[message.to] += 1
        self.then()
        return Receipt(MessageState.SUBMITTED)

    def evidence(self, doubts, now: datetime) -> Evidence:
        return Evidence()


def test_smsbox_killed_in_the_middle_of_a_wave_loses_and_doubles_nothing(house: House, network: Network) -> None:
    ready_wave(house, 12)
    assert send(house, {Channel.KANNEL: gateway(network)}, clock, limit=5).counts == {MessageState.SUBMITTED: 5}
    network.kill_smsbox()
    told = send(house, {Channel.KANNEL: gateway(network)}, clock)
    assert told.stopped == "de gateway is niet bereikbaar"
    assert states(house)[MessageState.LOCKED] == 7
    network.start_smsbox()
    until(lambda: send(house, {Channel.KANNEL: gateway(network)}, clock).stopped == "" and not waiting(house))
    one = {Channel.KANNEL: Elsewhen(gateway(network, grace=1), SHIFT)}
    until(lambda: network.received().total() >= 12)
    reconcile(house, one, clock() + timedelta(minutes=3))
    assert network.received() == Counter({number(index): 1 for index in range(12)})


def waiting(house: House) -> int:
    return states(house).get(MessageState.LOCKED, 0)


def fill_disk(house: House) -> None:
    """From now on every new page of the database is refused, as on a full disk."""
    house.engine.dispose()

    @event.listens_for(house.engine, "connect")
    def small(connection, record) -> None:
        [(pages,)] = connection.execute("PRAGMA page_count")
        connection.execute(f"PRAGMA max_page_count={pages}")


def fill_pages(house: House) -> None:
    """Use up the room inside existing pages too, so that the next row needs a new one."""
    row = text("INSERT INTO approaches (person, number, at, origin) VALUES (:person, 1, '2020-01-01 00:00:00', 'x')")
    try:
        for index in range(10_000):
            with house.engine.begin() as connection:
                connection.execute(row, {"person": f"{index:032x}"})
    except StorageFull:
        return
    pytest.fail("the disk never filled")


def test_on_a_full_disk_nothing_is_handed_over(house: House) -> None:
    ready_wave(house, 2)
    fill_disk(house)
    fill_pages(house)
    taking = Taking()
    with pytest.raises(StorageFull, match="schijf van de database is vol"):
        send(house, {Channel.KANNEL: taking}, clock)
    assert taking.got == Counter()
    assert states(house) == {MessageState.LOCKED: 2}


def test_a_disk_that_fills_while_handing_over_leaves_a_visible_doubt(house: House) -> None:
    ready_wave(house, 1)

    def full() -> None:
        raise StorageFull("vol")

    taking = Taking(full)
    with pytest.raises(StorageFull):
        send(house, {Channel.KANNEL: taking}, clock)
    assert states(house) == {MessageState.SUBMITTING: 1}
    assert send(house, {Channel.KANNEL: taking}, clock).counts == {}
    reconcile(house, {Channel.KANNEL: taking}, clock() + timedelta(minutes=3))
    assert states(house) == {MessageState.UNKNOWN: 1}
    assert taking.got == Counter({number(0): 1}), "in doubt is never sent again by itself"


def test_a_flood_of_strange_callbacks_takes_one_row_and_a_stop_among_them_counts(house: House) -> None:
    hears = StoredCallbacks(house, lambda: NOON)
    with house.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    for index in range(500):
        hears.delivered(f"vreemd{index}-1", "1")
        hears.delivered(f"vreemd{index}-1", "buiten alle bereik")
        hears.answered(f"x{index}", "geen nummer", "STOP")
        if index == 250:
            hears.answered("echt", number(7), "STOP")
    with house.engine.connect() as connection:
        assert stray_counts(connection) == {(NOON.date(), "dlr"): 1000, (NOON.date(), "mo"): 500}
        assert is_suppressed(connection, house.keyring.suppressed(number(7)))
        assert connection.exec_driver_sql("PRAGMA page_count").scalar_one() - pages < 5


@pytest.mark.parametrize("jump", [timedelta(hours=-5), timedelta(days=-400), timedelta(days=3), timedelta(days=400)])
def test_a_clock_that_jumps_sends_nothing_twice(house: House, jump: timedelta) -> None:
    ready_wave(house, 3, name="een")
    taking = Taking()
    send(house, {Channel.KANNEL: taking}, lambda: NOON, limit=1)
    ready_wave(house, 3, name="twee", at=NOON)
    for _ in range(2):
        send(house, {Channel.KANNEL: taking}, lambda: NOON + jump)
        reconcile(house, {Channel.KANNEL: taking}, NOON + jump)
    for moment in (NOON, NOON + timedelta(minutes=5)):
        send(house, {Channel.KANNEL: taking}, lambda moment=moment: moment)
    assert set(taking.got.values()) == {1}


def test_reports_before_the_answer_of_the_gateway_and_out_of_order_end_at_delivered(house: House) -> None:
    """The report of delivery arrives first, the network's acceptance after it, and both twice."""
    ready_wave(house, 1)
    refs: list[str] = []

    class Refs(Taking):
        def submit(self, message: Outgoing) -> Receipt:
            refs.append(message.ref)
            return super().submit(message)

    send(house, {Channel.KANNEL: Refs()}, lambda: NOON)
    for state in (MessageState.DELIVERED, MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.SUBMITTED):
        assert report(house, refs[0], state, NOON)
    assert states(house) == {MessageState.DELIVERED: 1}


def test_a_stop_read_back_from_the_log_counts_once_and_withdraws_what_waits(house: House, tmp_path: Path) -> None:
    ready_wave(house, 1)
    answer = Incoming("kannel 1", number(0), "STOP")
    assert receive(house, answer, NOON)
    assert not receive(house, answer, NOON)
    assert states(house) == {MessageState.WITHDRAWN: 1}
    assert send(house, {Channel.KANNEL: File(tmp_path / "out.csv")}, lambda: NOON).counts == {}
    with house.engine.connect() as connection:
        assert all_entries(connection, NOON) == []


def test_without_a_way_out_for_its_channel_a_wave_waits_and_says_what_to_do(house: House, tmp_path: Path) -> None:
    ready_wave(house, 2)
    told = str(send(house, {Channel.FILE: File(tmp_path / "out.csv")}, lambda: NOON))
    assert told.startswith("2 wacht: zet kannel in gateway.yml")
    assert not (tmp_path / "out.csv").exists()
    assert states(house) == {MessageState.LOCKED: 2}
    path = house.settings.home / "gateway.yml"
    with pytest.raises(SetupError, match="er is geen gateway, dus er gaat niets uit"):
        open_gateways(house, {})
    path.write_text("file: null\n", encoding="utf-8")
    with pytest.raises(SetupError, match="noemt geen gateway"):
        open_gateways(house, {})
