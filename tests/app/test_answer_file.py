"""Answers to a wave that went out as a file come back as one; what people told the provider counts here too."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.answer_file import Imported, import_answers
from app.cli import app as peil
from app.gateways import StoredCallbacks
from app.house import House
from app.replying import unaddressed
from app.sending import reconcile, send
from benchmarks.offers import NOON, number, ready_wave, states
from domain.errors import BadInput
from domain.messages import MessageState
from domain.outreach import Channel
from outreach.gateways.gateway import Evidence, Incoming, Outgoing, Receipt
from storage.objections import is_suppressed


def suppressed(house: House, index: int) -> bool:
    with house.engine.connect() as connection:
        return is_suppressed(connection, house.keyring.suppressed(number(index)))


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "antwoorden.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "form", ["from,text\n{0},STOP\n{1},help me\n", "\ufeffVan;Tekst\r\n{0};Stop!\r\n{1};help me\r\n"]
)
def test_answers_from_a_file_are_heard_once(house: House, tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form.format("06 00 00 00 01", number(2)))
    assert import_answers(house, path, NOON) == Imported(2, 0, ())
    assert suppressed(house, 1)
    assert not suppressed(house, 2)
    assert [row.code for row in unaddressed(house, NOON)] == ["distress", "stop"]
    assert import_answers(house, path, NOON) == Imported(0, 2, ())


def test_an_answer_said_again_at_another_time_is_another_answer(house: House, tmp_path: Path) -> None:
    text = f"from,text,at\n{number(1)},ja,2026-03-04 10:00\n{number(1)},ja,2026-03-04 11:00\n"
    assert import_answers(house, written(tmp_path, text), NOON) == Imported(2, 0, ())


def test_a_line_that_cannot_be_read_is_named_and_keeps_no_stop_from_being_heard(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.commands.worklists.open_house", lambda: house)
    path = written(tmp_path, f'from,text\n6.1E+10,STOP\n\n"{number(3)}","STOP, svp"\n')
    done = CliRunner().invoke(peil, ["outreach", "replies", "import", str(path)])
    assert isinstance(done.exception, BadInput)
    assert "regel 2;" in str(done.exception)
    assert "6.1E" not in str(done.exception) + done.output
    assert suppressed(house, 3)


@pytest.mark.parametrize("text", ["", "nummer,woorden\n1,2\n", "from,tekst\n\xff"])
def test_a_file_that_is_no_list_of_answers_is_refused(house: House, tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        import_answers(house, written(tmp_path, text, "latin-1"), NOON)


class Provider:
    """A provider to whom the first person said STOP, which we never heard."""

    def __init__(self) -> None:
        self.asked = 0

    def submit(self, message: Outgoing) -> Receipt:
        self.asked += 1
        if message.to == number(0):
            return Receipt(MessageState.REJECTED, "afgemeld bij de aanbieder", opted_out=True)
        return Receipt(MessageState.SUBMITTED)

    def evidence(self, doubts, now) -> Evidence:
        return Evidence(answers=[Incoming("twilio SM9", number(1), "STOP")])


def test_whoever_told_the_provider_to_stop_is_left_alone_by_everyone(house: House) -> None:
    ready_wave(house, 2)
    provider = Provider()
    told = send(house, {Channel.KANNEL: provider}, lambda: NOON)
    assert told.counts == {MessageState.REJECTED: 1, MessageState.SUBMITTED: 1}
    assert suppressed(house, 0)
    assert not suppressed(house, 1)
    reconcile(house, {Channel.KANNEL: provider}, NOON)
    assert suppressed(house, 1), "a STOP whose callback we missed is found at the provider"
    StoredCallbacks(house, lambda: NOON).opted_out(number(5))
    assert suppressed(house, 5)
    StoredCallbacks(house, lambda: NOON).opted_out("")
    assert states(house) == {MessageState.REJECTED: 1, MessageState.SUBMITTED: 1}
