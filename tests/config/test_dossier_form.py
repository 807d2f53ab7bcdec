"""A filled-in form is believed only where it can mean something; every mistake has a file and a line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from config.dossier_form import blank_form, read_form
from config.sources import read_catalogue
from domain.dossiers import UnreadableRobots
from domain.errors import ConfigError

TODAY = date(2026, 3, 4)
FORM = """\
conditions:
  text: rustig aan
  {condition}
answers:
  Q01: {{finding: ok, text: Gelezen}}
"""


def written(folder: Path, condition: str) -> Path:
    path = folder / "markt-dossier.yml"
    path.write_text(FORM.format(condition=condition), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("fields_off: [phone, telefoon]", r"fields_off.1: veld 'telefoon' bestaat niet .* phone"),
        ("deny: [reviews]", r"deny.0: 'reviews': een pad begint met /, zoals /reviews"),
        ("deny: ['/reviews/*']", "zonder"),
        ("page_cap: -5", "page_cap: .* 1 of meer"),
        ("page_cap: 0", "page_cap"),
        ("delay: -3", "delay: .* 0 of meer"),
        ("delay: .nan", "delay"),
        ("hours: [22, 6]", "hours: .*binnen één dag"),
        ("hours: [0, 25]", "hours"),
        ("hours: [7, 7]", "hours"),
        ("pagecap: 5", "pagecap: deze sleutel bestaat niet"),
    ],
)
def test_a_condition_that_would_limit_nothing_is_refused_at_its_line(tmp_path: Path, condition: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as refused:
        read_form(written(tmp_path, condition), "anna", TODAY)
    assert refused.value.line == 3


def test_conditions_that_limit_are_read(tmp_path: Path) -> None:
    told = "{fields_off: [phone], deny: [/reviews, '/ad?sort='], page_cap: 5, delay: 3, hours: [1, 6]}"
    path = tmp_path / "markt-dossier.yml"
    path.write_text(f"conditions: {told}\nanswers: {{}}\n", encoding="utf-8")
    _, conditions, _ = read_form(path, "anna", TODAY)
    assert (conditions.fields_off, conditions.deny, conditions.page_cap) == (("phone",), ("/reviews", "/ad?sort="), 5)
    assert (conditions.delay, conditions.hours) == (3.0, (1, 6))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("ok", "Q01: schrijf {finding: ok"),
        ("[ok]", "Q01: schrijf {finding: ok"),
        ("{finding: ok}", "Q01.text: deze sleutel ontbreekt"),
        ("{finding: prima, text: x}", "Q01.finding"),
        (
            "{finding: ok, text: x, evidence: [{file: weg.pdf, author: A, dated: 2026-03-01}]}",
            "weg.pdf staat niet naast",
        ),
        ("{finding: ok, text: x, evidence: [{file: nota.txt, author: A, dated: 2026-03-05}]}", "toekomst: 2026-03-05"),
        ("{finding: ok, text: x, evidence: [{file: voorwaarden.html, author: A, dated: 2026-03-01}]}", "geen UTF-8"),
    ],
)
def test_an_answer_that_cannot_be_read_is_refused_at_its_line(tmp_path: Path, given: str, told: str) -> None:
    (tmp_path / "nota.txt").write_text("gelezen", encoding="utf-8")
    (tmp_path / "voorwaarden.html").write_bytes("<p>cliënten</p>".encode("latin-1"))
    path = tmp_path / "markt-dossier.yml"
    path.write_text(f"answers:\n  Q00: {{finding: ok, text: x}}\n  Q01: {given}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(told)) as refused:
        read_form(path, "anna", TODAY)
    assert refused.value.line == 3


def test_the_blank_form_leaves_the_answer_about_a_missing_robots_file_to_a_person(tmp_path: Path) -> None:
    path = tmp_path / "markt-dossier.yml"
    path.write_text(blank_form("markt", read_catalogue()), encoding="utf-8")
    with pytest.raises(ConfigError, match="kies allow of disallow") as refused:
        read_form(path, "anna", TODAY)
    assert refused.value.line
    assert "robots_4xx: ," in path.read_text().splitlines()[refused.value.line - 1]
    path.write_text(path.read_text().replace("robots_4xx: ,", "robots_4xx: allow,"), encoding="utf-8")
    answers, conditions, _ = read_form(path, "anna", TODAY)
    assert (answers, conditions.robots_4xx) == ([], UnreadableRobots.ALLOW)
