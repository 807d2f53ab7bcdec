"""A referral is written by one person, weighed by another, minimal, and never carries a score."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from domain.errors import Refused
from signals.referral import (
    Basis,
    Consent,
    Fact,
    Feedback,
    Field,
    Receiver,
    Referral,
    State,
    assess,
    hand_over,
    letter,
    propose,
    receive_feedback,
)

DRAFT = Referral(
    id="V-1",
    author="anna",
    written_on=date(2026, 1, 20),
    receiver=Receiver.CARE_COORDINATOR,
    facts=(
        Fact("In de advertentie staat een zin waarin iemand om hulp vraagt.", Basis.READ_BY_PERSON, date(2026, 1, 19)),
        Fact("Regel over noodkreten ging af.", Basis.INDICATOR, date(2026, 1, 19)),
    ),
    interpretation="De schrijver lijkt niet vrij te zijn om te stoppen.",
    ground="Vitaal belang van de persoon.",
    necessity="Zonder melding is er geen hulp mogelijk.",
    proportionality="Alleen de zin en de gemeente worden gedeeld.",
    lighter_steps="Een hulpaanbod is niet beantwoord.",
    consent=Consent.NOT_ASKED,
    consent_note="Contact zou de persoon in gevaar brengen.",
    care_in_parallel="Opvangplek is gereserveerd bij de zorgorganisatie.",
    shared=frozenset({Field.QUOTE, Field.MUNICIPALITY}),
)


def approved() -> Referral:
    return assess(propose(DRAFT), "bert", agrees=True, note="Feiten en noodzaak kloppen.")


@pytest.mark.parametrize(
    "empty",
    ["interpretation", "ground", "necessity", "proportionality", "lighter_steps", "consent_note", "care_in_parallel"],
)
def test_every_field_is_mandatory(empty: str) -> None:
    with pytest.raises(Refused, match="niet volledig"):
        propose(replace(DRAFT, **{empty: "geen"}))


def test_a_letter_on_indicators_alone_is_refused() -> None:
    with pytest.raises(Refused, match="alleen op indicatoren"):
        propose(replace(DRAFT, facts=DRAFT.facts[1:]))


@pytest.mark.parametrize(
    "said", ["De score is hoog in dit geval.", "Een kans van 80 % op dwang.", "Indicator J1 ging hier af."]
)
def test_no_score_fits_in_a_letter(said: str) -> None:
    with pytest.raises(Refused, match="nooit een score"):
        propose(replace(DRAFT, interpretation=said))
    assert not {one.name for one in fields(Referral)} & {"score", "weight", "level", "signals"}


def test_the_author_cannot_assess_and_nothing_is_printed_before() -> None:
    proposed = propose(DRAFT)
    with pytest.raises(Refused, match="iemand anders"):
        assess(proposed, "anna", agrees=True, note="Feiten en noodzaak kloppen.")
    with pytest.raises(Refused, match="tweede beoordelaar"):
        letter(proposed)


def test_the_letter_keeps_facts_apart_and_leaves_rules_out() -> None:
    printed = letter(approved())
    assert printed == letter(approved())
    assert "om hulp vraagt" in printed.html
    assert "Regel over noodkreten" not in printed.html
    assert "Uitleg van de schrijver, geen feit" in printed.html
    assert letter(replace(approved(), ground="Andere grondslag van belang.")).digest != printed.digest


def test_markup_in_a_fact_stays_text() -> None:
    fact = replace(DRAFT.facts[0], text="<script>alert(1)</script> stond in de tekst.")
    assert "<script>" not in letter(replace(approved(), facts=(fact,))).html


def test_receivers_are_a_closed_list_without_landlords() -> None:  # misuse case M19
    assert {one.name for one in Receiver} == {"POLICE_TRAFFICKING_TEAM", "COMENSHA", "CARE_COORDINATOR", "VEILIG_THUIS"}
    with pytest.raises(ValueError, match="woningcorporatie"):
        Receiver("woningcorporatie")


def test_feedback_is_one_of_four_words_and_steps_cannot_be_skipped() -> None:
    with pytest.raises(Refused, match="nog niets overgedragen"):
        receive_feedback(approved(), Feedback.DONE)
    assert receive_feedback(hand_over(approved()), Feedback.DONE).state is State.CLOSED
    with pytest.raises(Refused, match="kan niet naar"):
        hand_over(DRAFT)
