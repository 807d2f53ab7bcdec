"""What was approved is what goes out, for as long as a lawyer's opinion holds."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import app.texts
from app.cli import app as peil
from app.house import House
from app.sending import send
from app.texts import text_digests
from benchmarks.offers import NOON, ready_wave, states
from config.settings import CONFIG
from domain.errors import BadInput, ConfigError, Refused
from domain.messages import MessageState
from domain.outreach import Channel, LegalOpinion
from outreach.gateways.gateway import Evidence, Outgoing, Receipt
from storage.audit import history
from storage.waves import load_opinions, save_opinion

OPINION = ("opinion", "demonstratie", "--lawyer", "mr. X", "--reference", "2026-12", "--by", "Kim")


class Mouth:
    """A gateway that keeps what it was given to say."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def submit(self, message: Outgoing) -> Receipt:
        self.said.append(message.text)
        return Receipt(MessageState.SUBMITTED)

    def evidence(self, doubts, now) -> Evidence:
        return Evidence()


def outreach(*words: str) -> None:
    peil(["outreach", *words], standalone_mode=False)


def test_a_newer_version_of_a_text_changes_nothing_for_an_approved_wave(
    at_noon: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ready_wave(at_noon, 2)
    outreach("wave", "show", "ronde")
    before = capsys.readouterr().out
    folder = tmp_path / "messages"
    shutil.copytree(CONFIG / "messages", folder)
    newer = (folder / "nl" / "offer.yml").read_text(encoding="utf-8").replace("version: 1", "version: 2")
    (folder / "nl" / "offer.2.yml").write_text(newer.replace("Hallo", "Goedendag"), encoding="utf-8")
    monkeypatch.setattr(app.texts, "MESSAGES", folder)
    assert app.texts.texts(("offer",))["offer"]["nl"].version == 2
    outreach("wave", "show", "ronde")
    assert capsys.readouterr().out == before
    mouth = Mouth()
    send(at_noon, {Channel.KANNEL: mouth}, lambda: NOON)
    assert len(mouth.said) == 2
    assert all(said.startswith("Hallo") for said in mouth.said)


def test_a_new_version_waits_for_a_lawyer_who_has_read_it(
    at_noon: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outreach(*OPINION, "--until", "2026-12-31")
    assert "nl/offer/1" in capsys.readouterr().out
    ready_wave(at_noon, 2)
    with at_noon.engine.begin() as connection:  # the same people, written to with a version nobody has read
        connection.exec_driver_sql("DELETE FROM legal_opinions WHERE reference = '1'")
        connection.exec_driver_sql("UPDATE messages SET template = 'nl/offer/2'")
    folder = tmp_path / "messages"
    shutil.copytree(CONFIG / "messages", folder)
    newer = (folder / "nl" / "offer.yml").read_text(encoding="utf-8").replace("version: 1", "version: 2")
    (folder / "nl" / "offer.2.yml").write_text(newer.replace("Hallo", "Goedendag"), encoding="utf-8")
    monkeypatch.setattr(app.texts, "MESSAGES", folder)
    mouth = Mouth()
    assert "gaat niet over de tekst van nl/offer/2" in str(send(at_noon, {Channel.KANNEL: mouth}, lambda: NOON))
    assert not mouth.said
    outreach("wave", "show", "ronde")
    assert "LET OP: het juridisch advies" in capsys.readouterr().out
    outreach(*OPINION, "--until", "2026-11-30")
    assert "Niet voor nl/offer/2" in capsys.readouterr().out, "the same reference does not grow"
    assert "gaat niet over de tekst" in str(send(at_noon, {Channel.KANNEL: mouth}, lambda: NOON))
    outreach(*(word.replace("2026-12", "2026-13") for word in OPINION), "--until", "2026-12-31")
    assert "nl/offer/2" in capsys.readouterr().out
    outreach("wave", "show", "ronde")
    assert "juridisch advies: mr. X, 2026-13, tot 2026-12-31" in capsys.readouterr().out
    assert "gaat niet over" not in str(send(at_noon, {Channel.KANNEL: mouth}, lambda: NOON))


def test_an_opinion_can_be_about_a_few_languages(at_noon: House, capsys: pytest.CaptureFixture[str]) -> None:
    outreach(*OPINION, "--until", "2026-12-31", "--language", "nl", "--language", "en")
    told = capsys.readouterr().out
    assert "precies deze teksten: en/offer/1, nl/offer/1." in told
    assert "Niet voor bg/offer/1" in told
    with pytest.raises(BadInput, match="er is geen 'offer' in xx; wel in bg, cs, de"):
        outreach(*OPINION, "--until", "2026-12-31", "--language", "xx")


def test_a_reference_keeps_the_texts_it_is_about_and_may_change_its_lawyer_and_its_end(at_noon: House) -> None:
    def kept() -> LegalOpinion:
        with at_noon.engine.connect() as connection:
            [one] = load_opinions(connection)
        return one

    outreach(*OPINION, "--until", "2026-12-31", "--language", "nl")
    first = kept()
    outreach(*(word.replace("mr. X", "mr. Y") for word in OPINION), "--until", "2026-06-30")
    assert kept() == replace(first, lawyer="mr. Y", valid_until=date(2026, 6, 30))
    for languages in (["en"], ["nl", "en"]):
        more = [word for language in languages for word in ("--language", language)]
        with pytest.raises(Refused, match="2026-12 gaat over andere teksten; geef dit advies een nieuw kenmerk"):
            outreach(*OPINION, "--until", "2026-12-31", *more)
    changed = {"nl/offer/1": "another text under the same version"}
    with pytest.raises(Refused, match="nieuw kenmerk"), at_noon.engine.begin() as connection:
        save_opinion(connection, replace(first, covers=changed), "Kim", NOON)
    assert (kept().covers, kept().lawyer) == (first.covers, "mr. Y")
    with at_noon.engine.connect() as connection:
        texts = [json.loads(row.detail)["texts"] for row in history(connection) if "opinion" in row.action]
    assert texts == ["nl/offer/1", "nl/offer/1"], "the log names what it is about, not what there is by now"


def test_an_opinion_that_has_ended_or_was_cut_short_stops_a_wave_that_was_locked_before(at_noon: House) -> None:
    ready_wave(at_noon, 3)
    mouth = Mouth()
    cut = LegalOpinion("demonstratie", Channel.KANNEL, "offer", "mr. X", "1", NOON.date(), text_digests(("offer",)))
    with at_noon.engine.begin() as connection:
        save_opinion(connection, cut, "Kim", NOON)
        assert load_opinions(connection) == [cut]
    told = send(at_noon, {Channel.KANNEL: mouth}, lambda: NOON)
    assert not mouth.said
    assert "het juridisch advies" in str(told)
    assert states(at_noon) == {MessageState.LOCKED: 3}


@pytest.mark.parametrize(
    "changed",
    [
        {"--lawyer": " "},
        {"--reference": ""},
        {"--by": ""},
        {"--until": str(NOON.date())},
        {"--until": "2099-01-01"},
    ],
)
def test_an_opinion_without_lawyer_reference_or_a_near_end_is_refused(at_noon: House, changed: dict[str, str]) -> None:
    given = dict(zip(OPINION[2::2], OPINION[3::2], strict=True)) | {"--until": "2026-12-31"} | changed
    with pytest.raises(BadInput):
        outreach(*OPINION[:2], *(word for pair in given.items() for word in pair))
    with at_noon.engine.connect() as connection:
        assert not load_opinions(connection)


def test_an_opinion_about_a_template_that_does_not_exist_is_refused(at_noon: House) -> None:
    with pytest.raises(ConfigError, match="bestaatniet"):
        outreach(*OPINION, "--until", "2026-12-31", "--template", "bestaatniet")
