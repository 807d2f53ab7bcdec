"""From a locked wave to the network and back, through real Kannel."""

from __future__ import annotations

import signal
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from app.house import House
from app.sending import receive, reconcile, report, send
from benchmarks.crash import POINTS
from benchmarks.offers import NOON, Elsewhen, callbacks, gateway, number, ready_wave, states
from benchmarks.outreach_crash import die
from domain.messages import MessageState
from domain.outreach import Channel
from outreach.gateways.gateway import Incoming
from sandbox.network import Network, until
from storage.objections import is_held, is_suppressed
from storage.replies import open_replies, stray_counts
from storage.sending import in_doubt

SHIFT = NOON - datetime.now(UTC)


def clock() -> datetime:
    """The wall clock, moved to a Wednesday noon in the week of the wave."""
    return datetime.now(UTC) + SHIFT


def suppressed(house: House, index: int) -> bool:
    with house.engine.connect() as connection:
        return is_suppressed(connection, house.keyring.suppressed(number(index)))


def test_a_wave_goes_out_is_delivered_and_a_stop_comes_back(house: House, network: Network) -> None:
    ready_wave(house, 5, at=NOON)
    ready_wave(house, 2, name="russisch", first=50, language="ru", at=NOON)
    with callbacks(house, network, clock):
        told = send(house, {Channel.KANNEL: gateway(network)}, clock)
        assert told.counts == {MessageState.SUBMITTED: 7}
        until(lambda: states(house) == {MessageState.DELIVERED: 7})
        assert network.texts(number(50), "utf-16-be").startswith("Здравствуйте, я Noor из Demonstratie Hulp")
        network.connect_network(f"{number(3)[1:]} 31600000990 text STOP")
        until(lambda: suppressed(house, 3))
    assert not suppressed(house, 2)
    log = (network.folder / "access.log").read_text()
    assert number(2)[1:] not in log, "the numbers of those who did not answer are in no log"
    assert number(2)[1:] not in (network.folder / "smsbox.log").read_text()


def test_a_stop_is_recovered_when_callback_and_smsbox_both_died(house: House, network: Network) -> None:
    ready_wave(house, 1)
    send(house, {Channel.KANNEL: gateway(network)}, clock)
    until(lambda: len(network.taken()) >= 1)
    network.connect_network(f"{number(0)[1:]} 31600000990 text Stop!")
    until(lambda: "Receive SMS" in (network.folder / "access.log").read_text())
    network.kill_smsbox()
    assert not suppressed(house, 0)
    told = reconcile(house, {Channel.KANNEL: gateway(network)}, clock())
    assert suppressed(house, 0), told
    assert states(house) == {MessageState.DELIVERED: 1}, "the report too is read back"
    assert reconcile(house, {Channel.KANNEL: gateway(network)}, clock()).counts == {}


@pytest.mark.parametrize("said", ["arrêter", "segítség"], ids=["stop in French", "help in Hungarian"])
def test_an_answer_read_back_without_its_accents_waits_for_a_person_and_gives_way_to_the_callback(
    house: House, network: Network, said: str
) -> None:
    ready_wave(house, 1)
    send(house, {Channel.KANNEL: gateway(network)}, clock)
    until(lambda: len(network.taken()) >= 1)
    network.connect_network(f"{number(0)[1:]} 31600000990 text {said}")
    until(lambda: "Receive SMS" in (network.folder / "access.log").read_text(errors="replace"))
    (lost,) = gateway(network).evidence([], clock()).answers
    assert lost.damaged
    reconcile(house, {Channel.KANNEL: gateway(network)}, clock())
    with house.engine.connect() as connection:
        assert [row.code for row in open_replies(connection, house.remembers(clock()))] == ["hold"]
        assert is_held(connection, house.keyring.phone(number(0)))
    assert receive(house, Incoming(lost.id, lost.sender, said), clock())
    assert not receive(house, Incoming(lost.id, lost.sender, said), clock()), "once is enough"
    with house.engine.connect() as connection:
        (row,) = open_replies(connection, house.remembers(clock()))
    assert row.code == ("stop" if said == "arrêter" else "distress")
    assert suppressed(house, 0) is (said == "arrêter")


def settle(house: House, network: Network) -> Counter[str]:
    """Reconcile and send until nothing is left to do, as the scheduler does; what the network then has per number."""
    later = timedelta(minutes=3)
    for _ in range(5):
        until(lambda: gateway(network)._queue_empty())
        reconcile(house, {Channel.KANNEL: Elsewhen(gateway(network, grace=1), SHIFT)}, clock() + later)
        send(house, {Channel.KANNEL: gateway(network)}, clock)
    until(lambda: gateway(network)._queue_empty())
    return network.received()


def test_nothing_goes_twice_or_is_lost_when_the_sender_is_killed_anywhere(house: House, network: Network) -> None:
    """Every named point once; 400 messages and smsbox killed as well in benchmarks/outreach.py."""
    ready_wave(house, 24)
    for point in POINTS:
        assert die(house, network, point, 2, patience=120) == -signal.SIGKILL, point
    got = settle(house, network)
    assert sum(got.values()) - len(got) == 0, "surplus"
    assert len(got) == 24, "missing"
    with house.engine.connect() as connection:
        assert in_doubt(connection) == []


def test_a_gateway_that_is_down_or_refuses_us_sends_nothing_and_loses_nothing(house: House, network: Network) -> None:
    from dataclasses import replace

    ready_wave(house, 3)
    down = replace(gateway(network), sendsms="http://127.0.0.1:9/cgi-bin/sendsms")
    told = send(house, {Channel.KANNEL: down}, clock)
    assert told.stopped == "de gateway is niet bereikbaar"
    stranger = replace(gateway(network), password="fout")
    assert "wachtwoord" in send(house, {Channel.KANNEL: stranger}, clock).stopped
    assert states(house) == {MessageState.LOCKED: 3}
    assert send(house, {Channel.KANNEL: gateway(network)}, clock).counts == {MessageState.SUBMITTED: 3}


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (datetime(2026, 3, 4, 8, 30, tzinfo=UTC), "van 10:00 tot 20:00"),
        (datetime(2026, 3, 4, 19, 1, tzinfo=UTC), "van 10:00 tot 20:00"),
        (datetime(2026, 3, 8, 12, tzinfo=UTC), "op zondag"),
    ],
)
def test_nothing_leaves_outside_the_window(house: House, moment: datetime, why: str) -> None:
    ready_wave(house, 1, at=moment - timedelta(days=1))
    told = send(house, {}, lambda: moment)
    assert list(told.counts.values()) == [1], "no gateway: it waits"
    assert "zet kannel in gateway.yml" in str(told)

    class Never:
        def submit(self, message):
            raise AssertionError

        def evidence(self, doubts, now):
            raise AssertionError

    [(reason, count)] = send(house, {Channel.KANNEL: Never()}, lambda: moment).counts.items()
    assert (why in reason, count) == (True, 1)


def test_a_text_changed_after_approval_is_not_sent(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ready_wave(house, 1)
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE messages SET text_digest = 'x'")

    class Never:
        def submit(self, message):
            raise AssertionError

    assert send(house, {Channel.KANNEL: Never()}, clock).counts == {"ingetrokken": 1}


def test_callbacks_with_unknown_ids_are_counted_and_change_nothing(house: House) -> None:
    ready_wave(house, 1)
    for ref in ("onbekend-1", "", "-", "x-99999999999", "ronde"):
        assert not report(house, ref, MessageState.DELIVERED, NOON)
    assert not receive(house, Incoming("kannel 1", "geen nummer", "STOP"), NOON)
    with house.engine.connect() as connection:
        assert stray_counts(connection) == {(NOON.date(), "dlr"): 5, (NOON.date(), "mo"): 1}
    assert states(house) == {MessageState.LOCKED: 1}


def test_distress_holds_everything_and_is_on_top_of_the_list(house: House) -> None:
    receive(house, Incoming("1", number(1), "Ja, graag"), NOON)
    receive(house, Incoming("2", number(2), "ik kan niet stoppen"), NOON + timedelta(minutes=1))
    receive(house, Incoming("3", number(3), "help me alsjeblieft"), NOON + timedelta(minutes=2))
    with house.engine.connect() as connection:
        assert [row.code for row in open_replies(connection, house.remembers(NOON))] == ["distress", "hold", "answer"]
        assert is_held(connection, house.keyring.phone(number(2)))
    assert not suppressed(house, 2)
