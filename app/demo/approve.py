"""A demo author and a demo reviewer fill in and approve dossiers, clearly labelled as such."""

from __future__ import annotations

import hashlib
from datetime import datetime

from app.evidence import keep
from app.house import House
from config.sources import read_catalogue
from domain.dossiers import Answer, Evidence, Finding, Question
from domain.errors import Refused
from domain.sources import Source
from legal.dossier import answer, approve, open_dossier, submit
from legal.gate import Gate
from legal.policy import only_loopback
from storage.database import reading
from storage.dossiers import load_review, save_review

AUTHOR = "Demo-auteur (geen echte persoon)"
REVIEWER = "Demo-beoordelaar (geen echt oordeel)"
_TEXT = "Demonstratie: deze bron is verzonnen en draait op deze machine."
_DIGEST = hashlib.sha256(_TEXT.encode()).hexdigest()


def approve_for_demo(house: House, source: Source, at: datetime) -> None:
    """Give an invented source a valid dossier when it has none. Raises Refused for any real site."""
    if not only_loopback(source):
        raise Refused(f"{source.name} staat niet op 127.0.0.1; een echte bron vraagt een echt oordeel")
    keep(house, {_DIGEST: _TEXT.encode()})
    with reading(house.engine).connect() as connection:
        review = load_review(connection, source.name)
    if Gate.of(source, review).opens(at).allowed:
        return
    catalogue = read_catalogue()
    filled = open_dossier(source, catalogue, AUTHOR) if review is None else review
    for question in catalogue.questions:
        filled = answer(filled, _answer(question, at), catalogue)
    handed_in = submit(filled, source, catalogue, AUTHOR)
    approved = approve(handed_in, source, catalogue, REVIEWER, at)
    with house.engine.begin() as connection:
        save_review(connection, filled, "answered", AUTHOR, at)
        save_review(connection, handed_in, "submitted", AUTHOR, at)
        save_review(connection, approved, "approved", REVIEWER, at)


def _answer(question: Question, at: datetime) -> Answer:
    day = at.date()
    piece = Evidence("demo.txt", _DIGEST, AUTHOR, day)
    return Answer(question.id, Finding.OK, _TEXT, AUTHOR, day, (piece,) * len(question.evidence))
