"""Who acts, what they do and with what: each class of meaning in each language, beside ordinary life in the same words.

`classes/<lang>.txt` names a class after `#`; below it stand sentences that must fire (with the indicator) and
sentences in which nothing that counts may (`-`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from signals.engine import Engine
from signals.examples import FEWEST

FILES = sorted((Path(__file__).parent / "classes").glob("*.txt"))


def by_class(file: Path) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    name = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        expected, text = line.split(" ", 1)
        if expected == "#":
            name = text
        else:
            found[name].append((expected, text))
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_class_is_read_and_ordinary_life_is_left_alone(catalogue_engine: Engine, file: Path) -> None:
    wrong = []
    for expected, text in (pair for pairs in by_class(file).values() for pair in pairs):
        fired = {one.indicator for one in catalogue_engine.check(text, file.stem) if one.weight > 0}
        if fired if expected == "-" else expected not in fired:
            wrong.append((expected, text, sorted(fired)))
    assert not wrong


def test_every_language_has_every_class_with_enough_of_both_kinds(catalogue_engine: Engine) -> None:
    assert {file.stem for file in FILES} == set(catalogue_engine.readers)
    classes = {file.stem: by_class(file) for file in FILES}
    assert len({frozenset(each) for each in classes.values()}) == 1
    for language, each in classes.items():
        for name, pairs in each.items():
            silent = Counter(expected == "-" for expected, _ in pairs)
            assert min(silent[True], silent[False]) >= FEWEST, (language, name)
