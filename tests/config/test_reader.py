"""Files as people write them, whatever YAML 1.1 would make of their words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.reader import read_yaml
from domain.errors import ConfigError
from trends.events import read_events


def test_an_event_file_is_read_as_people_write_it(tmp_path: Path) -> None:
    file = tmp_path / "events.yml"
    file.write_text("- on: 2026-02-01\n  name: Nieuwe wet\n  because: Staatsblad\n", encoding="utf-8")
    assert [(one.on, one.name) for one in read_events(file)] == [(date(2026, 2, 1), "Nieuwe wet")]


def test_only_true_and_false_are_booleans(tmp_path: Path) -> None:
    file = tmp_path / "words.yml"
    file.write_text("on: no\noff: yes\nthere: true\ngone: False\nwords: [nul, on, y, falsehood]\n", encoding="utf-8")
    words = ["nul", "on", "y", "falsehood"]
    assert read_yaml(file) == {"on": "no", "off": "yes", "there": True, "gone": False, "words": words}


@pytest.mark.parametrize(("text", "line"), [("a: [1\nb: 2\n", 2), ("a: 1\n---\nb: 2\n", 2)])
def test_a_file_that_is_no_single_yaml_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "broken.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        read_yaml(file)
    assert refused.value.line == line


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "empty.yml"
    file.write_text("# nothing yet\n", encoding="utf-8")
    assert read_yaml(file) is None
