"""The dossier as people fill it in: one YAML file with an answer per question."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import ClassVar

from config.reader import Location, check_record, line_of, read_yaml
from config.sources import allowed_fields, path_mistake
from domain.certificates import Kind
from domain.dossiers import Answer, Catalogue, Conditions, Evidence, Finding
from domain.errors import ConfigError

STRICT = {"extra": "forbid"}

# Evidence under these names is what every crawl compares with, instead of what the first crawl meets.
PDF = "voorwaarden.pdf"
COMPARED = {"robots.txt": Kind.ROBOTS, "voorwaarden.html": Kind.TERMS, PDF: Kind.TERMS}
_EXAMPLE = "{finding: ok, text: Gelezen, evidence: [{file: colofon.pdf, author: Anna, dated: 2026-03-01}]}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence as written down; `file` is relative to the form."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    file: str
    author: str
    dated: date
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    finding: Finding
    text: str
    evidence: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A filled-in form. Unanswered questions are left out or have no finding."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    answers: Mapping[str, Given]
    conditions: Conditions = field(default_factory=Conditions)


def read_form(path: Path, by: str, on: date) -> tuple[list[Answer], Conditions, dict[str, bytes]]:
    """Answers by `by`, the conditions, and each piece of evidence's contents under its SHA-256.

    Raises ConfigError with the line of a wrong key, an unknown finding, a file that is not there, ...
    """
    told = read_yaml(path)
    if not isinstance(told, dict) or not isinstance(told.get("answers"), dict):
        raise ConfigError(str(path), 1, "verwacht `answers:` met een antwoord per vraag")
    for name, given in told["answers"].items():
        if given is not None and not isinstance(given, dict):
            raise ConfigError(str(path), line_of(path, ("answers", name)), f"{name}: schrijf {_EXAMPLE}")
    filled = {name: given for name, given in told["answers"].items() if given and given.get("finding")}
    if isinstance(told.get("conditions"), dict) and told["conditions"].get("robots_4xx", "") is None:
        line = line_of(path, ("conditions", "robots_4xx"))
        raise ConfigError(str(path), line, "conditions.robots_4xx: kies allow of disallow")
    form = check_record(path, told | {"answers": filled}, Form)
    for location, problem in _mistakes(form.conditions):
        where = ("conditions", *location)
        raise ConfigError(str(path), line_of(path, where), f"{'.'.join(map(str, where))}: {problem}")
    files: dict[str, bytes] = {}
    answers = [
        Answer(name, given.finding, given.text, by, on, tuple(_evidence(path, name, given, on, files)))
        for name, given in form.answers.items()
    ]
    return answers, form.conditions, files


def _mistakes(conditions: Conditions) -> Iterator[tuple[Location, str]]:
    """What would make a condition mean nothing: a field that does not exist, a path that no address has, ..."""
    known = allowed_fields()
    for number, name in enumerate(conditions.fields_off):
        if name not in known:
            told = ", ".join(name for name, one in known.items() if one.kept)
            yield ("fields_off", number), f"veld '{name}' bestaat niet en kan dus niet uit; wel: {told}"
    for number, prefix in enumerate(conditions.deny):
        if problem := path_mistake(prefix):
            yield ("deny", number), problem
    first, last = conditions.hours
    if not 0 <= first < last <= 24:
        yield ("hours",), "geef een begin en een eind binnen één dag, zoals [1, 6] (van 0 tot en met 24)"
    if not (math.isfinite(conditions.delay) and conditions.delay >= 0):
        yield ("delay",), "seconden tussen twee verzoeken: 0 of meer"
    if conditions.page_cap < 1:
        yield ("page_cap",), "hooguit zoveel verzoeken per meting: 1 of meer"


def _evidence(path: Path, question: str, given: Given, on: date, files: dict[str, bytes]) -> Iterator[Evidence]:
    for number, piece in enumerate(given.evidence):
        file = path.parent / piece.file
        if problem := _unusable(file, piece, on):
            line = line_of(path, ("answers", question, "evidence", number))
            raise ConfigError(str(path), line, f"{question}: bewijsstuk {piece.file} {problem}")
        contents = file.read_bytes()
        digest = hashlib.sha256(contents).hexdigest()
        files[digest] = contents
        yield Evidence(file.name, digest, piece.author, piece.dated, piece.expires)


def _unusable(file: Path, piece: Piece, on: date) -> str:
    """Why this piece of evidence cannot be taken in, in Dutch; "" when it can."""
    if not file.is_file():
        return "staat niet naast dit formulier"
    if piece.dated > on:
        return f"draagt een datum in de toekomst: {piece.dated}"
    if file.name in COMPARED and file.name != PDF:
        try:
            file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return "is geen UTF-8-tekst, en elk bezoek moet ermee vergelijken: bewaar het als UTF-8"
    return ""


def blank_form(source: str, catalogue: Catalogue) -> str:
    """An empty form with every question, to be filled in by the author."""
    lines = [
        f"# Juridisch dossier van bron {source}. Vul per vraag in: finding (ok, condition of no) en text.",
        "# Bewijsstukken staan naast dit bestand. Voorbeeld van een ingevulde vraag:",
        f"#   Q01: {_EXAMPLE}",
        "# Heet het bewijs bij Q10 robots.txt, bij Q11 voorwaarden.html of .pdf, dan vergelijkt elk bezoek daarmee.",
        "# Vul bij robots_4xx in: allow of disallow (mag er gevraagd worden als robots.txt er niet is?).",
        "# Heeft de site geen gebruiksvoorwaarden, zet er dan no_terms bij met de reden.",
        "conditions: {delay: 2.0, hours: [0, 24], page_cap: 20000, robots_4xx: , text: ''}",
        "answers:",
    ]
    for question in catalogue.questions:
        needed = f" Bewijs: {', '.join(question.evidence)}." if question.evidence else ""
        lines.append(f"  # {question.ask} ({question.block}, {question.months} maanden.{needed})")
        lines.append(f"  {question.id}: {{finding: , text: ''}}")
    return "\n".join(lines) + "\n"
