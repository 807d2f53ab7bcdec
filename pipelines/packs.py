"""Loads the rule packs of config/packs/<lang>/<field>.yml and runs the examples that stand in them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar, Protocol, TypeVar

import config.reader
from config.reader import line_of, read_record
from domain.errors import ConfigError

PACKS = Path(config.reader.__file__).parent / "packs"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what the rules must read in it; an empty `reads` is a counter-example."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    text: str
    reads: tuple[str, ...] = ()


@cache
def version(field: str, folder: Path = PACKS) -> str:
    """Eight hex digits that change with any word of the packs of this field."""
    words = b"".join((folder / code / f"{field}.yml").read_bytes() for code in languages(field, folder))
    return hashlib.sha256(words).hexdigest()[:8]


class Pack(Protocol):
    @property
    def examples(self) -> tuple[Example, ...]: ...


P = TypeVar("P", bound=Pack)


def languages(field: str, folder: Path = PACKS) -> tuple[str, ...]:
    """The languages that have a pack for this field."""
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{field}.yml")))


def spoken(field: str, kind: type[P], language: str | None, folder: Path = PACKS) -> dict[str, P]:
    """The packs that read a text of this language: its own, and Dutch and English, which mix into every ad.

    Words of all languages together would mislead ("nu" is now in Dutch and not in Romanian), so only a text
    of unknown language is read with every pack. An ad in two languages is written "nl+es". Raises ConfigError
    naming file, line and key.
    """
    known = languages(field, folder)
    own = [code for code in (language or "").split("+") if code in known]
    wanted = (*own, "nl", "en") if own else known
    paths = {code: folder / code / f"{field}.yml" for code in dict.fromkeys(wanted) if code in known}
    return {code: _pack(path, kind, path.stat().st_mtime_ns) for code, path in paths.items()}


@cache
def _pack(path: Path, kind: type[P], written: int) -> P:
    """One file, read once for all the mixtures of languages it takes part in, and again when it was `written` anew."""
    return read_record(path, kind)


def deniers(packs: dict[str, P], language: str | None) -> list[P]:
    """The packs whose denials count: "no" denies in English and means "in the" in Portuguese."""
    own = [code for code in (language or "").split("+") if code in packs]
    if not own or own[0] in ("nl", "en"):
        own += [code for code in ("nl", "en") if code in packs and code not in own]
    return [packs[code] for code in own]


def prove(
    field: str,
    language: str | None,
    packs: Mapping[str, Pack],
    read: Callable[[str], tuple[str, ...]],
    folder: Path = PACKS,
) -> None:
    """Run `read` on every example of the pack of this language, with the rules as they will be used.

    Raises ConfigError at the line of the first example that reads differently.
    """
    pack = packs.get(language or "")
    for number, example in enumerate(pack.examples if pack else ()):
        found = read(example.text)
        if found != example.reads:
            path = folder / (language or "") / f"{field}.yml"
            wrong = f'het voorbeeld "{example.text}" geeft {list(found)}, verwacht was {list(example.reads)}'
            raise ConfigError(str(path), line_of(path, ("examples", number)), wrong)
