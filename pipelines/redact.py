"""Masks what could lead to a person, before anything is written.

Residual risk: a name without a cue phrase, a described place, or a number spelled in a way no rule knows may
remain. Therefore masked text is kept for 14 days only and researchers get typed variables, no text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from pipelines.clean import clean
from pipelines.phone import find_phones, phone_span

_HANDLE_AT = (
    r"instagram|insta|ig|telegram|tg|snapchat|snap|kik|twitter|onlyfans|facebook|fb|skype|wechat|line|signal|viber"
)
_MASKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "[mail]",
        re.compile(
            r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\])\s?\w{2,10})+",
            re.I,
        ),
    ),
    (
        "[link]",
        re.compile(
            r"(?:https?://|www\.)\S+|(?<![\w@])[\w-]{2,63}\.(?:com|nl|net|org|be|de|eu|info|me|ly)(?:/\S*)?(?!\w)", re.I
        ),
    ),
    ("[iban]", re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}[ ]?[A-Za-z]{4}(?:[ ]?\d{2,4}){2,6}(?!\d)")),
    ("[handle]", re.compile(rf"(?<![\w])@\w[\w.]{{2,30}}|(?<!\w)(?:{_HANDLE_AT})\s?[:=@]\s?@?[\w.]{{3,30}}", re.I)),
    (
        "[adres]",
        re.compile(
            r"(?<!\d)[1-9]\d{3}\s?[A-Z]{2}(?![A-Za-z])(?:[,\s]{1,3}\d{1,4}[a-z]?\b)?"
            r"|(?<!\w)[A-Z][\w'’-]{2,30}(?:straat|weg|laan|plein|kade|gracht|singel|dijk|steeg|hof|pad|dreef)\s+\d{1,4}\s?[a-z]?\b"
        ),
    ),
    (
        "[kenteken]",
        re.compile(
            r"(?<![\w-])(?=[A-Z\d-]*\d)(?=[A-Z\d-]*[A-Z])"
            r"(?:[A-Z]{1,3}-\d{2,3}-[A-Z]{1,2}|\d{1,2}-[A-Z]{2,3}-\d{1,2}|\d{2}-[A-Z]{2}-[A-Z]{2}|[A-Z]{2}-\d{2}-\d{2}"
            r"|\d{2}-\d{2}-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-\d{2}|\d-[A-Z]{3}-\d{2})(?![\w-])"
        ),
    ),
    (
        "[naam]",
        re.compile(
            r"(?:(?i:ik ben|ik heet|mijn naam is|my name is|i am|i'm|call me|vraag naar"
            r"|ask for|me llamo|mi nombre es"
            r"|soy|me chamo|meu nome é|sou|mă numesc|ma numesc|sunt|numele meu este|казвам се|името ми е|a nevem|nevem"
            r"|mam na imię|nazywam się|jestem|ich heiße|ich heisse|mein name ist|ich bin|je m'appelle|je suis"
            r"|mon nom est|меня зовут|mi chiamo|sono|benim adım|adım|jmenuji se|jsem|мене звати|moje jméno je"
            r"|groetjes|liefs|kusjes"
            r"|kus|xoxo)[ ,:]{1,3})(?P<name>[A-ZÀ-ÞА-ЯІЇЄҐ][\w'’]{2,20})"
        ),
    ),
)


def redact(text: str) -> str:
    """The cleaned text with phones, mail, links, handles, IBANs, addresses, plates and introduced names masked.

    Linear in the text; never raises.
    """
    plain = clean(text).text
    return redact_cleaned(plain, [phone_span(phone) for phone in find_phones(plain)])


def redact_cleaned(plain: str, phones: Sequence[tuple[int, int]]) -> str:
    """As `redact`, for a caller that has the cleaned text and the spans of its phones."""
    for start, end in sorted(phones, reverse=True):
        plain = f"{plain[:start]}[tel]{plain[end:]}"
    for mask, pattern in _MASKS:
        plain = pattern.sub(partial(_masked, mask), plain)
    return plain


def _masked(mask: str, found: re.Match[str]) -> str:
    if "name" in found.re.groupindex:
        return found[0][: found.start("name") - found.start()] + mask
    return mask
