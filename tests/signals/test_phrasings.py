"""Ways of saying it that the author of the rules thought of, so that a change of a pattern loses none.

`phrasings/<lang>.txt` has one per line: the indicator that must fire, or `-` when nothing may that counts.
They say nothing about recall: for that, see tests/labelled/signals.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from signals.engine import Engine

FILES = sorted((Path(__file__).parent / "phrasings").glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_phrasing_is_still_read_as_it_was(catalogue_engine: Engine, file: Path) -> None:
    wrong = []
    for line in file.read_text(encoding="utf-8").splitlines():
        expected, text = line.split(" ", 1)
        fired = {one.indicator for one in catalogue_engine.check(text, file.stem) if one.weight > 0}
        if fired if expected == "-" else expected not in fired:
            wrong.append((line, sorted(fired)))
    assert not wrong


def test_there_are_phrasings_for_every_language(catalogue_engine: Engine) -> None:
    assert {file.stem for file in FILES} == set(catalogue_engine.readers)
