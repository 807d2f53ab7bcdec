"""The linter against texts by someone who wants them through, and for texts that should get through."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from config.settings import CONFIG
from outreach.lint import forbidden
from outreach.words import load_words

WORDS = load_words(CONFIG / "messages")
TEXTS = yaml.safe_load((Path(__file__).parent / "hostile.yml").read_text(encoding="utf-8"))


def cases(kind: str) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in TEXTS[kind].items() for text in texts]


@pytest.mark.parametrize(("language", "text"), cases("hostile"))
def test_a_compound_a_disguise_or_a_hint_at_where_we_found_you_is_refused(language: str, text: str) -> None:
    assert forbidden(f"Hallo, ik ben Noor. {text}. Antwoord STOP.", language, WORDS)


@pytest.mark.parametrize(("language", "text"), cases("harmless"))
def test_an_ordinary_text_passes(language: str, text: str) -> None:
    assert forbidden(f"Hallo, ik ben Noor. {text}. Antwoord STOP.", language, WORDS) == []


def test_the_hostile_list_speaks_every_template_language() -> None:
    assert set(TEXTS["hostile"]) == set(WORDS)
