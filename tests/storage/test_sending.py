"""Claim, submit, evidence: at most once, over processes, and never after an objection."""

from __future__ import annotations

import multiprocessing
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from domain.contacts import Contact, LineType
from domain.message_states import RANK
from domain.messages import MessageState
from domain.observations import Observation
from domain.outreach import Reply, ReplyCode
from domain.weeks import Week
from outreach.register import objection
from storage.database import connect, durable
from storage.keys import Keyring
from storage.objections import hold, is_suppressed, object_ad, object_number, release
from storage.observations import save_contacts, save_observations
from storage.register import all_entries, take_in
from storage.replies import open_replies, take_reply
from storage.sending import abandon, claim, in_doubt, learn, not_sent, number_for, record
from storage.tables.crawls import crawls
from storage.tables.messages import messages
from storage.tables.outreach import approaches

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
KEPT = timedelta(days=14)


def number(index: int) -> str:
    return f"+3160{index:07d}"


def locked(engine: Engine, keyring: Keyring, count: int, first: int = 0, wave: str = "w") -> list[str]:
    """`count` messages ready to be sent, each to a number of its own."""
    numbers = [number(first + index) for index in range(count)]
    with engine.begin() as connection:
        save_contacts(
            connection, [Contact(keyring.phone(one), keyring.seal(one), LineType.MOBILE, NOW, NOW) for one in numbers]
        )
        connection.execute(
            messages.insert(),
            [
                {
                    "id": f"{wave}{index:05d}",
                    "contact": keyring.phone(one),
                    "advertiser": f"{wave}-a{index}",
                    "week": Week(2026, 10),
                    "language": "nl",
                    "template": "nl/offer/1",
                    "text_digest": "0" * 64,
                    "state": MessageState.LOCKED,
                    "approved_by": "B",
                    "drafted": NOW,
                    "wave": wave,
                    "person": keyring.contact_register(one),
                    "suppress": keyring.suppressed(one),
                }
                for index, one in enumerate(numbers)
            ],
        )
    return [f"{wave}{index:05d}" for index in range(count)]


def take(engine: Engine, message: str, now: datetime = NOW, origin: str = "o"):
    with engine.begin() as connection:
        return claim(connection, message, holder="p", origin=origin, rule=objection, now=now)


def state(engine: Engine, message: str) -> tuple[str, str]:
    with engine.connect() as connection:
        row = connection.execute(select(messages.c.state, messages.c.reason).where(messages.c.id == message)).one()
        return row.state, row.reason


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.generate()


def test_a_message_is_claimed_once_and_the_person_enters_the_register(engine: Engine, keyring: Keyring) -> None:
    [one] = locked(engine, keyring, 1)
    claimed = take(engine, one)
    assert claimed is not None
    assert claimed.ref == f"{one}-1"
    assert take(engine, one) is None
    with engine.connect() as connection:
        assert [entry.person for entry in all_entries(connection, NOW)] == [keyring.contact_register(number(0))]


def test_the_number_is_opened_inside_the_sending_transaction_and_logged(engine: Engine, keyring: Keyring) -> None:
    [one] = locked(engine, keyring, 1)
    claimed = take(engine, one)
    assert claimed is not None
    with engine.begin() as connection:
        assert number_for(connection, keyring, claimed, by="h", now=NOW, kept=KEPT) == number(0)
        record(connection, claimed, MessageState.SUBMITTED, "", NOW)
    assert state(engine, one)[0] == MessageState.SUBMITTED


@pytest.mark.parametrize("between", ["objection", "hold", "expiry"])
def test_what_comes_between_claim_and_sending_stops_it_and_frees_the_register(
    engine: Engine, keyring: Keyring, between: str
) -> None:
    [one] = locked(engine, keyring, 1)
    claimed = take(engine, one)
    assert claimed is not None
    with engine.begin() as connection:
        if between == "objection":
            object_number(connection, keyring, number(0), "test", NOW)
        if between == "hold":
            hold(connection, claimed.contact, "distress", NOW)
    later = NOW + (KEPT * 2 if between == "expiry" else timedelta())
    with engine.begin() as connection:
        assert number_for(connection, keyring, claimed, by="h", now=later, kept=KEPT) is None
    assert state(engine, one)[0] == MessageState.WITHDRAWN
    with engine.connect() as connection:
        assert all_entries(connection, NOW) == []


def test_nobody_is_approached_within_180_days_nor_a_third_time_without_answer(engine: Engine, keyring: Keyring) -> None:
    first, second, third, fourth = (locked(engine, keyring, 1, wave=wave)[0] for wave in "abcd")
    assert take(engine, first, NOW) is not None
    assert take(engine, second, NOW + timedelta(days=179)) is None
    assert state(engine, second) == (MessageState.WITHDRAWN, "in de laatste 180 dagen benaderd")
    assert take(engine, third, NOW + timedelta(days=181)) is not None
    assert take(engine, fourth, NOW + timedelta(days=400)) is None
    assert state(engine, fourth)[1] == "twee keer benaderd zonder antwoord"


def test_another_installations_approach_counts_after_exchange(engine: Engine, keyring: Keyring) -> None:
    [one] = locked(engine, keyring, 1)
    assert take(engine, one) is not None
    with engine.connect() as connection:
        exported = all_entries(connection, NOW)
    with engine.begin() as connection:
        connection.execute(approaches.delete())
        assert take_in(connection, exported, NOW) == 1
        assert take_in(connection, exported, NOW) == 0
    [other] = locked(engine, keyring, 1, wave="other")
    assert take(engine, other) is None


def test_a_killed_sender_leaves_a_visible_doubt_that_only_evidence_ends(engine: Engine, keyring: Keyring) -> None:
    one, two = locked(engine, keyring, 2)
    assert take(engine, one)
    assert take(engine, two)
    with engine.begin() as connection:
        assert abandon(connection, NOW) == 0
        assert abandon(connection, NOW + timedelta(minutes=2)) == 2
        assert [row.id for row in in_doubt(connection)] == [one, two]
    assert take(engine, one) is None, "an unknown message is never sent again by itself"
    with engine.begin() as connection:
        assert not_sent(connection, one, 1, "bewezen")
        assert learn(connection, two, 1, MessageState.ACCEPTED, NOW)
    again = take(engine, one)
    assert again is not None
    assert again.ref == f"{one}-2"
    assert state(engine, two)[0] == MessageState.ACCEPTED


def test_a_late_report_of_a_message_thought_unsent_keeps_it_from_going_twice(engine: Engine, keyring: Keyring) -> None:
    [one] = locked(engine, keyring, 1)
    assert take(engine, one)
    with engine.begin() as connection:
        not_sent(connection, one, 1, "")
        assert learn(connection, one, 1, MessageState.DELIVERED, NOW)
    assert take(engine, one) is None
    with engine.connect() as connection:
        assert len(all_entries(connection, NOW)) == 1


def test_reports_in_any_order_and_number_end_alike(engine: Engine, keyring: Keyring) -> None:
    orders = [
        [MessageState.DELIVERED, MessageState.ACCEPTED, MessageState.SUBMITTED],
        [MessageState.SUBMITTED, MessageState.DELIVERED, MessageState.DELIVERED, MessageState.FAILED],
        [MessageState.ACCEPTED, MessageState.EXPIRED, MessageState.DELIVERED, MessageState.ACCEPTED],
    ]
    for one, order in zip(locked(engine, keyring, 3), orders, strict=True):
        take(engine, one)
        for event in order:
            with engine.begin() as connection:
                assert learn(connection, one, 1, event, NOW)
        assert state(engine, one)[0] == MessageState.DELIVERED
    with engine.begin() as connection:
        assert not learn(connection, "nobody", 1, RANK[2], NOW)


@pytest.mark.parametrize("code", ["stop", "hold", "distress", "answer"])
def test_an_answer_is_durable_goes_to_the_helper_and_is_stored_once(
    engine: Engine, keyring: Keyring, code: str
) -> None:
    locked(engine, keyring, 1)
    contact = keyring.phone(number(0))
    reply = Reply("id-1", contact, ReplyCode(code), NOW)
    with engine.begin() as connection:
        assert take_reply(connection, keyring, reply, number(0), NOW) is not None
        assert take_reply(connection, keyring, reply, number(0), NOW) is None
        assert len(open_replies(connection, NOW - KEPT)) == 1
        assert is_suppressed(connection, keyring.suppressed(number(0))) == (code == "stop")
    expected = MessageState.LOCKED if code == "answer" else MessageState.WITHDRAWN
    assert state(engine, "w00000")[0] == expected
    if code == "distress":
        [again] = locked(engine, keyring, 1, wave="z")
        assert take(engine, again) is None
        with engine.begin() as connection:
            assert release(connection, contact, "helper", NOW) == 1


def _race(url: str, keys: dict[str, bytes], names: list[str], sent: multiprocessing.Queue) -> None:
    engine, keyring = durable(connect(url)), Keyring(keys)
    mine = []
    for name in names:
        claimed = take(engine, name)
        if claimed is not None:
            with engine.begin() as connection:
                to = number_for(connection, keyring, claimed, by="h", now=NOW, kept=KEPT)
                if to is not None:
                    mine.append(to)
                    record(connection, claimed, MessageState.SUBMITTED, "", NOW)
    sent.put(mine)


def test_six_processes_racing_for_the_same_numbers_contact_each_once(engine: Engine, keyring: Keyring) -> None:
    """Two waves of two organisations to the same numbers. At full size in benchmarks/outreach.py."""
    names = locked(engine, keyring, 50, wave="a") + locked(engine, keyring, 50, wave="b")
    context = multiprocessing.get_context("spawn")
    sent: multiprocessing.Queue = context.Queue()
    url = engine.url.render_as_string(hide_password=False)
    racers = [context.Process(target=_race, args=(url, keyring.keys, names, sent)) for _ in range(6)]
    for racer in racers:
        racer.start()
    numbers = [one for _ in racers for one in sent.get(timeout=120)]
    for racer in racers:
        racer.join()
    assert len(numbers) == 50
    assert len(set(numbers)) == 50
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(approaches)).scalar() == 50


def advertised(engine: Engine, keyring: Keyring, count: int) -> None:
    """Each of these numbers in an ad of its own."""
    crawl = {"id": "c", "source": "s", "week": Week(2026, 10), "started": NOW, "outcome": "complete", "pages": 1}
    ads = [
        Observation("c", "s", keyring.code("s", f"{index}"), Week(2026, 10), NOW, f"h{index}", contact_key=key)
        for index, key in enumerate(keyring.phone(number(index)) for index in range(count))
    ]
    with engine.begin() as connection:
        connection.execute(crawls.insert(), crawl | {"ads": count, "reasons": "[]", "config_digest": ""})
        save_observations(connection, keyring, ads)


@pytest.mark.parametrize("by", ["number", "ad"])
def test_nothing_is_sent_after_an_objection_was_stored(engine: Engine, keyring: Keyring, by: str) -> None:
    """Objections race with sending; a lock per person orders them. At full size in benchmarks/outreach.py."""
    names = locked(engine, keyring, 60)
    advertised(engine, keyring, 60)
    clock = iter(range(10**9))
    sent: dict[int, int] = {}
    objected: dict[int, int] = {}

    def sending() -> None:
        for index, name in enumerate(names):
            claimed = take(engine, name)
            if claimed is not None:
                with engine.begin() as connection:
                    if number_for(connection, keyring, claimed, by="h", now=NOW, kept=KEPT):
                        sent[index] = next(clock)
                        record(connection, claimed, MessageState.SUBMITTED, "", NOW)

    def objecting() -> None:
        for index in range(len(names)):
            with engine.begin() as connection:
                if by == "number":
                    object_number(connection, keyring, number(index), "test", NOW)
                else:
                    object_ad(connection, keyring, "s", f"{index}", "test", NOW)
            objected[index] = next(clock)

    workers = [threading.Thread(target=work) for work in (sending, objecting)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(objected) == 60
    assert [index for index in sent if sent[index] > objected[index]] == []
