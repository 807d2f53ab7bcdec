"""An operator's objection: it closes the source whatever its state, and visiting again takes an answer to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.dossiers import Catalogue, DossierState, LegalReview, Objection, Question, Runtime
from domain.errors import Refused
from legal.states import Act, step

TOLD = "bezwaar van de exploitant: {because}"


def object_to(
    review: LegalReview | None, source: str, catalogue: Catalogue, because: str, by: str, now: datetime
) -> LegalReview:
    """Take in an objection, also against a source that has no dossier yet."""
    known = review or LegalReview(source, "", catalogue.version, DossierState.DRAFT, author="", version=0)
    question = _question(catalogue)
    met = known.answers[question.id].text if question and question.id in known.answers else ""
    return replace(
        known,
        state=step(known.state, Act.OBJECT),
        version=known.version + 1,
        decision=TOLD.format(because=because),
        operator=(*known.operator, Objection(because, by, now, met)),
    )


def unaddressed(review: LegalReview, catalogue: Catalogue) -> str:
    """Why the answers do not yet speak of the operator's objection, in Dutch; "" when they do."""
    question = _question(catalogue)
    if not review.unanswered or question is None or question.id not in review.answers:
        return ""
    text = review.answers[question.id].text.strip()
    if text and all(text != one.met.strip() for one in review.unanswered):
        return ""
    because = review.unanswered[-1].because
    return f"de exploitant maakte bezwaar ({because}): beantwoord {question.id} opnieuw en ga daarop in"


def answered(review: LegalReview, by: str, because: str) -> tuple[Objection, ...]:
    """The objections with the approver's answer. Raises Refused when one is open and no reason is given."""
    if review.unanswered and not because.strip():
        told = review.unanswered[-1].because
        raise Refused(f"de exploitant maakte bezwaar ({told}): geef met --because waarom bezoeken toch mag")
    return tuple(
        one if one.answered_by else replace(one, answer=because.strip(), answered_by=by) for one in review.operator
    )


def _question(catalogue: Catalogue) -> Question | None:
    return next((one for one in catalogue.questions if one.runtime is Runtime.OBJECTION), None)
