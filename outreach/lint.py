"""Refuses a message that could out, accuse, frighten or mislead: it must be safe in anybody's hands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from outreach.segments import segments
from outreach.templates import Template
from outreach.words import Forbidden, Words, find, folded, plain

_LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:nl|com|org|net|eu|info|me|ly)\b|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)
_HALF, _COMPOUND = 3, 8  # letters
_NUMBER = re.compile(r"\d(?:[\s.-]?\d){6,}")


class Fault(StrEnum):
    FORBIDDEN = "forbidden"
    NO_ORGANISATION = "no_organisation"
    NO_HELPER = "no_helper"
    NO_STOP = "no_stop"
    TOO_LONG = "too_long"
    LINK = "link"
    NUMBER = "number"
    MIXED_ALPHABETS = "mixed_alphabets"
    CONTROL = "control"


ABOUT = {
    Forbidden.SEX_WORK: "noemt sekswerk",
    Forbidden.VICTIM: "noemt iemand slachtoffer",
    Forbidden.POLICE: "noemt politie of justitie",
    Forbidden.TRAFFICKING: "noemt mensenhandel of illegaliteit",
    Forbidden.THREAT: "dreigt of dwingt",
    Forbidden.YOUR_AD: "verraadt dat er een advertentie gezien is",
    Forbidden.FOUND_YOU: "zegt waar of hoe iemand gevonden is",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a text is refused; `reason` is Dutch and quotes the spot."""

    fault: Fault
    reason: str


def lint(template: Template, words: Mapping[str, Words], *, helper: str, organisation: str) -> tuple[Finding, ...]:
    """Everything wrong with the message as it would be sent; empty when it may go to a person for approval.

    The filled text is read, because the name of an organisation can out someone as well as a template can.
    The lists of all languages count: a helper may borrow a word.
    """
    text = template.filled(helper=helper, organisation=organisation)
    found = [*forbidden(text, template.language, words), *_form(text)]
    if not organisation.strip() or organisation not in text:
        found.append(Finding(Fault.NO_ORGANISATION, "de naam van de organisatie ontbreekt"))
    if not helper.strip() or helper not in text:
        found.append(Finding(Fault.NO_HELPER, "de naam van de hulpverlener ontbreekt"))
    if "stop" not in plain(text):
        found.append(Finding(Fault.NO_STOP, "het bericht zegt niet dat STOP afmeldt"))
    size = segments(text)
    if size > template.max_segments:
        found.append(
            Finding(Fault.TOO_LONG, f"het bericht is {size} sms-delen lang, hoogstens {template.max_segments}")
        )
    return tuple(found)


def forbidden(text: str, language: str, words: Mapping[str, Words]) -> list[Finding]:
    """What in a text would out or accuse whoever holds it, also in disguise or with a compound written apart."""
    spoken = plain(text)
    views = [spoken, folded(text, "i"), folded(text, "l")]
    pairs = [one + two for one, two in pairwise(spoken) if min(len(one), len(two)) >= _HALF]
    # its own language first, so that the reason quotes the likeliest list
    order = sorted(words, key=lambda one: (one != language, one))
    found = {}
    for one in order:
        for kind, listed in words[one].forbidden.items():
            hit = next((hit for view in views if (hit := find(view, listed))), None)
            hit = hit or find(pairs, _long(tuple(listed)))
            if hit and kind not in found:
                found[kind] = Finding(Fault.FORBIDDEN, f"{ABOUT[kind]}: '{hit}' ({one})")
    return list(found.values())


@lru_cache(maxsize=200)
def _long(listed: tuple[str, ...]) -> tuple[str, ...]:
    """Words long enough that two ordinary words side by side do not make one by chance."""
    return tuple(one for one in listed if " " not in one and len(one.strip("*")) >= _COMPOUND)


def _form(text: str) -> list[Finding]:
    found = []
    if spot := _LINK.search(text):
        found.append(Finding(Fault.LINK, f"bevat een link of adres: '{spot[0]}'; noem alleen wie er schrijft"))
    if spot := _NUMBER.search(text):
        found.append(Finding(Fault.NUMBER, f"bevat een nummer: '{spot[0]}'; antwoorden gaan naar de afzender"))
    if word := next((word for word in re.findall(r"\w+", text) if _mixed(word)), None):
        found.append(Finding(Fault.MIXED_ALPHABETS, f"'{word}' mengt alfabetten; zo ontwijkt een woord de controle"))
    if any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in text):
        found.append(Finding(Fault.CONTROL, "bevat onzichtbare tekens of een regeleinde"))
    return found


def _mixed(word: str) -> bool:
    alphabets = {unicodedata.name(letter, "").split()[0] for letter in word if letter.isalpha()}
    return {"LATIN", "CYRILLIC"} <= alphabets or {"LATIN", "GREEK"} <= alphabets
