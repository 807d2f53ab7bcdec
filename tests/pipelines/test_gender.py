"""Gender only from what a form says; a text never gives one."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.reader import read_yaml
from domain.listings import FoundIn, Published
from domain.observations import Missing
from pipelines.extract import extract
from pipelines.gender import read_gender

VALUES = read_yaml(Path(__file__).parents[1] / "labelled" / "gender" / "values.yml")
CASES = [
    (language, value, None if gender == "unsaid" else gender)
    for language, told in VALUES.items()
    for gender, values in told.items()
    for value in values
]


@pytest.mark.parametrize(("language", "value", "gender"), CASES)
def test_a_form_value_is_read_in_every_language(language: str, value: str, gender: str | None) -> None:
    assert read_gender(value) == gender


def test_the_table_covers_all_languages_with_every_kind_of_value() -> None:
    assert len(VALUES) == 15
    assert all(set(told) == {"woman", "man", "trans", "couple", "unsaid"} for told in VALUES.values())


@pytest.mark.parametrize(
    "text", ["Ik ben een trans vrouw, 30 jaar", "Man, 45, masseur", "Wij zijn een stel", "Lady, 24"]
)
def test_a_text_never_gives_a_gender(text: str) -> None:
    found = extract("", text)
    assert found.gender is None
    assert next(note for note in found.provenance if note.field == "gender").missing is Missing.ABSENT


def test_a_field_decides_whatever_the_text_says() -> None:
    found = extract("", "Ik ben een man", fields={"gender": (Published("Vrouw", FoundIn.HTML, "Ik ben"),)})
    assert found.gender == "woman"
