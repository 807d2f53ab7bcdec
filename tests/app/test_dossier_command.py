"""`peil source` for the dossier: who may decide, what is refused, and what a stop stops."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, update

from app.cli import app
from app.dossier_report import rendered
from app.house import House, open_house
from app.jobs import retain
from app.reminders import expiring
from domain.dossiers import DossierState, LegalReview
from domain.errors import BadInput, Refused
from domain.weeks import Week
from storage.dossiers import load_review
from storage.tables.dossiers import dossiers

EXAMPLE = Path(__file__).parents[2] / "docs" / "example"
Peil = Callable[..., str]


@pytest.fixture
def peil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Peil:
    """The command line in a folder of its own, with one source and its filled-in form; returns what it said."""
    (tmp_path / "sources").mkdir()
    shutil.copy(EXAMPLE / "kiosk.yml", tmp_path / "sources")
    for name in ("kiosk-dossier.yml", "bewijs.txt"):
        shutil.copy(EXAMPLE / name, tmp_path)
    monkeypatch.setenv("PEIL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PEIL_SOURCES", str(tmp_path / "sources"))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> str:
        capsys.readouterr()
        app(list(words), standalone_mode=False)
        return capsys.readouterr().out

    run("init")
    return run


def hand_in(peil: Peil, by: str = "Anna de Vries") -> str:
    return peil("source", "review", "kiosk", "kiosk-dossier.yml", "--by", by)


def house() -> House:
    return open_house()


def state() -> DossierState | None:
    with house().engine.connect() as connection:
        review = load_review(connection, "kiosk")
    return review.state if review else None


def test_who_handed_in_last_cannot_approve_and_neither_can_who_began(peil: Peil) -> None:
    hand_in(peil)
    form = Path("kiosk-dossier.yml")
    form.write_text(form.read_text(encoding="utf-8").replace("page_cap: 20000", "page_cap: 40000"), encoding="utf-8")
    hand_in(peil, "Bram")
    for name in ("bram", "anna  DE vries"):
        with pytest.raises(Refused, match="schreef"):
            peil("source", "approve", "kiosk", "--by", name)
    assert "mag bezocht worden" in peil("source", "approve", "kiosk", "--by", "Carla")


@pytest.mark.parametrize(
    "words",
    [
        ("review", "kiosk", "kiosk-dossier.yml", "--by", ""),
        ("approve", "kiosk", "--by", "  "),
        ("reject", "kiosk", "--by", "Bram", "--because", ""),
        ("suspend", "kiosk", "--by", "", "--because", "klacht"),
        ("suspend", "kiosk", "--by", "Bram", "--because", " "),
        ("stop", "--by", "Bram", "--because", "..."),
        ("release", "--by", "-", "--because", "uitgezocht"),
        ("accept", "kiosk-2026-W10", "--by", "Bram", "--because", ""),
    ],
)
def test_no_decision_without_a_name_and_a_reason(peil: Peil, words: tuple[str, ...]) -> None:
    hand_in(peil)
    with pytest.raises(BadInput, match=r"--by: noem|--because: schrijf"):
        peil("source", *words)
    assert state() is DossierState.IN_REVIEW


@pytest.mark.parametrize("name", ["kiosk_x", "Kiosk"])
def test_a_stop_with_a_wrong_name_says_so_and_changes_nothing(peil: Peil, name: str) -> None:
    for act in ("stop", "release"):
        with pytest.raises(BadInput, match=r"niets veranderd; wel: kiosk"):
            peil("source", act, name, "--by", "Anna", "--because", "klacht")
    assert "noodstop" not in peil("source", "list")


def test_a_stop_works_although_the_source_file_is_broken(peil: Peil) -> None:
    Path("sources/kiosk.yml").write_text("titel: [", encoding="utf-8")
    assert "staat aan voor kiosk" in peil("source", "stop", "kiosk", "--by", "Anna", "--because", "klacht")


def test_list_and_show_tell_that_a_stop_is_on_and_until_when(peil: Peil) -> None:
    hand_in(peil)
    peil("source", "approve", "kiosk", "--by", "Bram")
    peil("source", "stop", "kiosk", "--by", "Anna", "--because", "klacht van een buur")
    peil("source", "stop", "--by", "Carla", "--because", "onderzoek")
    for words in (("list",), ("show", "kiosk")):
        assert "dicht: noodstop op alle bronnen door Carla: onderzoek" in peil("source", *words)
    told = peil("source", "release", "--by", "Carla", "--because", "uitgezocht")
    assert "nog aan voor: kiosk" in told
    assert "dicht: noodstop door Anna: klacht van een buur" in peil("source", "show", "kiosk")
    peil("source", "release", "kiosk", "--by", "Anna", "--because", "uitgezocht")
    assert "noodstop" not in peil("source", "list")


def test_a_file_changed_while_it_was_reviewed_is_not_approved(peil: Peil) -> None:
    hand_in(peil)
    source = Path("sources/kiosk.yml")
    source.write_text(source.read_text(encoding="utf-8") + "# nog een pad\n", encoding="utf-8")
    with pytest.raises(Refused, match="gewijzigd sinds het dossier werd ingediend"):
        peil("source", "approve", "kiosk", "--by", "Bram")
    hand_in(peil)
    assert "mag bezocht worden" in peil("source", "approve", "kiosk", "--by", "Bram")


@pytest.mark.parametrize(("damage", "told"), [("overwritten", "is gewijzigd"), ("missing", "is er niet meer")])
def test_evidence_that_is_gone_or_changed_stops_approval_and_shows_in_the_report(
    peil: Peil, damage: str, told: str
) -> None:
    hand_in(peil)
    (piece,) = Path("home/evidence").iterdir()
    whole = piece.read_bytes()
    for approved in (False, True):
        if damage == "missing":
            piece.unlink()
        else:
            piece.write_bytes(b"iets anders")
        if approved:
            assert f"bewijsstuk bewijs.txt {told}" in rendered(house(), "kiosk")
        else:
            with pytest.raises(Refused, match=f"Q01: bewijsstuk bewijs.txt {told}"):
                peil("source", "approve", "kiosk", "--by", "Bram")
            piece.write_bytes(whole)
            peil("source", "approve", "kiosk", "--by", "Bram")
            assert "bewijsstuk" not in rendered(house(), "kiosk")


def test_an_operators_objection_is_taken_in_without_a_dossier_and_answered_before_approval(peil: Peil) -> None:
    told = peil("source", "suspend", "kiosk", "--operator", "--by", "Carla", "--because", "brief van 3 maart")
    assert "opgeschort: bezwaar van de exploitant: brief van 3 maart" in told
    assert "dicht" in peil("source", "list")
    hand_in(peil, "Anna")
    with pytest.raises(Refused, match="brief van 3 maart"):
        peil("source", "approve", "kiosk", "--by", "Bram")
    peil("source", "suspend", "kiosk", "--operator", "--by", "Carla", "--because", "tweede brief")  # while in review
    assert "Q15 opnieuw" in hand_in(peil, "Anna")
    form = Path("kiosk-dossier.yml")
    text = form.read_text(encoding="utf-8").replace(
        "Q15: {finding: ok, text: '", "Q15: {finding: ok, text: 'Gesproken. "
    )
    form.write_text(text, encoding="utf-8")
    assert "Q15" not in hand_in(peil, "Anna")
    peil("source", "approve", "kiosk", "--by", "Bram", "--because", "schriftelijke toestemming")
    assert state() is DossierState.APPROVED
    page = rendered(house(), "kiosk")
    assert "tweede brief" in page
    assert "schriftelijke toestemming" in page


def test_an_objection_against_a_source_that_does_not_exist_is_a_mistake(peil: Peil) -> None:
    with pytest.raises(BadInput, match="bestaat niet"):
        peil("source", "suspend", "kiosk_x", "--operator", "--by", "Carla", "--because", "brief")


def test_history_show_and_report_name_who_suspended_and_show_a_difference_whole(peil: Peil) -> None:
    hand_in(peil, "Anna")
    peil("source", "approve", "kiosk", "--by", "Bram")
    difference = "robots.txt is gewijzigd:\n--- eerst\n+++ nu\n+Disallow: /"
    peil("source", "suspend", "kiosk", "--by", "Carla", "--because", difference)
    newest, *_ = peil("source", "history", "kiosk").split("versie")[1:]
    assert "door Carla" in newest
    assert "+Disallow: /" in newest
    assert "opgeschort door Carla" in peil("source", "show", "kiosk")
    peil("source", "stop", "--by", "Dana", "--because", "alles uit")
    page = rendered(house(), "kiosk")
    assert re.search(r"opgeschort</td><td>Carla</td>", page)
    assert "noodstop op alle bronnen door Dana: alles uit" in page
    assert re.search(r"<td>Dana</td><td>noodstop aan</td>", page)
    peil("source", "release", "--by", "Dana", "--because", "klaar")
    assert "(robots.txt is gewijzigd); het verschil staat onder Besluiten." in rendered(house(), "kiosk")


def approved(peil: Peil) -> LegalReview:
    hand_in(peil, "Anna")
    peil("source", "approve", "kiosk", "--by", "Bram")
    with house().engine.connect() as connection:
        review = load_review(connection, "kiosk")
    assert review is not None
    return review


def test_a_revoked_dossier_stays_closed_for_good(peil: Peil) -> None:
    approved(peil)
    peil("source", "revoke", "kiosk", "--by", "Anna", "--because", "de site is verkocht")
    assert "ingetrokken (de site is verkocht)" in peil("source", "list")
    with pytest.raises(Refused, match="kent de stap 'bewerken' niet"):
        hand_in(peil)


def test_the_nightly_job_reminds_beforehand_and_writes_down_that_a_dossier_lapsed(peil: Peil) -> None:
    ends = approved(peil).valid_until
    assert ends is not None
    last = datetime.combine(ends, datetime.min.time(), UTC)
    assert expiring(house(), last - timedelta(days=15)) == []
    (line,) = expiring(house(), last - timedelta(days=5))
    assert f"dossier van kiosk geldt tot {ends} (antwoord op Q" in line
    assert "verlopen" not in retain(house(), Week.of(last), last - timedelta(hours=1))
    assert state() is DossierState.APPROVED
    assert "dossier verlopen: kiosk" in retain(house(), Week.of(last), last)
    assert state() is DossierState.EXPIRED
    assert "dossier verlopen" not in retain(house(), Week.of(last), last)  # written down once
    assert "peil  dossier expire  kiosk" in peil("audit", "list", "kiosk")
    assert len(expiring(house(), last)) == 1


def test_verify_and_the_report_notice_a_longer_approval_and_a_damaged_anchor(peil: Peil) -> None:
    approved(peil)
    peil("audit", "verify")
    assert "buiten het logboek om" not in rendered(house(), "kiosk")
    with house().engine.begin() as connection:
        change = func.replace(dossiers.c.record, '"valid_until":"20', '"valid_until":"21')
        connection.execute(update(dossiers).values(record=change))
    with pytest.raises(Refused, match=r"dossier van kiosk klopt niet: versie \d+"):
        peil("audit", "verify")
    assert re.search(r"Versie \d+ van het dossier is buiten het logboek om", rendered(house(), "kiosk"))
    assert "twaalf maanden" in peil("source", "list")
    for damage in ("{", "{}", "[]", '{"number": null, "hash": 1}'):
        Path("home/audit-anchor.json").write_text(damage, encoding="utf-8")
        with pytest.raises(BadInput, match=r"audit-anchor\.json:1: .*niet te lezen"):
            peil("audit", "verify")


def test_a_visit_whose_impact_assessment_is_gone_is_refused_and_the_source_suspended(peil: Peil) -> None:
    approved(peil)
    (piece,) = Path("home/evidence").iterdir()
    piece.write_bytes(b"iets anders")
    asked = [sys.executable, "-m", "app", "crawl", "kiosk", "--week", "2026-W10"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (done.returncode, "geweigerd" in done.stdout) == (1, True)
    assert state() is DossierState.SUSPENDED
    assert "Q27: bewijsstuk bewijs.txt is gewijzigd" in peil("source", "history", "kiosk")


def test_a_moment_that_cannot_be_read_is_one_clear_line(peil: Peil) -> None:
    with pytest.raises(BadInput, match="--at gisteren: schrijf een moment"):
        peil("crawl", "kiosk", "--at", "gisteren")


def test_a_new_source_may_be_named_by_its_host_alone_and_a_refusal_names_no_file_that_is_gone(peil: Peil) -> None:
    assert "is geschreven" in peil("source", "new", "markt", "--url", "https://markt.example", "--folder", ".")
    assert "start_url: https://markt.example/ " in Path("markt.yml").read_text(encoding="utf-8")
    with pytest.raises(BadInput, match=r"http\(s\)://.*geen bestand geschreven") as refused:
        peil("source", "new", "beurs", "--url", "ftp://beurs.example/", "--folder", ".")
    assert "beurs.yml" not in str(refused.value)
    assert not Path("beurs.yml").exists()
