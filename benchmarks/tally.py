"""Counting right, wrong and missed: what every scorer here shares."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """Values found and right (`right`), found but not in the truth (`wrong`), in the truth but not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1.0 when nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of the truth that was found; 1.0 when there was nothing to find."""
        there = self.right + self.missed
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def tally_sets(truth: Iterable[object], found: Iterable[object]) -> Tally:
    """Compare two collections as sets: order and repetition say nothing about an ad."""
    expected, got = set(truth), set(found)
    return Tally(len(expected & got), len(got - expected), len(expected - got))


def read_rows(path: Path) -> Iterator[Row]:
    """JSON lines of one file, or of every `*.jsonl` of a folder in name order.

    Raises ValueError naming file and line when a line is no JSON object.
    """
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        with file.open(encoding="utf-8") as lines:
            yield from parse_rows(lines, str(file))


def parse_rows(lines: Iterable[str], where: str) -> Iterator[Row]:
    """JSON lines of an open stream; empty lines are skipped. Raises ValueError with `where` and the line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ValueError(f"{where}:{number}: not JSON ({error})") from error
        if not isinstance(row, dict) or "id" not in row:
            raise ValueError(f"{where}:{number}: expected an object with an id")
        yield row


def percent(share: float) -> str:
    return f"{100 * share:6.1f}"
