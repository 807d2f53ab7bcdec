"""No answer loses its helper or its words, whatever we were doing when it came."""

from __future__ import annotations

import mailbox
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from app.house import House
from app.sending import receive, reconcile
from benchmarks.offers import NOON, demo_organisation, number, ready_wave
from domain.outreach import Channel
from outreach.gateways.gateway import Doubt, Evidence, Incoming, Outgoing, Receipt
from outreach.register import objection
from storage.replies import open_replies
from storage.sending import abandon, claim, waiting

ANSWER = Incoming("kannel 1", number(0), "ja graag, bel mij morgen")


class Killed(BaseException):
    """As SIGKILL would: nothing after it runs, and nobody catches it."""


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The organisation keeps an inbox of its own."""
    folder = tmp_path / "inbox"
    organisation = replace(demo_organisation(), inbox=str(folder))
    monkeypatch.setattr("app.sending.organisations", lambda house: {organisation.id: organisation})
    return folder


def mails(inbox: Path) -> list[str]:
    folder = inbox / "noor"
    return [mail.get_payload().strip() for mail in mailbox.Maildir(folder)] if folder.exists() else []


def pointers(house: House) -> list[tuple[str, str]]:
    with house.engine.connect() as connection:
        return [(row.helper, row.pointer) for row in open_replies(connection, house.remembers(NOON))]


def begin_sending(house: House) -> None:
    ready_wave(house, 1)
    with house.engine.begin() as connection:
        [one] = waiting(connection)
        assert claim(connection, one.message, holder="p", origin="o", rule=objection, now=NOON)


@pytest.mark.parametrize("doubt", [False, True])
def test_an_answer_to_a_message_in_doubt_goes_to_the_helper_who_wrote_it(
    house: House, inbox: Path, doubt: bool
) -> None:
    begin_sending(house)
    if doubt:
        with house.engine.begin() as connection:
            assert abandon(connection, NOON + timedelta(minutes=2)) == 1
    assert receive(house, ANSWER, NOON)
    [(helper, pointer)] = pointers(house)
    assert helper == "Noor"
    assert pointer.startswith("inbox noor/")
    assert mails(inbox) == [ANSWER.text]


def test_an_answer_we_were_killed_at_is_handed_on_when_it_comes_again(
    house: House, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_sending(house)
    killed_before_handing_on(house, monkeypatch)
    assert receive(house, ANSWER, NOON)
    assert mails(inbox) == [ANSWER.text]
    assert pointers(house)[0][1].startswith("inbox noor/")
    assert not receive(house, ANSWER, NOON), "known and handed on"
    assert mails(inbox) == [ANSWER.text]


def killed_before_handing_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*given: object, **named: object) -> str:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("app.sending.deliver", die)
        with pytest.raises(Killed):
            receive(house, ANSWER, NOON)
    assert pointers(house) == [("Noor", "")], "the outcome is durable, the words are not yet anywhere"


def test_reconciliation_hands_on_the_words_of_an_answer_we_were_killed_at(
    house: House, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Remembers:
        """A gateway whose own record still has the answer."""

        def submit(self, message: Outgoing) -> Receipt:
            raise AssertionError

        def evidence(self, doubts: Sequence[Doubt], now: datetime) -> Evidence:
            return Evidence({}, (ANSWER,))

    begin_sending(house)
    killed_before_handing_on(house, monkeypatch)
    for _ in range(2):
        reconcile(house, {Channel.KANNEL: Remembers()}, NOON)
        assert mails(inbox) == [ANSWER.text]


def test_one_answer_that_comes_many_times_at_once_is_handed_on_once(house: House, inbox: Path) -> None:
    begin_sending(house)
    callbacks = [Thread(target=receive, args=(house, ANSWER, NOON)) for _ in range(6)]
    for one in callbacks:
        one.start()
    for one in callbacks:
        one.join()
    assert mails(inbox) == [ANSWER.text]
