from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.errors import ConfigError
from pipelines.age import age_rules
from pipelines.age_pack import AgePack
from pipelines.business import business_rules
from pipelines.gender import read_gender
from pipelines.numbers import number_words
from pipelines.packs import PACKS, Example, languages, prove, spoken, version
from pipelines.place import gazetteer
from pipelines.price import price_rules
from pipelines.work_type import work_rules

LANGUAGES = ("bg", "cs", "de", "en", "es", "fr", "hu", "it", "nl", "pl", "pt", "ro", "ru", "tr", "uk")


@pytest.mark.parametrize("field", ["age", "price", "work_type", "business", "place", "gender"])
def test_every_field_speaks_every_language(field: str) -> None:
    assert languages(field) == LANGUAGES


@pytest.mark.parametrize("language", [*LANGUAGES, None])
def test_every_example_reads_as_written(language: str | None) -> None:
    for rules in (age_rules, price_rules, work_rules, business_rules, number_words):
        rules(language)
    gazetteer()
    read_gender("vrouw")


def test_a_broken_example_names_its_line(tmp_path: Path) -> None:
    pack = tmp_path / "nl" / "age.yml"
    pack.parent.mkdir()
    pack.write_text("years: [jaar]\nexamples:\n- {text: vijf}\n- {text: 30 jaar, reads: ['31']}\n", encoding="utf-8")
    packs = spoken("age", AgePack, "nl", tmp_path)
    with pytest.raises(ConfigError, match=r"age\.yml:4: .*30 jaar"):
        prove("age", "nl", packs, lambda text: ("30",) if "30" in text else (), tmp_path)


def test_a_wrong_key_names_its_line(tmp_path: Path) -> None:
    pack = tmp_path / "nl" / "age.yml"
    pack.parent.mkdir()
    pack.write_text("years: [jaar]\nyaers: [jaar]\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"age\.yml:2"):
        spoken("age", AgePack, "nl", tmp_path)


def test_a_town_in_no_municipality_names_its_line(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        shutil.copy(PACKS / language / "place.yml", tmp_path / language)
    pack = tmp_path / "hu" / "place.yml"
    pack.write_text("names:\n  Hága: Nergenshuizen\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"hu/place\.yml:2: .*Nergenshuizen"):
        gazetteer(tmp_path)


def test_the_version_of_a_rule_changes_with_its_words(tmp_path: Path) -> None:
    pack = tmp_path / "nl" / "age.yml"
    pack.parent.mkdir()
    pack.write_text("years: [jaar]\n", encoding="utf-8")
    before = version("age", tmp_path)
    version.cache_clear()
    pack.write_text("years: [jaar, jr]\n", encoding="utf-8")
    assert version("age", tmp_path) != before


def test_an_example_without_reads_is_a_counter_example() -> None:
    assert Example("10 jaar ervaring").reads == ()
