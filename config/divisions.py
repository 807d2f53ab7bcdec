"""Municipal divisions: a code of an older year told in a newer one, so that a series has one division."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from config.reader import read_record

NEWEST = 2023
DIVISIONS = Path(__file__).with_name("divisions.yml")


@dataclass(frozen=True, slots=True)
class Merger:
    """At 1 January of `year` the municipalities `was` (code to name) became, or joined, `into`."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    year: int
    into: str
    name: str
    was: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Divisions:
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    mergers: tuple[Merger, ...]


@cache
def read_mergers(path: Path = DIVISIONS) -> tuple[Merger, ...]:
    """All mergers, oldest first. Raises ConfigError naming the line of the first mistake."""
    return tuple(sorted(read_record(path, Divisions).mergers, key=lambda merger: merger.year))


def in_division(code: str, year: int = NEWEST) -> str:
    """The municipality that `code` belongs to in the division of `year`; a code without a merger stays.

    >>> in_division("GM0756"), in_division("GM0756", 2021), in_division("GM0363")
    ('GM1982', 'GM0756', 'GM0363')
    """
    for merger in read_mergers():
        if merger.year <= year and code in merger.was:
            code = merger.into
    return code


def former_names() -> dict[str, str]:
    """Names of municipalities that merged, each with its code in the newest division."""
    return {name: in_division(code) for merger in read_mergers() for code, name in merger.was.items()}
