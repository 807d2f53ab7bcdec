"""Answers are seen and settled by the organisation that wrote, and by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.attention import Role, notices
from app.cli import app as peil
from app.house import House
from app.replying import answers_of, helper_for, settle, unaddressed
from app.revealing import show_number
from app.sending import receive, send
from benchmarks.offers import NOON, number, ready_wave
from domain.errors import Refused
from domain.outreach import Channel
from outreach.gateways.file import File
from outreach.gateways.gateway import Incoming
from storage.audit import history
from storage.objections import is_held

BOOK = """organisations:
  - {id: demonstratie, name: Demonstratie Hulp, verified: true, helpers: [Noor, Sam], sender: "+31600000990"}
  - {id: elders, name: Hulp Elders, verified: true, helpers: [Fatima], sender: "+31600000991"}
"""


@pytest.fixture
def answered(house: House, tmp_path: Path) -> House:
    """Three people answered a wave of demonstratie, the first as if in need; a stranger wrote too."""
    (house.settings.home / "organisations.yml").write_text(BOOK, encoding="utf-8")
    ready_wave(house, 3)
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE waves SET channel = 'file'")
        connection.exec_driver_sql("UPDATE legal_opinions SET channel = 'file'")
    assert send(house, {Channel.FILE: File(tmp_path / "out.csv")}, lambda: NOON).counts == {"submitted": 3}
    for index, text in enumerate(("ja graag", "wie bent u?", "help me alsjeblieft")):
        receive(house, Incoming(f"file {index}", number(index), text), NOON)
    receive(house, Incoming("file 9", number(9), "help me"), NOON)
    return house


def test_a_helper_sees_the_answers_of_the_own_organisation_only(answered: House) -> None:
    assert [row.id for row in answers_of(answered, "demonstratie", NOON)] == ["file 2", "file 0", "file 1"]
    assert answers_of(answered, "elders", NOON) == []
    assert [row.id for row in unaddressed(answered, NOON)] == ["file 9"], "nobody's list would lose a cry for help"
    with pytest.raises(Refused, match="geen organisatie"):
        answers_of(answered, "nergens", NOON)


def test_answers_can_be_narrowed_to_one_helper(answered: House) -> None:
    assert len(answers_of(answered, "demonstratie", NOON, helper="noor")) == 3
    assert answers_of(answered, "demonstratie", NOON, helper="Sam") == []


@pytest.mark.parametrize("reply", ["file 0", "bestaat niet"])
def test_another_organisations_answer_looks_as_if_it_did_not_exist(answered: House, reply: str) -> None:
    with pytest.raises(Refused) as told:
        helper_for(answered, reply, "Fatima", NOON)
    assert str(told.value).replace(reply, "X") == "er is geen antwoord X van een organisatie waar Fatima voor werkt"


def test_only_a_helper_of_the_organisation_settles_an_answer(answered: House) -> None:
    for stranger in ("Fatima", "Kim"):
        with pytest.raises(Refused):
            settle(answered, "file 2", stranger, NOON)
        with pytest.raises(Refused):
            settle(answered, "file 2", stranger, NOON, release=True)
    settle(answered, "file 2", "NOOR", NOON)
    assert [row.id for row in answers_of(answered, "demonstratie", NOON)] == ["file 0", "file 1"]
    contact = answered.keyring.phone(number(2))
    with answered.engine.connect() as connection:
        assert is_held(connection, contact), "that it was read does not let anything go out again"
    assert settle(answered, "file 2", "Sam", NOON, release=True) == 1
    with answered.engine.connect() as connection:
        assert not is_held(connection, contact)
    settle(answered, "file 9", "Fatima", NOON)
    assert unaddressed(answered, NOON) == []


def book(house: House, text: str) -> None:
    (house.settings.home / "organisations.yml").write_text(text, encoding="utf-8")


def test_answers_to_an_organisation_that_was_renamed_or_left_out_are_shown_to_no_other(answered: House) -> None:
    book(answered, BOOK.replace("id: demonstratie", "id: anders"))
    assert [row.id for row in unaddressed(answered, NOON)] == ["file 9"], "what was to nobody, and no more"
    for by in ("Fatima", "Noor"):
        with pytest.raises(Refused, match="geen antwoord"):
            helper_for(answered, "file 2", by, NOON)
    told = [(one.role, one.organisation, one.urgent, one.text) for one in notices(answered, NOON)]
    [(_, _, urgent, text)] = [one for one in told if one[0] is Role.OPERATOR]
    assert urgent, "one of them sounds like distress"
    assert text.startswith("3 open antwoorden aan demonstratie")
    assert {name for role, name, _, _ in told if role is Role.HELPER} == {"anders", "elders"}
    assert not any("3 " in text for role, _, _, text in told if role is Role.HELPER)
    receive(answered, Incoming("file 7", number(0), "nog iets"), NOON)
    with answered.engine.connect() as connection:
        [pointer] = connection.exec_driver_sql("SELECT pointer FROM replies WHERE id = 'file 7'").scalars()
    assert pointer == "demonstratie staat niet (meer) in organisations.yml; de woorden staan op de gateway"


def test_a_cry_for_help_to_an_organisation_that_is_no_longer_verified_is_still_settled(answered: House) -> None:
    book(answered, BOOK.replace("verified: true", "verified: false"))
    assert settle(answered, "file 2", "Noor", NOON) == 1
    assert settle(answered, "file 2", "Noor", NOON, release=True) == 1
    with pytest.raises(Refused, match="demonstratie is een ongecontroleerd voorbeeld"):
        show_number(answered, "file 0", "Noor", "terugbellen zoals gevraagd", NOON)


def test_the_log_says_for_which_organisation_somebody_settled_an_answer(answered: House) -> None:
    settle(answered, "file 2", "noor", NOON)
    settle(answered, "file 2", "Sam", NOON, release=True)
    settle(answered, "file 9", "Fatima", NOON)
    with answered.engine.connect() as connection:
        log = [
            (row.actor, row.action) for row in history(connection) if row.action in {"reply handled", "hold released"}
        ]
    assert log == [
        ("demonstratie/Noor", "reply handled"),
        ("demonstratie/Sam", "hold released"),
        ("elders/Fatima", "reply handled"),
    ]


def test_the_command_lists_per_organisation_and_counts_the_rest(
    answered: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_HOME", str(answered.settings.home))
    monkeypatch.setenv("PEIL_DATABASE_URL", answered.settings.database_url)
    monkeypatch.setattr("app.commands.worklists.now", lambda: NOON)

    def run(*words: str) -> str:
        done = CliRunner().invoke(peil, ["outreach", "replies", *words])
        return done.output if done.exception is None else str(done.exception)

    own = run("list", "demonstratie")
    assert own.splitlines()[0].startswith("file 2  NOOD  2026-03-04 12:00 Amsterdam  Noor")
    assert "file 9" not in own
    every = run("list")
    assert "demonstratie: 3 open, waarvan 1 nood" in every
    assert "file 0" not in every
    assert "file 9" in every
    assert "geen antwoord" in run("handle", "file 0", "--by", "Fatima")
    assert "Afgehandeld" in run("handle", "file 0", "--by", "Noor")
