"""The installation's own templates: read, linted and kept to their versions like those that come with the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app as peil
from app.house import House
from app.texts import template_names, texts, versions
from domain.errors import ConfigError, Refused

GOOD = "version: {version}\ntext: >-\n  Hallo, {{helper}} van {{organisation}} hier. Vragen? Antwoord. Of STOP.\n"


def write(house: House, name: str, text: str, language: str = "nl") -> Path:
    path = house.settings.home / "messages" / language / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_own_name_and_a_newer_version_stand_beside_what_was_there(house: House) -> None:
    assert template_names(house) == ("offer",)
    write(house, "avond.yml", GOOD.format(version=1))
    write(house, "offer.2.yml", GOOD.format(version=2))
    assert template_names(house) == ("avond", "offer")
    assert set(texts(("avond",), house)["avond"]) == {"nl"}
    assert texts(("offer",), house)["offer"]["nl"].version == 2
    assert {"nl/offer/1", "nl/offer/2", "en/offer/1"} <= set(versions(("offer",), house))
    assert "nl/offer/2" not in versions(("offer",)), "another installation has its own"


def test_a_version_made_while_the_scheduler_runs_is_known_to_it(house: House) -> None:
    write(house, "avond.yml", GOOD.format(version=1))
    assert set(versions(("avond",), house)) == {"nl/avond/1"}
    write(house, "avond.2.yml", GOOD.format(version=2))
    assert set(versions(("avond",), house)) == {"nl/avond/1", "nl/avond/2"}


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("offer.yml", GOOD.format(version=1), r"offer.yml:1: version: 1 bestaat al in .*nl/offer.yml:3"),
        ("avond.yml", GOOD.format(version=0), "avond.yml:1: version"),
        ("avond.yml", "version: 1\nmax_segments: 0\n" + GOOD.format(version=1)[11:], "avond.yml:2: max_segments"),
        ("avond.yml", "version: 1\ntext: Hallo {{helper}}, STOP", "avond.yml:2: text"),
        ("avond.yml", GOOD.format(version=1).replace("STOP", "niets"), "avond.yml:2: text: zeg hoe iemand"),
        ("avond.yml", GOOD.format(version=1) + "tekst: x\n", "avond.yml:4: tekst"),
        ("avond.yml", "version: 1\ntext: [", "avond.yml:3"),
        ("Avond 1.yml", GOOD.format(version=1), "kleine letters"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(house: House, name: str, text: str, where: str) -> None:
    write(house, name, text)
    with pytest.raises(ConfigError, match=where):
        texts((name.split(".", maxsplit=1)[0],), house)


def test_a_language_that_the_linter_cannot_read_is_refused(house: House) -> None:
    write(house, "offer.yml", GOOD.format(version=1), language="th")
    with pytest.raises(ConfigError, match=r"th/offer.yml:1: voor taal 'th' is er geen words.yml"):
        texts(("offer",), house)


def test_the_linter_reads_own_templates_and_names_file_and_line(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.commands.outreach.open_house", lambda: house)
    path = write(house, "avond.yml", GOOD.format(version=1).replace("Vragen?", "Wij zagen je advertentie."))
    done = CliRunner().invoke(peil, ["outreach", "templates", "demonstratie"])
    assert isinstance(done.exception, Refused)
    assert "nl/offer/1" in done.output, "every template is shown"
    assert f"GEWEIGERD {path}:2: verraadt dat er een advertentie gezien is" in done.output
    alone = CliRunner().invoke(peil, ["outreach", "templates", "demonstratie", "--name", "offer"])
    assert alone.exception is None
