"""Fictional phone numbers (+3160xxxxxxx, a block no operator issues) and the ways people write them."""

from __future__ import annotations

from functools import cache
from random import Random

from sandbox.phrases import load_words

BLOCK = 10_000_000


def number(index: int, seed: int) -> str:
    """The `index`-th number of a market in E.164; different indexes below ten million never collide."""
    return f"+3160{(index * 7_368_787 + seed * 104_729) % BLOCK:07d}"


def plain(phone: str, rng: Random) -> str:
    """The number as a form prints it."""
    local = "0" + phone[3:]
    groups = " ".join(local[i : i + 2] for i in range(2, 10, 2))
    return rng.choice((local, f"06-{local[2:]}", f"06 {groups}", f"{phone[:3]} 6 {groups}", f"0031{local[1:]}"))


def around_filters(phone: str, language: str, rng: Random) -> str:
    """The number as people write it in free text where a filter removes plain digits."""
    local = "0" + phone[3:]
    words = language if language in _numerals() else rng.choice(("nl", "en"))
    return rng.choice(_WAYS)(local, words, rng)


def _spaced(local: str, _words: str, rng: Random) -> str:
    return rng.choice((" ", ".", " . ", "-", "/")).join(local)


def _pairs(local: str, _words: str, rng: Random) -> str:
    return rng.choice((" ", ".", "-", " - ")).join(local[i : i + 2] for i in range(0, 10, 2))


def _words(local: str, words: str, _rng: Random) -> str:
    return " ".join(_numerals()[words]["digits"][int(digit)] for digit in local)


def _mixed(local: str, words: str, rng: Random) -> str:
    pairs = [local[i : i + 2] for i in range(2, 10, 2)]
    return " ".join(["06", *(_spoken(pair, words) if rng.random() < 0.6 else pair for pair in pairs)])


def _full_width(local: str, _words: str, _rng: Random) -> str:
    return local.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})


def _keycaps(local: str, _words: str, _rng: Random) -> str:
    return "".join(digit + "\ufe0f\u20e3" for digit in local)


def _letters(local: str, _words: str, rng: Random) -> str:
    return local.replace("0", rng.choice("oO"))


def _link(local: str, _words: str, rng: Random) -> str:
    return rng.choice(("wa.me/31", "https://wa.me/31")) + local[1:]


_WAYS = (_spaced, _pairs, _pairs, _words, _mixed, _mixed, _full_width, _keycaps, _letters, _link)


def _spoken(pair: str, words: str) -> str:
    known, tens, units = _numerals()[words], int(pair[0]), int(pair[1])
    if tens == 0:
        return f"{known['digits'][0]} {known['digits'][units]}"
    if tens == 1:
        return known["teens"][units]
    if units == 0:
        return known["tens"][tens - 2]
    if words == "nl":
        joint = "ën" if units in {2, 3} else "en"
        return f"{known['digits'][units]}{joint}{known['tens'][tens - 2]}"
    return f"{known['tens'][tens - 2]}-{known['digits'][units]}"


@cache
def _numerals() -> dict[str, dict[str, list[str]]]:
    return load_words("numerals")
