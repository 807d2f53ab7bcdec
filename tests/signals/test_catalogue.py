"""The loader refuses what may never count, and names file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.errors import ConfigError
from signals.catalogue import CATALOGUE, FORBIDDEN_INPUTS, ForbiddenFeature, Tier, read_catalogue
from signals.engine import Engine
from signals.examples import check_examples
from signals.in_force import load_in_force


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the rules that a test may spoil."""
    shutil.copytree(CATALOGUE.parent / "indicators", tmp_path / "indicators")
    return Path(shutil.copy(CATALOGUE, tmp_path))


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("wanted", sorted(FORBIDDEN_INPUTS))
def test_a_forbidden_input_is_refused(rules: Path, wanted: str) -> None:  # misuse case M07
    spoil(rules, "data: [text]", f"data: [text, {wanted}]")
    with pytest.raises(ForbiddenFeature, match=rf"indicators\.yml:\d+: A1: `{wanted}` mag nooit meetellen"):
        read_catalogue(rules)


def test_an_unknown_input_is_refused(rules: Path) -> None:  # misuse case M08: no model output as an input
    spoil(rules, "data: [text]", "data: [text, model_score]")
    with pytest.raises(ConfigError, match="onbekende invoer `model_score`"):
        read_catalogue(rules)


def test_a_missing_innocent_explanation_is_refused(rules: Path) -> None:
    line = next(one for one in rules.read_text(encoding="utf-8").splitlines() if "innocent:" in one)
    spoil(rules, line, '    innocent: ""')
    with pytest.raises(ConfigError, match=r"indicators\.yml:\d+: A1: noem de onschuldige verklaring"):
        read_catalogue(rules)


def test_a_shown_indicator_may_not_weigh(rules: Path) -> None:
    spoil(rules, "tier: shown\n    weight: 0", "tier: shown\n    weight: 0.5")
    with pytest.raises(ConfigError, match="weegt dus 0"):
        read_catalogue(rules)


def test_a_wrong_key_is_an_error_with_its_line(rules: Path) -> None:
    spoil(rules, "    owner:", "    eigenaar:")
    with pytest.raises(ConfigError, match=r"indicators\.yml:\d+"):
        read_catalogue(rules)


def test_a_pattern_with_a_word_about_origin_is_refused(rules: Path) -> None:
    spoil(rules.parent / "indicators" / "nl.yml", "      - bij mij", "      - roemeense dames\n      - bij mij")
    with pytest.raises(ConfigError, match=r"nl\.yml:\d+: `roemeense` gaat over afkomst"):
        Engine.load(rules)


def test_a_quadratic_pattern_is_refused(rules: Path) -> None:
    spoil(rules.parent / "indicators" / "nl.yml", "      - bij mij", "      - a ~8 b ~8 c ~8 d\n      - bij mij")
    with pytest.raises(ConfigError, match=r"nl\.yml:\d+: .*te traag"):
        Engine.load(rules)


def test_a_failing_example_is_refused_with_its_line(rules: Path) -> None:
    spoil(rules.parent / "indicators" / "nl.yml", "- Nooit zonder condoom.", "- Zonder condoom is mogelijk.")
    with pytest.raises(ConfigError, match=r"nl\.yml:\d+: E1 gaat af op"):
        check_examples(Engine.load(rules), rules.parent / "indicators")


def test_a_rule_with_two_examples_is_refused(rules: Path) -> None:
    spoil(rules.parent / "indicators" / "en.yml", "fires: [KvK number 00000000., ", "fires: [")
    with pytest.raises(ConfigError, match="N2 heeft 2 voorbeelden"):
        check_examples(Engine.load(rules), rules.parent / "indicators")


def test_a_half_edited_file_leaves_the_previous_version_in_force(rules: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    first = load_in_force(kept, rules)
    assert first.refused is None
    file = rules.parent / "indicators" / "nl.yml"
    file.write_text(file.read_text(encoding="utf-8")[:20_000] + "\n      - [", encoding="utf-8")
    second = load_in_force(kept, rules)
    assert second.refused is not None
    assert "nl.yml" in second.refused
    assert second.digest == first.digest
    assert any(one.indicator == "E1" for one in second.engine.check("Ik doe het onbeschermd.", "nl"))


def test_rules_that_never_worked_stop_with_the_reason(rules: Path, tmp_path: Path) -> None:
    spoil(rules, "version: 1", "version: een")
    with pytest.raises(ConfigError):
        load_in_force(tmp_path / "kept", rules)


def test_the_shipped_catalogue_scores_nothing_that_safeguards_forbid() -> None:
    catalogue = read_catalogue(CATALOGUE)
    for shown in ("A2", "A3", "B6", "D3", "G5", "H1", "H2", "I2"):
        assert catalogue[shown].tier is Tier.SHOWN
    for forbidden in ("E2", "H4", "H5"):
        assert catalogue[forbidden].tier is Tier.FORBIDDEN
    assert all(one.innocent and one.sources for one in catalogue.indicators)
