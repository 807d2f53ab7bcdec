"""A referral is written by one person, weighed by another, minimal, and never carries a score."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import Refused
from signals.referral import (
    Act,
    Basis,
    Consent,
    Content,
    Fact,
    Feedback,
    Field,
    Receiver,
    Referral,
    State,
    Step,
)
from signals.referring import assess, hand_over, letter, propose, receive_feedback, replay

ON = date(2026, 1, 21)
NOW = datetime(2026, 1, 21, 12, tzinfo=UTC)
CONTENT = Content(
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
    shared={Field.QUOTE: "Help mij hier weg.", Field.MUNICIPALITY: "Tilburg"},
)
DRAFT = Referral("V-1", "anna", date(2026, 1, 20), CONTENT)


def with_content(**changed: object) -> Referral:
    return replace(DRAFT, content=replace(CONTENT, **changed))  # type: ignore[arg-type]


def approved(referral: Referral = DRAFT) -> Referral:
    return assess(propose(referral), "bert", ON, agrees=True, note="Feiten en noodzaak kloppen.")


def printed(digest: str) -> Step:
    return Step(Act.PRINTED, State.APPROVED, "anna", NOW, digest=digest)


@pytest.mark.parametrize(
    "empty",
    ["interpretation", "ground", "necessity", "proportionality", "lighter_steps", "consent_note", "care_in_parallel"],
)
def test_every_field_is_mandatory(empty: str) -> None:
    with pytest.raises(Refused, match="niet volledig"):
        propose(with_content(**{empty: "geen"}))


def test_a_letter_on_indicators_alone_is_refused() -> None:
    with pytest.raises(Refused, match="alleen op indicatoren"):
        propose(with_content(facts=CONTENT.facts[1:]))
    with pytest.raises(Refused, match="alleen op indicatoren"):
        propose(with_content(facts=()))


def test_only_what_is_filled_in_is_shared_and_something_must_be() -> None:
    for shared in ({}, {Field.QUOTE: "  "}):
        with pytest.raises(Refused, match="welke gegevens"):
            propose(with_content(shared=shared))
    html = letter(approved(with_content(shared={Field.MUNICIPALITY: "Tilburg"})), "De Stichting")
    assert "Tilburg" in html
    assert Field.QUOTE.value not in html.lower()


@pytest.mark.parametrize(
    "said", ["De score is hoog in dit geval.", "Een kans van 80 % op dwang.", "Indicator J1 ging hier af."]
)
def test_no_score_fits_in_a_letter(said: str) -> None:
    with pytest.raises(Refused, match="nooit een score"):
        propose(with_content(interpretation=said))
    with pytest.raises(Refused, match="nooit een score"):
        propose(with_content(shared={Field.QUOTE: said}))
    held = {one.name for kind in (Referral, Content, Fact, Step) for one in fields(kind)}
    assert not held & {"score", "weight", "level", "signals", "advertisement", "contact", "number", "name"}


@pytest.mark.parametrize("same", ["anna", "Anna", " anna "])
def test_the_author_cannot_assess_and_nothing_is_printed_before(same: str) -> None:
    proposed = propose(DRAFT)
    with pytest.raises(Refused, match="iemand anders"):
        assess(proposed, same, ON, agrees=True, note="Feiten en noodzaak kloppen.")
    with pytest.raises(Refused, match="tweede beoordelaar"):
        letter(proposed, "De Stichting")
    rejected = assess(proposed, "bert", ON, agrees=False, note="De noodzaak ontbreekt hier.")
    with pytest.raises(Refused, match="tweede beoordelaar"):
        letter(rejected, "De Stichting")


def test_the_letter_keeps_facts_apart_and_leaves_rules_out() -> None:
    html = letter(approved(), "De Stichting")
    assert "om hulp vraagt" in html
    assert "Regel over noodkreten" not in html
    facts, _, interpretation = html.partition("Uitleg van de schrijver, geen feit")
    assert "om hulp vraagt" in facts
    assert "niet vrij te zijn" in interpretation
    assert "Opvangplek is gereserveerd" in html


def test_markup_in_a_fact_stays_text() -> None:
    fact = replace(CONTENT.facts[0], text="<script>alert(1)</script> stond in de tekst.")
    assert "<script>" not in letter(approved(with_content(facts=(fact,))), "De Stichting")


def test_receivers_are_a_closed_list_without_landlords() -> None:  # misuse case M19
    assert {one.name for one in Receiver} == {"POLICE_TRAFFICKING_TEAM", "COMENSHA", "CARE_COORDINATOR", "VEILIG_THUIS"}
    with pytest.raises(ValueError, match="woningcorporatie"):
        Receiver("woningcorporatie")


def test_only_a_letter_that_was_printed_here_can_be_handed_over() -> None:
    with pytest.raises(Refused, match="niet de brief"):
        hand_over(approved(), "a" * 64, [])
    with pytest.raises(Refused, match="niet de brief"):
        hand_over(approved(), "a" * 64, [printed("b" * 64)])
    with pytest.raises(Refused, match="niet de brief"):
        hand_over(approved(), "b" * 64, [replace(printed("b" * 64), act=Act.ASSESSED)])
    assert hand_over(approved(), "b" * 64, [printed("b" * 64)]).state is State.HANDED_OVER
    with pytest.raises(Refused, match="kan niet naar"):
        hand_over(DRAFT, "b" * 64, [printed("b" * 64)])


def test_feedback_is_one_of_four_words_and_steps_cannot_be_skipped() -> None:
    assert {str(one) for one in Feedback} == {"ontvangen", "in behandeling", "niet in behandeling", "afgerond"}
    with pytest.raises(Refused, match="nog niets overgedragen"):
        receive_feedback(approved(), Feedback.DONE)
    given = hand_over(approved(), "b", [printed("b")])
    assert receive_feedback(given, Feedback.RECEIVED).state is State.HANDED_OVER
    closed = receive_feedback(given, Feedback.DONE)
    assert closed.state is State.CLOSED
    with pytest.raises(Refused, match="gesloten"):
        receive_feedback(closed, Feedback.RECEIVED)


def test_what_happened_since_is_replayed_from_the_steps() -> None:
    steps = [
        Step(Act.PROPOSED, State.PROPOSED, "anna", NOW),
        Step(Act.ASSESSED, State.APPROVED, "bert", NOW, "Feiten en noodzaak kloppen."),
        printed("b"),
        Step(Act.HANDED_OVER, State.HANDED_OVER, "anna", NOW, digest="b"),
        Step(Act.ANSWERED, State.HANDED_OVER, "anna", NOW, feedback=Feedback.RECEIVED),
    ]
    assert replay(DRAFT, steps[:2]) == approved()
    assert replay(DRAFT, steps) == receive_feedback(hand_over(approved(), "b", steps), Feedback.RECEIVED)
