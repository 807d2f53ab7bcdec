"""How a Dutch place name sounds in Cyrillic, whoever spelled it: one key for Нийвехайн, Нивегейн and Nieuwegein."""

from __future__ import annotations

import re
import unicodedata

# From Dutch letters to the key, longest first. E is the sound of ij and ei, written ей, ай or эй.
_DUTCH = {
    "ieuw": "ив", "sch": "сх", "ch": "х", "ij": "E", "ei": "E", "ey": "E", "ui": "E", "oe": "у", "ie": "и", "eu": "е",
    "qu": "кв", "th": "т", "ce": "се", "ci": "си", "aa": "а", "ee": "е", "oo": "о", "uu": "у", "a": "а",
    "b": "б", "c": "к", "d": "д", "e": "е", "f": "в", "g": "х", "h": "х", "i": "и", "j": "и", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "в",
    "x": "кс", "y": "и", "z": "с",
}  # fmt: skip
_FROM_DUTCH = re.compile("|".join(sorted(_DUTCH, key=len, reverse=True)))
_DIPHTHONG = re.compile("[еэаёє][йиії]")
_LETTERS = str.maketrans(
    {"г": "х", "ґ": "х", "ф": "в", "з": "с", "ё": "е", "э": "е", "є": "е", "і": "и", "ї": "и", "й": "и", "ы": "и"}
    | {"ю": "у", "я": "а", "ц": "тс", "ь": "", "ъ": "", "'": ""}
)
_DOUBLE = re.compile(r"(.)\1+")


def is_cyrillic(word: str) -> bool:
    return "\u0400" <= word[:1] <= "\u04ff"


def sound_of_dutch(name: str) -> str:
    """The key of a Dutch name in plain small letters; empty where a letter has no sound here."""
    if not (name.isascii() and name.isalpha()):
        return ""
    return _DOUBLE.sub(r"\1", _FROM_DUTCH.sub(lambda found: _DUTCH[found[0]], name))


def sound_of_cyrillic(word: str) -> str:
    """The key of a Cyrillic word in small letters."""
    whole = unicodedata.normalize("NFC", word)
    return _DOUBLE.sub(r"\1", _DIPHTHONG.sub("E", whole).translate(_LETTERS))
