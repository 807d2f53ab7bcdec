"""Terms of use handed in as evidence: each visit compares with exactly those."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.evidence import compared, keep
from app.house import House, found_house
from config.settings import CONFIG, read_settings
from config.sources import find_source, read_catalogue
from domain.certificates import Kind
from domain.dossiers import Answer, Evidence, Finding
from domain.errors import Refused
from legal.dossier import open_dossier

SOURCE = find_source(CONFIG / "sources", "sandbox_a")
PDF = b"%PDF-1.7 \xff artikel 1"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return found_house(read_settings({"PEIL_HOME": str(tmp_path)}))


def evidence(house: House, **files: bytes) -> Answer:
    pieces = []
    for name, contents in files.items():
        digest = hashlib.sha256(contents).hexdigest()
        keep(house, {digest: contents})
        pieces.append(Evidence(f"voorwaarden.{name}", digest, "Anna", date(2026, 3, 1)))
    return Answer("Q11", Finding.OK, "gelezen", "Anna", date(2026, 3, 1), tuple(pieces))


def test_a_pdf_counts_by_its_bytes(house: House) -> None:
    review = open_dossier(SOURCE, read_catalogue(), "Anna")
    review = replace(review, answers={"Q11": evidence(house, pdf=PDF)})
    said = compared(house, SOURCE, review)[Kind.TERMS]
    assert said.digest == hashlib.sha256(PDF).hexdigest()


def test_two_texts_of_the_same_terms_are_refused(house: House) -> None:
    review = open_dossier(SOURCE, read_catalogue(), "Anna")
    review = replace(review, answers={"Q11": evidence(house, pdf=PDF, html=b"<p>artikel 1</p>")})
    with pytest.raises(Refused, match="een ander bewijsstuk"):
        compared(house, SOURCE, review)
