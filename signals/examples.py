"""Runs the example sentences of the rule files: a rule that fails its own examples is not loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from config.reader import line_of
from domain.errors import ConfigError
from signals.engine import Engine
from signals.languages import Concept
from signals.words import with_next

FEWEST = 3  # sentences that must fire, and as many that must stay silent, per rule and language


def check_examples(engine: Engine, folder: Path) -> None:
    """Raises ConfigError for the first failing example, with its line in `folder/<lang>.yml`."""
    for language in engine.readers:
        for concept, key, row, problem in failing(engine, language):
            file = folder / f"{language}.yml"
            raise ConfigError(str(file), line_of(file, ["concepts", concept, key, row]), problem)


def failing(engine: Engine, language: str) -> Iterator[tuple[str, str, int, str]]:
    """Concept, key, row and problem of every example that fails, and of rules with too few examples."""
    for name, concept in engine.readers[language].rules.concepts.items():
        for key, wanted in (("fires", True), ("silent", False)):
            examples: tuple[str, ...] = getattr(concept, key)
            if len(examples) < FEWEST:
                yield name, key, 0, f"{name} heeft {len(examples)} voorbeelden onder `{key}`; nodig zijn er {FEWEST}"
            for row, text in enumerate(examples):
                if _fires(engine, language, name, concept, text) is not wanted:
                    said = "gaat niet af op" if wanted else "gaat af op"
                    yield name, key, row, f"{name} {said} “{text}”"


def _fires(engine: Engine, language: str, name: str, concept: Concept, text: str) -> bool:
    if not concept.match:  # made of other concepts: needs the whole text
        return any(one.indicator == name for one in engine.check(text, language))
    reader = engine.readers[language]
    return any(
        hit.concept == name and not hit.denied
        for sentence, following in with_next(text)
        for hit in reader.hits(sentence, following.words if following else ())
    )
