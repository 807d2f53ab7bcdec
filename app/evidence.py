"""The files behind a dossier's answers, kept under their SHA-256 and hashed again whenever they must count."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from app.clock import AMSTERDAM
from app.house import House
from config.dossier_form import COMPARED, PDF
from config.sources import read_catalogue
from domain.certificates import Kind, Snapshot
from domain.dossiers import Evidence, LegalReview, Runtime
from domain.errors import Refused
from domain.sources import Source
from legal.snapshots import document, snapshot
from storage.dossiers import MACHINE, load_review, suspend_source


def keep(house: House, files: Mapping[str, bytes]) -> None:
    """Keep each file's contents under its digest; handing in again repairs what was damaged."""
    folder = house.settings.home / "evidence"
    folder.mkdir(parents=True, exist_ok=True)
    for digest, contents in files.items():
        (folder / digest).write_bytes(contents)


def kept(house: House, piece: Evidence) -> Path:
    return house.settings.home / "evidence" / piece.sha256


def fault(house: House, piece: Evidence) -> str:
    """Why this piece no longer proves anything, in Dutch; "" when it is as it was handed in."""
    path = kept(house, piece)
    if not path.is_file():
        return f"bewijsstuk {piece.file} is er niet meer ({path})"
    if hashlib.sha256(path.read_bytes()).hexdigest() != piece.sha256:
        return f"bewijsstuk {piece.file} is gewijzigd sinds het werd ingediend ({path})"
    return ""


def faults(house: House, review: LegalReview) -> dict[str, str]:
    """Per question with unsound evidence: what is wrong with it."""
    told = {
        one.question: next(filter(None, (fault(house, p) for p in one.evidence)), "") for one in review.answers.values()
    }
    return {question: problem for question, problem in told.items() if problem}


def require_sound(house: House, review: LegalReview) -> None:
    """Raises Refused naming the first questions whose evidence is gone or changed."""
    if found := faults(house, review):
        told = "; ".join(f"{question}: {problem}" for question, problem in list(found.items())[:5])
        raise Refused(f"goedkeuren kan niet: {told}. Dien het dossier opnieuw in, met de bewijsstukken ernaast.")


def suspend_unsound(house: House, source: str, at: datetime) -> None:
    """Suspend a source when the evidence that must hold on every run is gone or changed."""
    watched = {one.id for one in read_catalogue().questions if one.runtime is Runtime.EVIDENCE}
    with house.engine.begin() as connection:
        review = load_review(connection, source)
        found = faults(house, review) if review else {}
        if told := "; ".join(f"{question}: {found[question]}" for question in sorted(watched & found.keys())):
            suspend_source(connection, source, told, MACHINE, at)


def compared(house: House, source: Source, review: LegalReview) -> dict[Kind, Snapshot]:
    """What the evidence says the site's own rules were: each crawl compares with it.

    Raises Refused: no UTF-8, or two files that do not say the same.
    """
    found: dict[Kind, Snapshot] = {}
    for piece in (piece for given in review.answers.values() for piece in given.evidence if piece.file in COMPARED):
        said = _snapshot(house, source, piece)
        if found.setdefault(said.kind, said).digest != said.digest:
            raise Refused(f"bewijsstuk {piece.file} zegt iets anders dan een ander bewijsstuk: lever er één in")
    return found


def _snapshot(house: House, source: Source, piece: Evidence) -> Snapshot:
    kind, taken = COMPARED[piece.file], datetime.combine(piece.dated, datetime.min.time(), AMSTERDAM)
    if piece.file == PDF:
        return document(kind, source.terms or "", "application/pdf", kept(house, piece).read_bytes(), taken)
    try:
        saved = kept(house, piece).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"bewijsstuk {piece.file} is geen UTF-8-tekst: bewaar het zo en dien opnieuw in") from error
    return snapshot(kind, source.start_url, _words(saved) if kind is Kind.TERMS else saved, taken)


def _words(saved: str) -> str:
    from parsel import Selector  # here: most commands of a dossier read no page

    from crawler.page import text_of

    return text_of(Selector(saved))
