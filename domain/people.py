"""How a name that somebody typed is compared: writing it another way makes no other person."""

from __future__ import annotations

import unicodedata

from domain.errors import BadInput

LONGEST = 100  # as every table and the log keep it

# Letters that look alike on a screen. Doubt means the same person: two eyes that pass for four are the greater harm.
_ALIKE = str.maketrans(
    {
        **dict(zip("авекмнорстухіјѕԁԛԝһ", "abekmhopctyxijsdqwh", strict=True)),
        **dict(zip("αβεικνορτυχ", "abeikvoptux", strict=True)),
        **dict(zip("ıłøđħɡ", "iiodhg", strict=True)),
        **dict(zip("01l", "oii", strict=True)),
    }
)


def tidy(name: str) -> str:
    """The name as it is kept: one space between words, one way to write each letter, nothing invisible."""
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split())


def same_person(one: str, other: str) -> bool:
    return _skeleton(one) == _skeleton(other)


def named(told: str) -> str:
    """The name, tidied. Raises BadInput for what names nobody."""
    name = tidy(told)
    if not any(letter.isalpha() for letter in name) or len(name) > LONGEST:
        raise BadInput(f"noem wie dit doet: een naam van hooguit {LONGEST} tekens")
    return name


def _skeleton(name: str) -> str:
    """What is left of a name without case, accents, spaces and signs, with letters that look alike made one."""
    apart = unicodedata.normalize("NFKD", tidy(name)).casefold()
    return "".join(letter for letter in apart if letter.isalnum()).translate(_ALIKE)
