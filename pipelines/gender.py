"""Gender as the site's form gives it. Never guessed from a text or a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar

from domain.observations import Gender
from pipelines.packs import Example, prove, spoken
from pipelines.phrases import bare, either


@dataclass(frozen=True, slots=True)
class GenderPack:
    """The values forms use in one language."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    woman: tuple[str, ...]
    man: tuple[str, ...]
    trans: tuple[str, ...] = ()
    couple: tuple[str, ...] = ()
    examples: tuple[Example, ...] = field(default_factory=tuple)


@cache
def _values() -> Mapping[str, Gender]:
    packs = spoken("gender", GenderPack, None)
    values = {
        bare(value.lower()): gender
        for pack in packs.values()
        for gender in Gender
        for value in getattr(pack, gender.value)
    }
    for language in packs:
        prove("gender", language, packs, lambda text: tuple(g.value for g in [_read(text, values)] if g))
    return values


def read_gender(value: str) -> Gender | None:
    """The gender of a form value, or None when no pack knows it. Raises ConfigError for a broken pack."""
    return _read(value, _values())


def _read(value: str, values: Mapping[str, Gender]) -> Gender | None:
    plain = " ".join(bare(value.lower()).split()).strip(" .:!")
    if plain in values:
        return values[plain]
    for gender in (Gender.COUPLE, Gender.TRANS, Gender.WOMAN, Gender.MAN):
        if either(word for word, known in values.items() if known == gender and len(word) > 1).search(plain):
            return gender
    return None
