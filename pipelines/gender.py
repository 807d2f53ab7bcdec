"""Gender as the site's form gives it. Never guessed from a text or a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar

from domain.observations import Gender
from pipelines.packs import Example, prove, spoken
from pipelines.phrases import bare, either

SHORT = 2  # letters
_SIGNS = {"♀": Gender.WOMAN, "♂": Gender.MAN, "⚧": Gender.TRANS, "⚤": Gender.COUPLE}


@dataclass(frozen=True, slots=True)
class GenderPack:
    """The values forms use in one language.

    What follows `seeking` (man zoekt vrouw) is about somebody else, what follows `denials` is not so, and a man
    `also` a woman are a couple. Single letters count only as the whole value.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    woman: tuple[str, ...]
    man: tuple[str, ...]
    trans: tuple[str, ...] = ()
    couple: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    seeking: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    examples: tuple[Example, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class _Values:
    exact: Mapping[str, Gender]
    words: Mapping[Gender, re.Pattern[str]]
    denied: re.Pattern[str]
    seeking: re.Pattern[str]
    also: re.Pattern[str]


@cache
def _values() -> _Values:
    packs = spoken("gender", GenderPack, None)

    def every(key: str) -> list[str]:
        return [word for pack in packs.values() for word in getattr(pack, key)]

    values = _Values(
        {_plain(word): gender for gender in Gender for word in every(gender.value)},
        {gender: re.compile(rf"(?<!\w)(?:{'|'.join(map(_word, every(gender.value)))})(?!\w)") for gender in Gender},
        re.compile(rf"{either(every('denials')).pattern}[\s-]*$", re.IGNORECASE),
        either(every("seeking")),
        re.compile(rf"\s?[&+]\s?|\s{either(every('also')).pattern}\s", re.IGNORECASE),
    )
    for language in packs:
        prove("gender", language, packs, lambda text: tuple(g.value for g in [_read(text, values)] if g))
    return values


def read_gender(value: str) -> Gender | None:
    """The gender of a form value, or None when no pack knows it or it says several. Raises ConfigError."""
    return _read(value, _values())


def _plain(word: str) -> str:
    """A word without case and accents; a short one keeps its accents, since "nő" is a woman and "no" is not."""
    plain = bare(word).lower()
    return plain if len(plain.strip(" .:!,()")) > SHORT else word.lower()


def _word(word: str) -> str:
    """The word inside a longer value; single letters never match there."""
    return re.escape(_plain(word)).replace(r"\*", r"\w*") if len(word) > 1 else r"(?!)"


def _read(value: str, values: _Values) -> Gender | None:
    plain = " ".join(map(_plain, value.split())).strip(" .:!")
    if plain in values.exact:
        return values.exact[plain]
    sought = values.seeking.search(bare(plain))
    own = plain[: sought.start()] if sought else plain
    told = dict.fromkeys(gender for gender, _ in sorted(_named(own, values), key=lambda named: named[1]))
    for gender in (Gender.COUPLE, Gender.TRANS):
        if gender in told:
            return gender
    if len(told) == 2 and values.also.search(bare(own)):
        return Gender.COUPLE
    # "erkek kadın arıyor": who seeks stands first, also where the verb comes last
    return next(iter(told)) if len(told) == 1 or (told and sought) else None


def _named(plain: str, values: _Values) -> Iterator[tuple[Gender, int]]:
    for gender, words in values.words.items():
        for found in words.finditer(plain):
            if not values.denied.search(bare(plain[: found.start()])):
                yield gender, found.start()
    for sign, gender in _SIGNS.items():
        if sign in plain:
            yield gender, plain.index(sign)
