"""A dossier opens the gate only after two people, all answers, for this file, until the first lapse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.sources import read_catalogue
from domain.certificates import Kind
from domain.dossiers import (
    Answer,
    Block,
    Catalogue,
    Conditions,
    DossierState,
    Evidence,
    Finding,
    LegalReview,
    Question,
    UnreadableRobots,
)
from domain.errors import Refused
from domain.sources import AdPage, Expected, Overview, Reading, Source
from legal.dossier import (
    answer,
    approve,
    expire,
    lapses,
    open_dossier,
    outreach_allowed,
    reject,
    revoke,
    set_conditions,
    submit,
    suspend,
)
from legal.gate import Gate
from legal.states import STEPS, Act, step

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
TODAY = NOW.date()
SOURCE = Source(
    "markt", "a" * 64, "Markt", "https://markt.example/lijst", ("markt.example",), Expected(1, 9),
    Overview(Reading(css="a"), code="x"), AdPage(Reading(css="h1"), Reading(css="p")),
    allow=("/lijst", "/ad/"), deny=("/ad/reviews",), terms="https://markt.example/voorwaarden",
)  # fmt: skip
CATALOGUE = Catalogue(
    1,
    (
        Question("Q1", "Wie?", Block.HARD, 12, ("uittreksel",)),
        Question("Q2", "Mag het?", Block.CONDITION, 6),
        Question("Q3", "Bericht?", Block.OUTREACH, 3),
    ),
)
PAPER = Evidence("uittreksel.pdf", "f" * 64, "auteur", TODAY)


def answered(*answers: Answer) -> LegalReview:
    review = open_dossier(SOURCE, CATALOGUE, "auteur")
    for one in answers or (ok("Q1", PAPER), ok("Q2"), ok("Q3")):
        review = answer(review, one, CATALOGUE)
    return review


def ok(question: str, *evidence: Evidence, finding: Finding = Finding.OK, on: date = TODAY) -> Answer:
    return Answer(question, finding, "tekst", "auteur", on, evidence)


def approved() -> LegalReview:
    return approve(submit(answered(), SOURCE, CATALOGUE, "auteur"), SOURCE, CATALOGUE, "beoordelaar", NOW)


def test_an_approved_dossier_opens_the_gate_for_its_source() -> None:
    assert Gate.of(SOURCE, approved()).decide("https://markt.example/ad/1", Kind.AD, NOW).allowed


def test_it_holds_until_the_first_answer_lapses() -> None:
    review = approved()
    assert review.valid_until == date(2026, 6, 4)  # Q3 counts three months
    assert Gate.of(SOURCE, review).opens(datetime(2026, 6, 3, 23, tzinfo=UTC)).allowed
    assert "verlopen" in Gate.of(SOURCE, review).opens(datetime(2026, 6, 4, tzinfo=UTC)).reason


def test_evidence_that_ends_earlier_ends_the_dossier_earlier() -> None:
    short = replace(PAPER, expires=TODAY + timedelta(days=10))
    review = approve(
        submit(answered(ok("Q1", short), ok("Q2"), ok("Q3")), SOURCE, CATALOGUE, "auteur"),
        SOURCE,
        CATALOGUE,
        "ander",
        NOW,
    )
    assert review.valid_until == TODAY + timedelta(days=10)


def test_one_changed_byte_of_the_source_file_closes_the_gate() -> None:
    told = Gate.of(replace(SOURCE, digest="b" * 64), approved()).decide("https://markt.example/ad/1", Kind.AD, NOW)
    assert not told.allowed
    assert "gewijzigd" in told.reason


def test_without_a_dossier_or_with_another_sources_nothing_leaves() -> None:
    assert "geen juridisch dossier" in Gate.of(SOURCE, None).opens(NOW).reason
    assert not Gate.of(SOURCE, replace(approved(), source="ander")).opens(NOW).allowed


def test_author_and_approver_are_two_people() -> None:
    ready = submit(answered(), SOURCE, CATALOGUE, "auteur")
    for name in ("auteur", "Auteur "):
        with pytest.raises(Refused, match="schreef"):
            approve(ready, SOURCE, CATALOGUE, name, NOW)
        with pytest.raises(Refused, match="schreef"):
            reject(ready, name, NOW, "nee")
    forged = replace(approved(), approver="auteur")
    assert not Gate.of(SOURCE, forged).opens(NOW).allowed


def test_who_answered_a_question_cannot_approve_either() -> None:
    helped = answer(answered(), replace(ok("Q2"), by="helper"), CATALOGUE)
    with pytest.raises(Refused, match="helper"):
        approve(submit(helped, SOURCE, CATALOGUE, "auteur"), SOURCE, CATALOGUE, "helper", NOW)


@pytest.mark.parametrize("name", ["Bram de Vries", "bram  de vries ", "BRAM\u00a0DE VRIES"])
def test_who_set_the_conditions_or_handed_in_cannot_approve_however_the_name_is_written(name: str) -> None:
    eased = set_conditions(answered(), Conditions(text="vrijuit", page_cap=99_999), "Bram de Vries")
    handed_in_again = submit(answered(), SOURCE, CATALOGUE, "Bram de Vries")
    for ready in (submit(eased, SOURCE, CATALOGUE, "auteur"), handed_in_again):
        with pytest.raises(Refused, match="schreef"):
            approve(ready, SOURCE, CATALOGUE, name, NOW)
        with pytest.raises(Refused, match="schreef"):
            reject(ready, name, NOW, "nee")
        forged = replace(ready, state=DossierState.APPROVED, approver=name, digest=SOURCE.digest, valid_until=TODAY)
        assert "tweede persoon" in Gate.of(SOURCE, forged).opens(NOW).reason


def test_handing_in_the_same_conditions_again_does_not_hide_who_set_them() -> None:
    eased = set_conditions(answered(), Conditions(text="vrijuit"), "bram")
    again = submit(set_conditions(eased, Conditions(text="vrijuit"), "auteur"), SOURCE, CATALOGUE, "auteur")
    with pytest.raises(Refused, match="schreef"):
        approve(again, SOURCE, CATALOGUE, "Bram", NOW)


def test_nobody_hands_in_or_decides_without_a_name() -> None:
    with pytest.raises(Refused, match="naam"):
        submit(answered(), SOURCE, CATALOGUE, " ")
    with pytest.raises(Refused, match="naam"):
        approve(submit(answered(), SOURCE, CATALOGUE, "auteur"), SOURCE, CATALOGUE, "\t", NOW)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((ok("Q1", PAPER, finding=Finding.NO), ok("Q2"), ok("Q3")), "Q1 moet 'ok' zijn"),
        ((ok("Q1"), ok("Q2"), ok("Q3")), "geen bewijsstuk"),
        ((ok("Q1", PAPER), ok("Q2", finding=Finding.CONDITION), ok("Q3")), "leg eerst een voorwaarde vast"),
        ((ok("Q1", PAPER, on=date(2025, 1, 1)), ok("Q2"), ok("Q3")), "verlopen"),
    ],
)
def test_what_stands_in_the_way_of_approval_is_named(answers: tuple[Answer, ...], told: str) -> None:
    with pytest.raises(Refused, match=told):
        approve(submit(answered(*answers), SOURCE, CATALOGUE, "auteur"), SOURCE, CATALOGUE, "beoordelaar", NOW)


def test_a_condition_makes_a_conditional_answer_acceptable() -> None:
    review = answered(ok("Q1", PAPER), ok("Q2", finding=Finding.CONDITION), ok("Q3"))
    review = set_conditions(review, Conditions(text="alleen 's nachts", hours=(1, 6)), "auteur")
    assert (
        approve(submit(review, SOURCE, CATALOGUE, "auteur"), SOURCE, CATALOGUE, "beoordelaar", NOW).state
        is DossierState.APPROVED
    )


def test_an_outreach_question_blocks_messages_and_not_visits() -> None:
    review = answered(ok("Q1", PAPER), ok("Q2"), ok("Q3", finding=Finding.NO))
    done = approve(submit(review, SOURCE, CATALOGUE, "auteur"), SOURCE, CATALOGUE, "beoordelaar", NOW)
    assert Gate.of(SOURCE, done).opens(NOW).allowed
    assert not outreach_allowed(done, CATALOGUE)
    assert outreach_allowed(approved(), CATALOGUE)


def test_an_incomplete_dossier_cannot_be_handed_in_and_unknown_questions_do_not_exist() -> None:
    with pytest.raises(Refused, match="Q1, Q2, Q3"):
        submit(open_dossier(SOURCE, CATALOGUE, "auteur"), SOURCE, CATALOGUE, "auteur")
    with pytest.raises(Refused, match="Q9"):
        answer(answered(), ok("Q9"), CATALOGUE)


def test_every_way_out_of_approval_closes_the_gate_and_needs_a_new_review() -> None:
    for left in (suspend(approved(), "bezwaar"), revoke(approved(), "klaar"), expire(approved())):
        assert not Gate.of(SOURCE, left).opens(NOW).allowed
        with pytest.raises(Refused):
            approve(left, SOURCE, CATALOGUE, "beoordelaar", NOW)
    edited = answer(approved(), ok("Q2"), CATALOGUE)
    assert edited.state is DossierState.DRAFT
    assert not Gate.of(SOURCE, edited).opens(NOW).allowed


@given(st.lists(st.sampled_from(list(Act)), max_size=12))
def test_no_road_leads_to_approval_but_through_review(acts: list[Act]) -> None:
    state, before = DossierState.DRAFT, DossierState.DRAFT
    for act in acts:
        if (state, act) in STEPS:
            before, state = state, step(state, act)
            assert state is not DossierState.APPROVED or before is DossierState.IN_REVIEW


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 12))
def test_a_month_is_never_longer_than_a_month(day: date, months: int) -> None:
    end = lapses(ok("Q1", on=day), Question("Q1", "?", Block.HARD, months))
    assert 28 * months <= (end - day).days <= 31 * months
    assert end.day <= day.day


def test_every_question_of_the_house_lapses_within_a_year() -> None:
    questions = read_catalogue().questions
    assert len({q.id for q in questions}) == len(questions) >= 30
    assert all(1 <= q.months <= 12 and q.ask.endswith((".", "?")) for q in questions)


def test_a_file_changed_between_review_and_approval_is_reviewed_again() -> None:
    ready = submit(answered(), SOURCE, CATALOGUE, "auteur")
    changed = replace(SOURCE, digest="b" * 64)
    with pytest.raises(Refused, match="gewijzigd sinds het dossier werd ingediend"):
        approve(ready, changed, CATALOGUE, "beoordelaar", NOW)
    again = submit(set_conditions(ready, Conditions(), "auteur"), changed, CATALOGUE, "auteur")
    assert Gate.of(changed, approve(again, changed, CATALOGUE, "beoordelaar", NOW)).opens(NOW).allowed


def test_what_is_dated_tomorrow_supports_nothing_today() -> None:
    tomorrow = TODAY + timedelta(days=1)
    for late in (ok("Q1", replace(PAPER, dated=tomorrow)), ok("Q1", PAPER, on=tomorrow)):
        ready = submit(answered(late, ok("Q2"), ok("Q3")), SOURCE, CATALOGUE, "auteur")
        with pytest.raises(Refused, match="toekomst"):
            approve(ready, SOURCE, CATALOGUE, "beoordelaar", NOW)


def test_an_approval_of_over_twelve_months_or_without_a_date_opens_nothing() -> None:
    for forged in (replace(approved(), valid_until=TODAY + timedelta(days=366)), replace(approved(), decided_on=None)):
        assert "twaalf maanden" in Gate.of(SOURCE, forged).opens(NOW).reason


def test_every_piece_of_evidence_that_is_asked_for_must_be_there() -> None:
    first, *others = CATALOGUE.questions
    two = replace(CATALOGUE, questions=(replace(first, evidence=("brief", "antwoord")), *others))
    with pytest.raises(Refused, match="te weinig \\(2 nodig: brief, antwoord\\)"):
        approve(submit(answered(), SOURCE, two, "auteur"), SOURCE, two, "beoordelaar", NOW)


def test_a_real_site_without_terms_needs_a_reason_why() -> None:
    bare = replace(SOURCE, terms=None)
    with pytest.raises(Refused, match="no_terms"):
        approve(submit(answered(), bare, CATALOGUE, "auteur"), bare, CATALOGUE, "beoordelaar", NOW)
    told = set_conditions(answered(), Conditions(no_terms="de site heeft alleen een colofon"), "auteur")
    assert approve(submit(told, bare, CATALOGUE, "auteur"), bare, CATALOGUE, "beoordelaar", NOW).approver
    here = replace(bare, hosts=("127.0.0.1",))
    assert approve(submit(answered(), here, CATALOGUE, "auteur"), here, CATALOGUE, "beoordelaar", NOW).approver


def test_robots_that_are_not_there_forbid_everything_until_a_dossier_says_otherwise() -> None:
    assert Conditions().robots_4xx is UnreadableRobots.DISALLOW


def test_the_house_asks_anew_every_month_what_a_site_may_change_any_day() -> None:
    months = {question.id: question.months for question in read_catalogue().questions}
    assert months["Q10"] == months["Q12"] == 1
    unproven = [one.id for one in read_catalogue().questions if not one.evidence]
    assert unproven == []
