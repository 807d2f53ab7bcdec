from __future__ import annotations

import json
import subprocess
import sys

import pytest

from pipelines.extract import extract, public
from pipelines.hours import Hours, find_hours
from pipelines.price import read_price
from pipelines.redact import redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ma t/m vr van 10:00 tot 22:00 uur", [Hours(600, 1320)]),
        ("20.00 - 02.00 uur", [Hours(1200, 1560)]),
        ("24/7 bereikbaar", [Hours(0, 1440)]),
        ("80 - 150 euro", []),
        ("bel 06-00123456", []),
    ],
)
def test_hours(text: str, expected: list[Hours]) -> None:
    assert find_hours(text) == expected


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("30 min 80, 1 uur 150", 150),
        ("bij mij 150 per uur, bij jou 200 per uur", 150),
        ("escort 200 per uur", 200),
        ("half uur 80", 160),
        ("kwartier 50", None),
        ("twee uur 280 euro", 140),
        ("vanaf 100 euro", None),
        ("150 tot 200 euro per uur", 150),
    ],
)
def test_the_price_of_an_hour(text: str, hour: float | None) -> None:
    assert public(extract("", text, lang="nl"))["price_hour"] == hour


@pytest.mark.parametrize(
    ("value", "euros"), [("€ 150", 150), ("1 uur: 160,-", 160), ("112,50", 112.5), ("onbekend", None)]
)
def test_a_price_field(value: str, euros: float | None) -> None:
    assert read_price(value) == euros


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("Ik ontvang niet op zondag", ["at_home"]),
        ("I don't receive on Sundays", ["at_home"]),
        ("Geen escort, ik ontvang thuis", ["at_home"]),
        ("Ontvang niet thuis, alleen escort", ["escort"]),
        ("Massage doe ik niet", []),
        ("Escort: nee / massage: ja", ["massage"]),
    ],
)
def test_a_denial_reaches_as_far_as_it_is_meant(text: str, works: list[str]) -> None:
    assert public(extract("", text))["work_types"] == works


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Bel 06 nul nul 12 34 56!", "Bel [tel]!"),
        ("mail mij: a.b@voorbeeld.invalid", "mail mij: [mail]"),
        ("zie https://voorbeeld.invalid/x?y", "zie [link]"),
        ("insta: mijn_naam12", "[handle]"),
        ("NL91 ABNA 0417 1643 00", "[iban]"),
        ("op 1012 AB 14 in Utrecht", "op [adres] in Utrecht"),
        ("auto 12-ABC-3", "auto [kenteken]"),
        ("Hoi, ik ben Sofia en", "Hoi, ik ben [naam] en"),
        ("my name is Eva.", "my name is [naam]."),
    ],
)
def test_what_leads_to_a_person_is_masked(text: str, masked: str) -> None:
    assert redact(text) == masked


def run(lines: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "extract"]
    return subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command_answers_each_line() -> None:
    done = run(
        '{"id": 1, "title": "Eva, 24", "text": "In Goes. 1 uur 150 euro. 06 00 12 34 56"}\n\n{"id": "b", "text": ""}\n'
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["id"], first["phones"], first["ages"], first["municipalities"]) == (
        1,
        ["+31600123456"],
        [24],
        ["Goes"],
    )
    assert first["prices"] == [{"amount": 150, "minutes": 60, "kind": None}]
    assert (second["id"], second["language"]["status"]) == ("b", "unknown")


def test_a_wrong_line_is_named_and_loses_nothing() -> None:
    good = '{"id": %d, "text": "Eva, 24", "x": [1]}\n'
    bad = ["{kapot", "[]", '{"text": "x"}', '{"id": 5}', '{"id": 6, "text": 7}', "[" * 100_000, "9" * 5_000]
    done = run("\ufeff" + "".join(good % number + line + "\n" for number, line in enumerate(bad)) + good % 99)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [*range(len(bad)), 99]
    assert done.returncode == 2
    assert all(f"Regel {2 * number + 2}" in done.stderr for number in range(len(bad)))
    assert f"{len(bad)} regel(s) overgeslagen" in done.stderr
    assert "Traceback" not in done.stderr


def test_odd_input_gets_an_answer() -> None:
    long = "Ik ben 24 jaar en ontvang thuis. " * 32_000
    rows = [
        {"id": "\ud800", "text": "\ud83d los", "lang": "xx"},
        {"id": None, "title": "Eva, 24"},
        {"id": 3, "text": long},
    ]
    done = run("".join(json.dumps(row) + "\n" for row in rows))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, len(answers)) == (0, 3)
    assert answers[2]["ages"] == [24]
