"""A wave from the newest measurement to approval: what people see, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import app.commands.offer_figures
import app.commands.outreach
import app.commands.wave
import app.commands.worklists
import app.jobs
from app.brake import sent_of
from app.cli import app as peil
from app.house import House
from app.objections import ANSWER, object_to, recover
from app.offers import Plan, find_organisation, lapse, make_ready, preview, propose
from app.sending import send, settle_by_hand
from app.texts import text_digests
from benchmarks.offers import NOON, WEEK, number, ready_wave, states
from config.sources import read_catalogue
from domain.contacts import Contact, LineType
from domain.crawls import Outcome
from domain.dossiers import Answer, DossierState, Finding, LegalReview
from domain.errors import Refused
from domain.messages import MessageState
from domain.observations import Language, LanguageStatus, Observation
from domain.outreach import Channel, LegalOpinion, WaveState
from outreach.choose import SetAside
from outreach.gateways.file import File
from outreach.waves import approve
from storage.audit import first_broken, history
from storage.dossiers import save_review
from storage.objections import without_suppressed
from storage.observations import load_observations, save_contacts, save_observations
from storage.tables.crawls import crawls
from storage.tables.links import advertisements
from storage.waves import load_wave, save_approval, save_opinion

KEPT = timedelta(days=14)
CODES = ("nl", "es", "ru", "th")


@pytest.fixture
def market(house: House) -> House:
    """Twelve ads of twelve advertisers in four languages, in a complete measurement; and one in a partial one."""
    ads = [advert(house, index) for index in range(12)]
    with house.engine.begin() as connection:
        for name, outcome in (("one", Outcome.COMPLETE), ("half", Outcome.PARTIAL)):
            connection.execute(
                crawls.insert(),
                {
                    "id": name,
                    "source": name,
                    "week": WEEK,
                    "started": NOON,
                    "outcome": outcome,
                    "pages": 1,
                    "ads": 12,
                    "reasons": "[]",
                    "config_digest": "",
                },
            )
        save_observations(connection, house.keyring, [*ads, replace(advert(house, 40), crawl="half", source="half")])
        everyone = [*range(12), 40]
        save_contacts(connection, [contact(house, index) for index in everyone])
        connection.execute(
            advertisements.insert(),
            [
                {
                    "id": f"ad{index}",
                    "source": "half" if index == 40 else "one",
                    "code": f"c{index}",
                    "incarnation": 1,
                    "first_week": WEEK,
                    "last_week": WEEK,
                    "advertiser": f"p{index}",
                    "strict": "",
                    "loose": "",
                    "study": "",
                }
                for index in everyone
            ],
        )
    return house


def advert(house: House, index: int) -> Observation:
    return Observation(
        crawl="one",
        source="one",
        code=f"c{index}",
        week=WEEK,
        seen_at=NOON,
        content_hash=f"h{index}",
        redacted="tekst",
        language=Language(CODES[index % 4], LanguageStatus.CONFIRMED),
        contact_key=house.keyring.phone(number(index)),
    )


def contact(house: House, index: int) -> Contact:
    one = number(index)
    return Contact(house.keyring.phone(one), house.keyring.seal(one), LineType.MOBILE, NOON, NOON)


def plan(house: House, **changes) -> Plan:
    return Plan(find_organisation(house, "demonstratie"), "Noor", channel=Channel.FILE, **changes)


def allow(house: House, name: str = "w") -> None:
    with house.engine.begin() as connection:
        wave = load_wave(connection, name)
        save_approval(
            connection,
            approve(wave, "Sam", wave.digest, find_organisation(house, wave.organisation), NOON),
            "Sam",
            NOON,
        )
        read = text_digests(("offer",))
        opinion = LegalOpinion("demonstratie", Channel.FILE, "offer", "mr. X", "1", date(2030, 1, 1), read)

        save_opinion(connection, opinion, "Kim", NOON)


def test_a_wave_is_drawn_from_the_complete_measurement_and_counts_who_is_left_out(market: House) -> None:
    object_to(market, NOON, phone=number(0), how="test")
    wave, chosen = propose(market, plan(market), WEEK, NOON, author="Kim", name="w")
    assert len(chosen.recipients) == 8
    assert chosen.set_aside == {SetAside.NO_TEMPLATE: 3, SetAside.NO_NUMBER: 1}
    assert states(market) == {MessageState.PROPOSED: 8}
    with pytest.raises(Refused, match=r"er is niemand om een bericht aan voor te stellen .*8 eerder benaderd"):
        propose(market, plan(market), WEEK, NOON, author="Kim", name="w2")
    with market.engine.connect() as connection:
        assert first_broken(connection) is None
        assert [row.action for row in history(connection, wave.id)] == ["wave proposed"]


def test_from_draft_to_the_list_of_what_was_sent(market: House, tmp_path: Path) -> None:
    propose(market, plan(market, cap=5), WEEK, NOON, author="Kim", name="w")
    with pytest.raises(Refused, match="niet goedgekeurd"):
        make_ready(market, "w", "Kim", NOON)
    allow(market)
    assert make_ready(market, "w", "Kim", NOON) == (5, 0)
    file = File(tmp_path / "out.csv")
    assert send(market, {Channel.FILE: file}, lambda: NOON).counts == {MessageState.SUBMITTED: 5}
    assert send(market, {Channel.FILE: file}, lambda: NOON).counts == {}
    written = pl.read_csv(tmp_path / "out.csv", infer_schema=False)
    assert written.height == 5
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0
    assert all("Noor" in text and "STOP" in text for text in written["text"])
    assert len(sent_of(market, "demonstratie", NOON)) == 5
    again = preview(market, plan(market), WEEK, NOON)
    assert again.set_aside[SetAside.RECENT] == 5


def test_without_a_legal_opinion_nothing_is_made_ready(market: House) -> None:
    propose(market, plan(market), WEEK, NOON, author="Kim", name="w")
    with market.engine.begin() as connection:
        wave = load_wave(connection, "w")
        save_approval(
            connection, approve(wave, "Sam", wave.digest, find_organisation(market, "demonstratie"), NOON), "Sam", NOON
        )
    with pytest.raises(Refused, match="geen juridisch advies"):
        make_ready(market, "w", "Kim", NOON)


def test_whoever_is_no_longer_in_the_newest_measurement_is_withdrawn(market: House) -> None:
    propose(market, plan(market), WEEK, NOON, author="Kim", name="w")
    allow(market)
    with market.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sightings WHERE code = 'c1'")
    assert make_ready(market, "w", "Kim", NOON) == (8, 1)


def test_a_proposal_nobody_approved_lapses_and_frees_its_people(market: House) -> None:
    propose(market, plan(market), WEEK, NOON, author="Kim", name="w")
    assert lapse(market, NOON + timedelta(days=6)) == 0
    later = NOON + timedelta(days=6, hours=1)
    assert len(preview(market, plan(market), WEEK, later).recipients) == 0
    assert lapse(market, later) == 1
    assert states(market) == {MessageState.WITHDRAWN: 9}
    with market.engine.connect() as connection:
        assert load_wave(connection, "w").state is WaveState.LAPSED
        assert [row.action for row in history(connection, "w")] == ["wave proposed", "wave lapsed"]
    assert len(preview(market, plan(market), WEEK, later).recipients) == 9


def test_an_approved_wave_nobody_locked_lapses_too_and_a_locked_one_does_not(market: House) -> None:
    for name, cap in (("w", 3), ("x", 2)):
        propose(market, plan(market, cap=cap), WEEK, NOON, author="Kim", name=name)
        allow(market, name)
    make_ready(market, "x", "Kim", NOON)
    assert lapse(market, NOON + timedelta(days=7)) == 1
    assert states(market) == {MessageState.WITHDRAWN: 3, MessageState.LOCKED: 2}


def test_one_organisation_whose_texts_are_refused_keeps_no_other_waiting(
    market: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = find_organisation(market, "demonstratie")
    outing = replace(good, id="eerder", name="Hulp voor Sekswerkers")
    monkeypatch.setattr(app.jobs, "organisations", lambda house: {one.id: one for one in (outing, good)})
    told = app.jobs.draft(market, WEEK, NOON)
    assert "9 nieuw" in told
    assert "eerder: de berichten kunnen zo niet weg" in told


def test_a_template_that_was_changed_in_place_is_refused(market: House) -> None:
    propose(market, plan(market, cap=5), WEEK, NOON, author="Kim", name="w")
    with market.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE template_versions SET digest = 'x' WHERE id = 'nl/offer/1'")
    with pytest.raises(Refused, match="hogere version"):
        propose(market, plan(market), WEEK, NOON, author="Kim", name="w2")


def test_an_objection_erases_is_remembered_and_answers_alike_for_anyone(market: House) -> None:
    """M12: known and unknown get the same words."""
    propose(market, plan(market), WEEK, NOON, author="Kim", name="w")
    assert object_to(market, NOON, phone=number(1), how="test") == ANSWER
    assert object_to(market, NOON, phone=number(9999), how="test") == ANSWER
    assert object_to(market, NOON, source="one", code="nooit gezien", how="test") == ANSWER
    assert "geen telefoonnummer" in object_to(market, NOON, phone="hallo", how="test")
    assert states(market) == {MessageState.PROPOSED: 8, MessageState.WITHDRAWN: 1}
    with market.engine.begin() as connection:
        seen = load_observations(connection, market.keyring, WEEK, now=NOON, text_kept=KEPT)
        assert market.keyring.phone(number(1)) not in {one.contact_key for one in seen}
        later = [(advert(market, index), contact(market, index)) for index in (1, 2)]
        assert without_suppressed(connection, market.keyring, later) == later[1:]
    assert "600000001" not in (market.settings.home / "objections.txt").read_text()


def test_an_objection_survives_the_restoring_of_an_older_database(market: House) -> None:
    object_to(market, NOON, phone=number(1), how="test")
    with market.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM suppressions")
    assert recover(market) == 1
    assert recover(market) == 0
    with market.engine.begin() as connection:
        later = [(advert(market, 1), contact(market, 1))]
        assert without_suppressed(connection, market.keyring, later) == []


def test_an_unknown_message_needs_a_person_and_evidence(house: House) -> None:
    ready_wave(house, 1)
    with pytest.raises(Refused, match="niet onbekend"):
        settle_by_hand(house, "x", "Kim", "afrekening", True, NOON)
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE messages SET state = 'unknown', attempt = 1")
        [name] = connection.exec_driver_sql("SELECT id FROM messages").scalars()
    with pytest.raises(Refused, match="zonder bewijs"):
        settle_by_hand(house, name, "Kim", " ", False, NOON)
    assert "staat weer klaar" in settle_by_hand(house, name, "Kim", "afrekening", False, NOON)
    assert states(house) == {MessageState.LOCKED: 1}


def test_the_commands_lead_a_wave_to_the_lock(market: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEIL_HOME", str(market.settings.home))
    monkeypatch.setenv("PEIL_DATABASE_URL", market.settings.database_url)
    for subject in (app.commands.outreach, app.commands.wave, app.commands.worklists, app.commands.offer_figures):
        monkeypatch.setattr(subject, "now", lambda: NOON)

    def run(*words: str) -> str:
        done = CliRunner().invoke(peil, ["outreach", *words])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            return f"{type(done.exception).__name__}: {done.exception}"
        return done.output

    assert "9 ontvangers" in run("preview", "demonstratie")
    assert "9 berichten voorgesteld" in run(
        "wave", "propose", "demonstratie", "--by", "Kim", "--name", "ronde", "--channel", "file"
    )
    shown = run("wave", "show", "ronde")
    assert "Kosten: €" in shown
    digest = re.search(r"Controlegetal: (\w+)", shown)
    assert digest is not None
    assert "Refused" in run("wave", "approve", "ronde", "--by", "Kim", "--digest", digest[1])
    assert "andere tekst" in run("wave", "approve", "ronde", "--by", "Sam", "--digest", "0" * 12)
    for nobody in ("", " ", "\u200b"):
        assert "noem wie dit doet" in run("wave", "approve", "ronde", "--by", nobody, "--digest", digest[1])
        assert "noem wie dit doet" in run("wave", "propose", "demonstratie", "--by", nobody, "--channel", "file")
    assert "goedgekeurd" in run("wave", "approve", "ronde", "--by", "Sam", "--digest", digest[1][:12])
    assert "juridisch advies" in run("wave", "lock", "ronde", "--by", "Kim")
    run(
        *("opinion", "demonstratie", "--lawyer", "mr. X", "--reference", "2026-12", "--until", "2027-01-01"),
        *("--by", "Kim", "--channel", "file"),
    )
    assert "9 berichten klaar" in run("wave", "lock", "ronde", "--by", "Kim")
    assert "9 klaar om te versturen" in run("wave", "list")
    assert "9 berichten ingetrokken" in run("wave", "stop", "ronde", "--by", "Kim", "--reason", "test")
    for words in ("replies list", "unknown list", "organisations", "stats demonstratie", "brake list"):
        assert "Error" not in run(*words.split())


def test_nobody_is_offered_anything_who_is_known_from_a_source_whose_dossier_does_not_allow_messages(
    market: House,
) -> None:
    for finding, expected in ((Finding.NO, 0), (Finding.OK, 12)):
        answers = {
            one.id: Answer(one.id, finding if one.id == "Q40" else Finding.OK, "zie advies", "anna", NOON.date())
            for one in read_catalogue().questions
        }
        review = LegalReview("one", "d" * 64, 2, DossierState.APPROVED, "anna", answers, version=1 + (finding == "ok"))
        with market.engine.begin() as connection:
            save_review(connection, review, "approve", "bram", NOON)
        chosen = preview(market, plan(market), WEEK, NOON)
        assert len(chosen.recipients) + sum(chosen.set_aside.values()) == expected


@pytest.mark.parametrize("helper", ["Kim", "", "Noo"])
def test_a_message_names_a_helper_of_the_organisation(market: House, helper: str) -> None:
    with pytest.raises(Refused, match=r"geen hulpverlener van demonstratie \(wel: Noor, Sam\)"):
        propose(market, replace(plan(market), helper=helper), WEEK, NOON, author="Kim", name="w")
    wave, _ = propose(market, replace(plan(market), helper="noor"), WEEK, NOON, author="Kim", name="w")
    assert wave.helper == "Noor", "as the organisation writes it"


def test_without_helpers_the_command_says_where_to_write_one(market: House, monkeypatch: pytest.MonkeyPatch) -> None:
    book = "organisations:\n  - {id: demonstratie, name: Hulp, verified: true, sender: '+31600000990'}\n"
    (market.settings.home / "organisations.yml").write_text(book, encoding="utf-8")
    monkeypatch.setattr("app.commands.wave.open_house", lambda: market)
    for helper in ([], ["--helper", "Kim"]):
        done = CliRunner().invoke(peil, ["outreach", "wave", "propose", "demonstratie", "--by", "Kim", *helper])
        assert "`helpers` in organisations.yml" in str(done.exception)
        assert "--helper" not in str(done.exception)
