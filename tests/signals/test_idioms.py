"""A denial inside a saying is no denial: "no problem" grants, and "not before" binds."""

from __future__ import annotations

import pytest

from signals.engine import Engine


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("nl", "Onbeschermd is geen probleem.", "E1"),
        ("nl", "Zonder condoom is geen bezwaar.", "E1"),
        ("en", "Without a condom is no problem.", "E1"),
        ("en", "Unprotected isn't a problem.", "E1"),
        ("nl", "Ik mag niet weg voordat mijn schulden zijn afgelost.", "J2"),
        ("nl", "Ik mag niet stoppen tot ik mijn schuld heb betaald.", "J2"),
        ("en", "I may not quit before the debt is cleared.", "J2"),
        ("en", "I cannot leave until I have paid my debt.", "J2"),
    ],
)
def test_a_saying_with_a_denial_in_it_fires(catalogue_engine: Engine, language: str, text: str, rule: str) -> None:
    assert rule in {one.indicator for one in catalogue_engine.check(text, language)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Zonder condoom is geen optie."),
        ("nl", "Met condoom is geen probleem."),
        ("en", "Unprotected is not possible, no problem if you go."),
        ("hu", "Óvszer nélkül nem lehetséges."),
        ("nl", "Ik stop als mijn studieschuld is afgelost."),
        ("en", "I will stop when my student debt is paid."),
    ],
)
def test_a_plain_denial_or_an_ordinary_debt_does_not(catalogue_engine: Engine, language: str, text: str) -> None:
    assert {one.indicator for one in catalogue_engine.check(text, language)} & {"E1", "J2"} == set()
