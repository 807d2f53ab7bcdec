"""Few sourced rules add up over families; a counter-marker never hides a critical one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.catalogue import CATALOGUE, read_catalogue
from signals.engine import Fired
from signals.stacking import Level, Weighed, weigh

catalogue = read_catalogue(CATALOGUE)
RULES = catalogue.stacking
WORKING = [one for one in catalogue.indicators if one.tier != "forbidden"]


def stacked(*ids: str, reviewed: bool = True) -> Weighed:
    fired = [Fired.of(catalogue[one]) for one in ids]
    if not reviewed:
        fired = [Fired(one.indicator, one.family, one.tier, one.weight, reviewed=False) for one in fired]
    return weigh(fired, RULES)


@pytest.mark.parametrize(
    ("ids", "level"),
    [
        ((), Level.NONE),
        (("A1",), Level.NONE),
        (("B2", "B1"), Level.NONE),  # 2.0 but one family
        (("C2",), Level.NONE),
        (("B2", "E1"), Level.LOOK),
        (("B2", "E1", "J2"), Level.LOOK_SOON),  # 4.0 over three families
        (("B2", "B1", "B4", "A1"), Level.LOOK),  # a family counts at most 2.0
        (("D1",), Level.LOOK_SOON),
        (("G7",), Level.LOOK_SOON),
        (("G5", "H1", "I2", "D3", "B6"), Level.NONE),  # shown, weigh nothing
        (("B2", "E1", "N1"), Level.NONE),  # a counter-marker lowers the sum
        (("D1", "N1", "N2", "N5", "N7"), Level.LOOK_SOON),  # never below a critical rule
    ],
)
def test_levels(ids: tuple[str, ...], level: Level) -> None:
    assert stacked(*ids).level is level


def test_counter_markers_together_are_bounded() -> None:
    strong = ("B2", "E1", "J2", "C2")  # 6.0 over four families
    assert stacked(*strong).weight - stacked(*strong, "N1", "N2", "N5", "N7").weight == -RULES.counter_cap


def test_a_language_nobody_reviewed_cannot_raise_an_alarm_alone() -> None:
    assert stacked("J1", reviewed=False).level is Level.LOOK
    mixed = [Fired.of(catalogue["G7"]), Fired("J1", "COERCE", catalogue["J1"].tier, 3.0, reviewed=False)]
    assert weigh(mixed, RULES).level is Level.LOOK_SOON
    weak = [Fired.of(catalogue["A1"]), Fired("J1", "COERCE", catalogue["J1"].tier, 3.0, reviewed=False)]
    assert weigh(weak, RULES).level is Level.LOOK, "a weak sign is no second opinion"


def _at(rule: str, *span: int) -> Fired:
    one = catalogue[rule]
    return Fired(one.id, one.family, one.tier, one.weight, span=(span[0], span[1]))


def test_the_same_words_vote_once() -> None:
    share_and_debt = weigh([_at("B7", 0, 40), _at("J2", 10, 52)], RULES)
    assert (share_and_debt.level, share_and_debt.families) == (Level.NONE, ("COERCE",))
    two_sentences = weigh([_at("B7", 0, 40), _at("J2", 41, 90)], RULES)
    assert two_sentences.level is Level.LOOK


def test_words_read_by_a_critical_rule_too_stay_critical() -> None:
    assert weigh([_at("B2", 0, 60), _at("J1", 20, 30)], RULES).critical == ("J1",)


@given(st.lists(st.sampled_from(WORKING), max_size=12), st.sampled_from(WORKING))
def test_one_more_vote_for_never_lowers_and_a_repeat_changes_nothing(ids: list, more: object) -> None:
    before = weigh([Fired.of(one) for one in ids], RULES)
    assert weigh([Fired.of(one) for one in [*ids, *ids]], RULES) == before
    if more.counts:
        assert _rank(weigh([Fired.of(one) for one in [*ids, more]], RULES)) >= _rank(before)


def test_scoring_imports_no_model_and_no_language_guess() -> None:  # misuse case M08
    for module in ("stacking", "facts", "precision", "review"):
        tree = ast.parse((Path("signals") / f"{module}.py").read_text(encoding="utf-8"))
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        assert not {one for one in imported if one.split(".")[0] in {"spacy", "sklearn", "torch", "langdetect"}}


def _rank(weighed: Weighed) -> int:
    return list(Level).index(weighed.level)
