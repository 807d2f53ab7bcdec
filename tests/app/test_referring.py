"""From a filled-in form to a letter on paper: two people, a digest, an audit row for every step, nothing sent."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import referring
from app.cli import app
from app.house import House
from app.jobs import retain
from config.settings import Retention
from domain.errors import BadInput, ConfigError, Refused
from domain.weeks import Week
from signals.referral import Feedback, State
from storage.audit import first_broken, history
from storage.database import reading

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
FILLED = """
receiver: "zorgcoördinator mensenhandel"
facts:
  - {text: "In de advertentie vraagt iemand om hulp.", basis: "gelezen door een medewerker", noted: 2026-01-19}
  - {text: "De regel over noodkreten ging af.", basis: indicator, noted: 2026-01-19}
interpretation: "De schrijver lijkt niet vrij om te stoppen."
ground: "Vitaal belang van de persoon."
necessity: "Zonder melding is er geen hulp mogelijk."
proportionality: "Alleen de zin en de gemeente worden gedeeld."
lighter_steps: "Een hulpaanbod is niet beantwoord."
consent: "niet gevraagd"
consent_note: "Contact zou de persoon in gevaar brengen."
care_in_parallel: "Er is een plek in de opvang gereserveerd."
shared:
  letterlijke zin uit de advertentie: "Help mij hier weg."
  gemeente volgens de advertentie: Tilburg
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.yml"
    path.write_text(FILLED, encoding="utf-8")
    return path


def acts(house: House) -> list[tuple[str, str]]:
    with reading(house.engine).connect() as connection:
        assert first_broken(connection) is None
        return [(row.actor, row.action) for row in history(connection)]


@pytest.mark.usefixtures("chromium")
def test_from_form_to_answer_every_step_is_a_row_and_an_audit_row(house: House, form: Path, tmp_path: Path) -> None:
    name = referring.propose(house, form, "anna", NOW).id
    paper = tmp_path / "brief.pdf"
    with pytest.raises(Refused, match="tweede beoordelaar"):
        referring.print_letter(house, name, "anna", NOW, paper)
    with pytest.raises(Refused, match="iemand anders"):
        referring.assess(house, name, "anna", NOW, agrees=True, note="feiten en noodzaak kloppen")
    referring.assess(house, name, "bert", NOW, agrees=True, note="feiten en noodzaak kloppen")
    digest = referring.print_letter(house, name, "anna", NOW, paper)
    assert paper.read_bytes().startswith(b"%PDF")
    assert hashlib.sha256(paper.read_bytes()).hexdigest() == digest
    assert paper.stat().st_mode & 0o077 == 0
    changed = tmp_path / "anders.pdf"
    changed.write_bytes(paper.read_bytes() + b" ")
    with pytest.raises(Refused, match="niet de brief"):
        referring.hand_over(house, name, "anna", NOW, changed)
    referring.hand_over(house, name, "anna", NOW, paper)
    done = referring.receive_feedback(house, name, "anna", NOW, Feedback.DONE)
    assert done.state is State.CLOSED
    assert referring.show(house, name, "bert", NOW).referral == done
    assert acts(house) == [
        ("anna", "referral proposed"),
        ("bert", "referral assessed"),
        ("anna", "referral printed"),
        ("anna", "referral handed_over"),
        ("anna", "referral answered"),
        ("bert", "referral read"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Bel het nummer 06 012 345 67 van de persoon.",
        "De persoon is bereikbaar op iemand@post.example deze week.",
        "De persoon zit op @schermnaam99 elke dag.",
    ],
)
def test_clear_details_in_any_answer_are_refused(house: House, form: Path, said: str) -> None:  # misuse case M17
    form.write_text(FILLED.replace("Zonder melding is er geen hulp mogelijk.", said), encoding="utf-8")
    with pytest.raises(Refused, match="nummer, adres of schermnaam"):
        referring.propose(house, form, "anna", NOW)
    assert referring.everything(house, NOW) == []


def test_nothing_finer_than_a_municipality_is_shared(house: House, form: Path) -> None:  # misuse case M18
    form.write_text(FILLED.replace("advertentie: Tilburg", "advertentie: Heuvelstraat 12"), encoding="utf-8")
    with pytest.raises(Refused, match="geen gemeente"):
        referring.propose(house, form, "anna", NOW)


@pytest.mark.parametrize("receiver", ["woningcorporatie", "verhuurder", "gemeente", "politie", "werkgever", ""])
def test_a_receiver_outside_the_list_is_refused_by_name_and_line(  # misuse case M19
    house: House, form: Path, receiver: str
) -> None:
    form.write_text(FILLED.replace("zorgcoördinator mensenhandel", receiver), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"form\.yml:2: receiver"):
        referring.propose(house, form, "anna", NOW)


def test_a_score_has_no_key_in_the_form(house: House, form: Path) -> None:
    form.write_text(FILLED + "score: 4\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="score: deze sleutel bestaat niet"):
        referring.propose(house, form, "anna", NOW)


def test_an_informal_request_is_noted_as_refused(house: House) -> None:  # misuse case M17
    referring.refuse_request(house, "anna", "politie", "per mail", NOW)
    assert acts(house) == [("anna", "request for details refused")]
    with pytest.raises(BadInput, match="--by"):
        referring.refuse_request(house, " ", "politie", "per mail", NOW)


def test_the_empty_form_is_refused_until_it_is_filled_in(house: House, tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["signals", "refer", "form"])
    path = tmp_path / "leeg.yml"
    path.write_text(shown.stdout, encoding="utf-8")
    with pytest.raises(ConfigError, match="receiver"):
        referring.propose(house, path, "anna", NOW)


def test_no_command_of_referral_sends_anything() -> None:
    told = CliRunner().invoke(app, ["signals", "refer", "--help"]).stdout
    commands = {"form", "new", "assess", "letter", "hand-over", "feedback", "list", "show", "asked"}
    assert commands <= set(told.split())
    assert not {"send", "mail", "release", "reveal", "verstuur"} & set(told.split())


def test_a_referral_past_its_term_is_refused_at_once_and_erased_by_the_nightly_job(house: House, form: Path) -> None:
    deployment = replace(house.settings.deployment, retention=Retention(referral_days=90))
    kept_short = replace(house, settings=replace(house.settings, deployment=deployment))
    name = referring.propose(kept_short, form, "anna", NOW).id
    referring.assess(kept_short, name, "bert", NOW, agrees=False, note="er is te weinig vastgesteld")
    late = NOW + timedelta(days=91)
    assert len(referring.everything(kept_short, NOW + timedelta(days=89))) == 1
    assert referring.everything(kept_short, late) == []
    with pytest.raises(BadInput, match="bestaat niet"):
        referring.show(kept_short, name, "anna", late)
    retain(kept_short, Week.of(late), late)
    assert referring.everything(kept_short, NOW) == []
    assert acts(house)[0] == ("anna", "referral proposed"), "the log keeps that it existed"
    assert referring.propose(kept_short, form, "anna", late).id > name
