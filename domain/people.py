"""How a name that somebody typed is compared: case and white space make no other person."""

from __future__ import annotations

import unicodedata


def tidy(name: str) -> str:
    """The name as it is kept: one space between words, one way to write each letter."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def same_person(one: str, other: str) -> bool:
    return tidy(one).casefold() == tidy(other).casefold()
