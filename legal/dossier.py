"""The life of a dossier: answer, submit, decide, suspend. Pure: every act returns a new version."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from domain.certificates import Kind, Snapshot
from domain.dossiers import Answer, Block, Catalogue, Conditions, DossierState, Finding, LegalReview, Question
from domain.errors import Refused
from domain.people import same_person, tidy
from domain.sources import Source
from legal.objection import answered, unaddressed
from legal.policy import AMSTERDAM, only_loopback
from legal.states import LONGEST, Act, step


def open_dossier(source: Source, catalogue: Catalogue, author: str) -> LegalReview:
    return LegalReview(source.name, source.digest, catalogue.version, DossierState.DRAFT, author)


def taken_up(review: LegalReview, by: str) -> LegalReview:
    """A dossier that began with an operator's objection gets its author with its first form."""
    return review if review.author else replace(review, author=by)


def answer(review: LegalReview, given: Answer, catalogue: Catalogue) -> LegalReview:
    """Store an answer; a decided dossier becomes a draft again. Raises Refused for an unknown question."""
    if given.question not in {question.id for question in catalogue.questions}:
        raise Refused(f"vraag {given.question} staat niet in catalogus {catalogue.version}")
    return _next(review, Act.EDIT, answers={**review.answers, given.question: given}, **_undecided())


def set_conditions(review: LegalReview, conditions: Conditions, by: str) -> LegalReview:
    """Other conditions are `by`'s work; the same ones stay whose they were."""
    whose = review.conditions_by if conditions == review.conditions else by
    return _next(review, Act.EDIT, conditions=conditions, conditions_by=whose, **_undecided())


def submit(review: LegalReview, source: Source, catalogue: Catalogue, by: str) -> LegalReview:
    """Hand in for approval, with the file as it is now. Raises Refused: open questions, no name."""
    if not tidy(by):
        raise Refused("een dossier wordt door iemand ingediend: noem een naam")
    missing = [q.id for q in catalogue.questions if q.id not in review.answers]
    if missing:
        raise Refused(f"nog niet beantwoord: {', '.join(missing)}")
    return _next(review, Act.SUBMIT, digest=source.digest, submitted_by=by, **_undecided())


def approve(
    review: LegalReview,
    source: Source,
    catalogue: Catalogue,
    by: str,
    now: datetime,
    snapshots: Mapping[Kind, Snapshot] | None = None,
    because: str = "",
) -> LegalReview:
    """Approve for the file that was handed in; `because` answers an operator's objection.

    Raises Refused: own dossier, another file, open or lapsed answers, an objection without an answer.
    """
    _four_eyes(review, by)
    if source.digest != review.digest:
        raise Refused(
            f"bronbestand {source.name}.yml is gewijzigd sinds het dossier werd ingediend: "
            f"laat het opnieuw indienen met `peil source review {source.name} FORMULIER`"
        )
    stopping = objections(review, source, catalogue, now.astimezone(AMSTERDAM).date())
    if stopping:
        raise Refused("goedkeuren kan niet: " + "; ".join(stopping))
    return _next(
        review,
        Act.APPROVE,
        approver=by,
        decided_on=now,
        valid_until=valid_until(review, catalogue, now.date()),
        decision=f"goedgekeurd: {because}" if because else "goedgekeurd",
        operator=answered(review, by, because),
        snapshots=dict(snapshots or {}),
    )


def reject(review: LegalReview, by: str, now: datetime, because: str) -> LegalReview:
    _four_eyes(review, by)
    return _next(review, Act.REJECT, approver=by, decided_on=now, decision=because)


def suspend(review: LegalReview, because: str) -> LegalReview:
    """Stop visiting now. Coming back takes a new review and approval."""
    step(review.state, Act.SUSPEND)
    return review.suspended(because)


def revoke(review: LegalReview, because: str) -> LegalReview:
    return _next(review, Act.REVOKE, decision=because)


def expire(review: LegalReview) -> LegalReview:
    return _next(review, Act.EXPIRE, decision=f"verlopen op {review.valid_until}")


def objections(review: LegalReview, source: Source, catalogue: Catalogue, today: date) -> list[str]:
    """Why this dossier cannot be approved today, in Dutch; empty when it can."""
    found = []
    for question in catalogue.questions:
        given = review.answers.get(question.id)
        if given is None:
            found.append(f"{question.id} is niet beantwoord")
        elif ahead := [one for one in (given.on, *(piece.dated for piece in given.evidence)) if one > today]:
            found.append(
                f"het antwoord op {question.id} of het bewijs erbij draagt een datum in de toekomst: {ahead[0]}"
            )
        elif lapses(given, question) <= today:
            found.append(f"het antwoord op {question.id} is verlopen op {lapses(given, question)}")
        elif reason := _unfit(question, given, review.conditions):
            found.append(reason)
    if not (source.terms or only_loopback(source) or review.conditions.no_terms.strip()):
        found.append(
            "het bronbestand noemt geen gebruiksvoorwaarden (terms): vul ze in, of schrijf in het formulier bij "
            "conditions onder no_terms waarom ze er niet zijn"
        )
    return [*found, *filter(None, [unaddressed(review, catalogue)])]


def _unfit(question: Question, given: Answer, conditions: Conditions) -> str:
    if question.block is Block.HARD and given.finding is not Finding.OK:
        return f"{question.id} moet 'ok' zijn en is '{given.finding}'"
    if question.block is Block.CONDITION and given.finding is not Finding.OK and not conditions.text:
        return f"{question.id} is '{given.finding}': leg eerst een voorwaarde vast"
    if question.block is Block.OUTREACH and given.finding is not Finding.OK:
        return ""  # no messages, so nothing to prove
    if len(given.evidence) < len(question.evidence):
        what, count = ", ".join(question.evidence), len(question.evidence)
        return f"{question.id} heeft geen bewijsstuk of te weinig ({count} nodig: {what})"
    return ""


def outreach_allowed(review: LegalReview, catalogue: Catalogue) -> bool:
    """Whether the questions that guard messaging are answered 'ok'."""
    guarding = (q.id for q in catalogue.questions if q.block is Block.OUTREACH)
    return all(q in review.answers and review.answers[q].finding is Finding.OK for q in guarding)


def valid_until(review: LegalReview, catalogue: Catalogue, today: date) -> date:
    """The first day on which the dossier no longer holds: the earliest lapse, at most 12 months on."""
    return min([today + LONGEST, *(lapses(review.answers[q.id], q) for q in catalogue.questions)])


def lapses(given: Answer, question: Question) -> date:
    """The day an answer stops counting: its months, or its evidence's own end if earlier."""
    ends = [piece.expires for piece in given.evidence if piece.expires]
    return min([_months_after(given.on, question.months), *ends])


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))  # 31 January + 1 month = 28 February


def _four_eyes(review: LegalReview, by: str) -> None:
    if not tidy(by):
        raise Refused("een besluit is van iemand: noem een naam")
    if any(same_person(by, name) for name in review.writers):
        raise Refused(f"{by} schreef aan dit dossier mee en kan het daarom niet zelf beoordelen")


def _undecided() -> dict[str, object]:
    return {"approver": None, "decided_on": None, "valid_until": None, "decision": "", "snapshots": {}}


def _next(review: LegalReview, act: Act, **changes: object) -> LegalReview:
    state = step(review.state, act)
    return replace(review, state=state, version=review.version + 1, **changes)  # type: ignore[arg-type]
