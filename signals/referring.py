"""A referral is written by a person, weighed by a second, minimal, and handed over by hand.

The software sends nothing. A letter that rests on indicators alone is refused, and no score fits in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.errors import Refused
from signals.referral import MANDATORY, Act, Basis, Feedback, Referral, State, Step

LETTERS = Path(__file__).parent / "letters"
_SCORE = re.compile(r"\b(score|gewicht|risico\s*\d|indicator\w*|niveau|kans)\b|\d\s*%|\b[A-J]\d\b", re.IGNORECASE)
_NEXT = {
    State.DRAFT: {State.PROPOSED},
    State.PROPOSED: {State.APPROVED, State.REJECTED},
    State.APPROVED: {State.HANDED_OVER},
    State.HANDED_OVER: {State.CLOSED},
    State.REJECTED: frozenset[State](),
    State.CLOSED: frozenset[State](),
}


def propose(referral: Referral) -> Referral:
    """Ready for a second person. Raises Refused with everything that is missing or may not be in it."""
    content = referral.content
    missing = [words for name, words in MANDATORY.items() if len(getattr(content, name).split()) < 3]
    if missing:
        raise Refused(f"De doorverwijzing is niet volledig. Schrijf nog: {'; '.join(missing)}.")
    if all(fact.basis is Basis.INDICATOR for fact in content.facts):
        raise Refused(
            "Een brief die alleen op indicatoren rust, gaat niet uit: voeg toe wat een mens heeft vastgesteld."
        )
    if not content.shared or not all(value.strip() for value in content.shared.values()):
        raise Refused("Kies welke gegevens gedeeld worden en vul ze in; alleen die komen in de brief.")
    found = next((hit[0] for text in content.texts if (hit := _SCORE.search(text))), None)
    if found:
        raise Refused(f"“{found}” hoort niet in een brief: er gaat nooit een score of indicator mee.")
    return _move(referral, State.PROPOSED)


def assess(referral: Referral, by: str, on: date, *, agrees: bool, note: str) -> Referral:
    """A second person approves or rejects. Raises Refused when it is the author, or says nothing."""
    if by.strip().casefold() == referral.author.strip().casefold():
        raise Refused("De tweede beoordelaar is iemand anders dan de schrijver.")
    if len(note.split()) < 3:
        raise Refused("Schrijf op waarom u instemt of niet, in minstens drie woorden.")
    moved = _move(referral, State.APPROVED if agrees else State.REJECTED)
    return replace(moved, assessor=by, assessed_on=on)


def hand_over(referral: Referral, digest: str, steps: Iterable[Step]) -> Referral:
    """A person handed a letter over, outside this software: it must be one that was printed here, byte for byte."""
    moved = _move(referral, State.HANDED_OVER)
    if digest not in {one.digest for one in steps if one.act is Act.PRINTED}:
        raise Refused(
            "Dit bestand is niet de brief die hier is gemaakt. Maak hem opnieuw met `peil signals refer letter`."
        )
    return moved


def receive_feedback(referral: Referral, feedback: Feedback) -> Referral:
    """Note one of four answers; `afgerond` and `niet in behandeling` close the referral."""
    if referral.state is not State.HANDED_OVER:
        raise Refused("Er is nog niets overgedragen, of de doorverwijzing is al gesloten.")
    done = feedback in (Feedback.DONE, Feedback.NOT_TAKEN_UP)
    moved = _move(referral, State.CLOSED) if done else referral
    return replace(moved, feedback=feedback)


def replay(written: Referral, steps: Iterable[Step]) -> Referral:
    """How far a referral has come, from everything that was done with it."""
    now = written
    for step in steps:
        now = replace(now, state=step.state, feedback=step.feedback or now.feedback)
        if step.act is Act.ASSESSED:
            now = replace(now, assessor=step.by, assessed_on=step.at.date())
    return now


def letter(referral: Referral, organisation: str) -> str:
    """The letter to print, as HTML. Raises Refused before a second person approved."""
    if referral.state not in (State.APPROVED, State.HANDED_OVER, State.CLOSED):
        raise Refused("Zonder tweede beoordelaar die instemt is er geen brief.")
    pages = Environment(loader=FileSystemLoader(LETTERS), autoescape=True, undefined=StrictUndefined)
    facts = [fact for fact in referral.content.facts if fact.basis is not Basis.INDICATOR]
    return pages.get_template("referral.html").render(
        referral=referral, content=referral.content, facts=facts, organisation=organisation
    )


def _move(referral: Referral, to: State) -> Referral:
    if to not in _NEXT[referral.state]:
        raise Refused(f"Een doorverwijzing in staat {referral.state} kan niet naar {to}.")
    return replace(referral, state=to)
