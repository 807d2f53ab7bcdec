"""The operator of a site has the first word: an objection closes at once and is answered before anything opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.dossiers import Answer, Block, Catalogue, DossierState, Finding, LegalReview, Question, Runtime
from domain.errors import Refused
from domain.sources import AdPage, Expected, Overview, Reading, Source
from legal.dossier import answer, approve, open_dossier, submit, taken_up
from legal.gate import Gate
from legal.objection import object_to

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SOURCE = Source(
    "markt", "a" * 64, "Markt", "https://markt.example/lijst", ("markt.example",), Expected(1, 9),
    Overview(Reading(css="a"), code="x"), AdPage(Reading(css="h1"), Reading(css="p")),
    terms="https://markt.example/voorwaarden",
)  # fmt: skip
CATALOGUE = Catalogue(1, (Question("Q15", "Wat zei de exploitant?", Block.CONDITION, 12, runtime=Runtime.OBJECTION),))


def answering(review: LegalReview, text: str) -> LegalReview:
    given = Answer("Q15", Finding.OK, text, "anna", NOW.date())
    return submit(answer(taken_up(review, "anna"), given, CATALOGUE), SOURCE, CATALOGUE, "anna")


def objected(review: LegalReview | None) -> LegalReview:
    return object_to(review, "markt", CATALOGUE, "brief van 3 maart", "carla", NOW)


READY = answering(open_dossier(SOURCE, CATALOGUE, "anna"), "geen bezwaar")
APPROVED = approve(READY, SOURCE, CATALOGUE, "bram", NOW)


@pytest.mark.parametrize("state", list(DossierState))
def test_an_objection_closes_from_every_state(state: DossierState) -> None:
    closed = objected(replace(APPROVED, state=state))
    assert not Gate.of(SOURCE, closed).opens(NOW).allowed
    assert closed.state is (DossierState.REVOKED if state is DossierState.REVOKED else DossierState.SUSPENDED)
    assert closed.operator[0].because == "brief van 3 maart"


@pytest.mark.parametrize("before", [None, READY, APPROVED], ids=["no dossier", "in review", "approved"])
def test_the_same_form_again_does_not_open_a_source_whose_operator_objected(before: LegalReview | None) -> None:
    again = answering(objected(before), "geen bezwaar")
    if before is not None:
        with pytest.raises(Refused, match="Q15 opnieuw"):
            approve(again, SOURCE, CATALOGUE, "bram", NOW, because="toch")
    replied = answering(again, "hij stemde toe na gesprek op 4 maart")
    with pytest.raises(Refused, match="--because"):
        approve(replied, SOURCE, CATALOGUE, "bram", NOW)
    opened = approve(replied, SOURCE, CATALOGUE, "bram", NOW, because="toestemming op papier")
    assert Gate.of(SOURCE, opened).opens(NOW).allowed
    assert (opened.operator[0].answer, opened.operator[0].answered_by) == ("toestemming op papier", "bram")


def test_an_approval_with_an_open_objection_does_not_open_the_gate() -> None:
    forged = replace(objected(APPROVED), state=DossierState.APPROVED)
    assert "bezwaar" in Gate.of(SOURCE, forged).opens(NOW).reason


def test_who_took_the_objection_in_is_no_author_and_the_first_form_has_one() -> None:
    first = objected(None)
    assert first.author == ""
    assert answering(first, "geen antwoord gekregen").author == "anna"
