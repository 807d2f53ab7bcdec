"""What the objection page says, in every language of the messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from config.reader import line_of, read_record
from domain.errors import ConfigError

FALLBACK = "en"  # for a language nobody wrote


@dataclass(frozen=True, slots=True)
class Texts:
    """One language. `busy` tells another way to object and names {mailbox}."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    name: str
    title: str
    intro: str
    number: str
    site: str
    code: str
    button: str
    stop: str
    done: str
    unreadable: str
    busy: str


@dataclass(frozen=True, slots=True)
class _Book:
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    languages: Mapping[str, Texts]


def load_texts(path: Path) -> Mapping[str, Texts]:
    """Texts by language. Raises ConfigError naming file and line."""
    found = read_record(path, _Book).languages
    for language, one in found.items():
        if one.busy.count("{mailbox}") != 1:
            line = line_of(path, ("languages", language, "busy"))
            raise ConfigError(str(path), line, "busy: noem één keer {mailbox}, de andere weg om bezwaar te maken")
    if FALLBACK not in found:
        raise ConfigError(str(path), 1, f"languages: {FALLBACK} ontbreekt, de taal voor wie een andere spreekt")
    return found


def language_for(asked: str, accepted: str, known: Mapping[str, Texts]) -> str:
    """The language somebody chose, else the best one of an Accept-Language header, else FALLBACK."""
    if asked in known:
        return asked
    wanted = []
    for place, part in enumerate(accepted.split(",")):
        code, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        if weight > 0:
            wanted.append((-weight, place, code.split("-")[0].lower()))
    return next((code for _, _, code in sorted(wanted) if code in known), FALLBACK)
