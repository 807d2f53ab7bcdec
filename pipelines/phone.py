"""Phone numbers in a text, also when written around filters. phonenumbers decides what is a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote

import phonenumbers
from phonenumbers import PhoneNumberType as Kind

from domain.contacts import LineType
from pipelines.numbers import Token, chains, number_words
from pipelines.phrases import bare

# The fictional block of tests and sandbox: no operator issues +31 60x, so nobody can be reached there.
_FICTIONAL = re.compile(r"\+3160\d{7}")
_SERVICE = {Kind.PREMIUM_RATE, Kind.TOLL_FREE, Kind.SHARED_COST, Kind.UAN, Kind.VOICEMAIL, Kind.PAGER}

_LINK = re.compile(
    r"(?:(?:tel|sms|callto):(?://)?|wa\.me/|(?:whatsapp|viber)[^\s\"'<>]{0,40}?(?:phone|number)=)"
    r"((?:%2B|\+)?[\d\s().\-]{7,20}\d)",
    re.IGNORECASE,
)
_CUE = re.compile(r"(?:tel|phone|mob|gsm|app|bel|call|sms|nummer|number|06|wa)\W{0,3}$", re.IGNORECASE)

# What has many digits but is no phone number. Each is overwritten before numbers are looked for.
_LABELS = (
    r"kvk|k\.v\.k\.?|btw|vat|bsn|rsin|big|iban|rekening\w*|ref\w*|art(?:ikel)?|advertentie|ad|order|bestel\w*|dossier"
    r"|vergunning\w*|licen[cs]e|permit|registrati\w*|id|code|factuur|klant\w*|item|sku|nif|cif|flight|vlucht|booking"
)
_DISTRACTORS = re.compile(
    rf"""
    (?<![\w.+-])(?=[a-z])(?:
        (?:https?://|www\.)\S+
      | [\w.+-]{{1,64}}@[\w-]+(?:\.[\w-]+)+
      | [a-z]{{2}}\d{{2}}[ ]?[a-z]{{4}}(?:[ ]?\d{{2,4}}){{2,6}}(?!\d)                            # IBAN
      | (?:{_LABELS})[-. ]{{0,2}}(?:nummer|number|nr|no|n°|id|code)?[.:\#\s-]{{0,4}}[a-z]{{0,3}}[ -]?\d[\d .-]{{2,18}}\d
        (?:[a-z]\d{{1,3}})?
    )
    | (?<![\w./-])(?=\d)(?:
        \d{{1,2}}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?(?:19|20)\d{{2}}(?!\d)                          # 14-02-2026
      | (?:19|20)\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)                                     # 2026-02-14
      | \d{{1,2}}(?P<sep>[-/.])\d{{1,2}}(?P=sep)\d{{2}}(?![./-]?\d|\s\d)                       # 14-02-26
    )
    | (?<![\d:.,-])(?=\d)(?:
        \d{{1,2}}[:h]\d{{2}}(?:[ ]?(?:-|tot|to|till|until|bis|a|à|do|u)[ ]?\d{{1,2}}[:h]\d{{2}})?(?!:?\d|\s\d\d\b)
      | \d{{1,2}}\.\d{{2}}(?=[ ]?(?:-|tot|uur|u\b|h\b))
    )
    | [€$£][ ]?\d{{1,3}}(?:[.,]?\d{{1,3}})?(?:,-+)?(?!\d)
    | (?<!\d)(?=\d)(?:
        (?<!\d[ .,-])\d{{1,4}}(?:[.,]\d{{1,2}})?[ ]?(?:€|euro?s?\b|,-)(?![ ]?\d)
      | \d{{1,4}}[ ]?(?:cm|kg|kilo|m2|km|%|jaar|jr|min\w*|uur|jahre|años|anni|ani|lat|y/?o)\b
      | (?<!\d[ .-])\d{{4}}[ ]?(?-i:[A-Z]{{2}})(?![a-z])                                     # postcode
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in E.164, what kind of line it is, where it stands in the cleaned text and which rule found it."""

    e164: str = field(repr=False)
    line: LineType
    start: int
    end: int
    rule: str  # link, plain or hidden (written with words, letters or signs in between)


def find_phones(text: str, language: str | None = "nl") -> list[Phone]:
    """Numbers in a cleaned text, in order. Number words are those of the language, Dutch and English.

    Linear in the text; never raises.
    """
    found = list(_links(text))
    rest = _without(text, [phone_span(phone) for phone in found])
    rest = _DISTRACTORS.sub(_blank, rest)
    words = number_words(language)
    zero_first = words.zero_first.search(bare(text)) is not None
    for chain in chains(rest, words):
        found += _in_chain(rest, chain, zero_first)
    return sorted(found, key=phone_span)


def read_phone(value: str) -> Phone | None:
    """The number of a phone field: a first number in it, or a bare international one without plus."""
    found = find_phones(value) or find_phones("+" + value.strip())
    return found[0] if found else None


def person_lines(phones: list[Phone]) -> list[str]:
    """The numbers, each once, where a person may answer: machine and service lines left out."""
    may_answer = (LineType.MOBILE, LineType.LANDLINE, LineType.FOREIGN_MOBILE)
    return list(dict.fromkeys(phone.e164 for phone in phones if phone.line in may_answer))


def phone_span(phone: Phone) -> tuple[int, int]:
    return phone.start, phone.end


@lru_cache(maxsize=4096)
def line_of(e164: str) -> LineType | None:
    """What kind of line this is, or None when phonenumbers does not know such a number."""
    if _FICTIONAL.fullmatch(e164):
        return LineType.MOBILE
    if e164.startswith("+3197"):
        return LineType.MACHINE
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(number):
        return _kind_of(number)
    # Metadata of other countries lags behind; a possible number with a country code is believed.
    return LineType.FOREIGN_MOBILE if number.country_code != 31 and phonenumbers.is_possible_number(number) else None


def _kind_of(number: phonenumbers.PhoneNumber) -> LineType:
    kind = phonenumbers.number_type(number)
    if kind in _SERVICE:
        return LineType.OTHER
    if kind == Kind.FIXED_LINE or (number.country_code == 31 and kind != Kind.MOBILE):
        return LineType.LANDLINE
    return LineType.MOBILE if number.country_code == 31 else LineType.FOREIGN_MOBILE


def _links(text: str) -> Iterator[Phone]:
    for link in _LINK.finditer(text):
        digits = re.sub(r"\D", "", unquote(link[1]))
        for e164 in (f"+31{digits[1:]}",) if digits.startswith("0") and digits[:2] != "00" else _with_plus(digits):
            if line := line_of(e164):
                yield Phone(e164, line, link.start(), link.end(), "link")
                break


def _with_plus(digits: str) -> tuple[str, ...]:
    return ("+" + digits.removeprefix("00"),)


def _in_chain(text: str, chain: list[Token], zero_first: bool) -> Iterator[Phone]:
    at = 0
    while at < len(chain):
        found = _number_at(text, chain, at, zero_first)
        if found:
            found = _to_the_end(text, chain, at, found) or found
            yield found[0]
            at = found[1]
        else:
            at += 1


def _to_the_end(text: str, chain: list[Token], at: int, found: tuple[Phone, int]) -> tuple[Phone, int] | None:
    """Where digits are left over, a number that begins later and uses them all: "zero six: 06 00 29 92 29"."""
    if found[1] >= len(chain):
        return None
    later = (_number_at(text, chain, start, False) for start in range(at + 1, found[1]))
    return next((other for other in later if other and other[1] == len(chain)), None)


def _number_at(text: str, chain: list[Token], at: int, zero_first: bool) -> tuple[Phone, int] | None:
    """The number that begins with this token, and the token after it."""
    first = chain[at]
    if first.how == "sign" or (
        _glued_left(text, first.start) and not _CUE.search(text[max(0, first.start - 12) : first.start])
    ):
        return None
    plus = _plus_before(text, chain, at)
    digits, best = "", None
    for last in range(at, len(chain)):
        digits += chain[last].digits
        if len(digits) > 18:
            break
        if _glued_right(text, chain, last):
            continue
        e164 = _e164(digits, plus, text, first, zero_first)
        if e164 and (line := line_of(e164)):
            rule = _rule(text, chain[at : last + 1])
            best = Phone(e164, line, first.start - plus, chain[last].end, rule), last + 1
            if e164.startswith("+31"):
                break
    return best


def _e164(digits: str, plus: bool, text: str, first: Token, zero_first: bool) -> str | None:
    """The E.164 form if these digits have the shape of a whole number."""
    if plus or digits.startswith("00"):
        return _international(digits if plus else digits[2:])
    if digits.startswith("0") and len(digits) == (12 if digits.startswith("0970") else 10):
        return f"+31{digits[1:]}"
    if digits.startswith("316") and len(digits) == 11:
        return f"+{digits}"
    cued = (
        digits.startswith("6")
        and len(digits) == 9
        and (zero_first or _CUE.search(text[max(0, first.start - 12) : first.start]))
    )
    return f"+31{digits}" if cued else None


def _international(digits: str) -> str | None:
    if digits.startswith("31"):
        national = digits[2:].removeprefix("0")
        return f"+31{national}" if len(national) in (9, 11) else None
    return f"+{digits}" if 9 <= len(digits) <= 15 and not digits.startswith("0") else None


def _plus_before(text: str, chain: list[Token], at: int) -> bool:
    start = chain[at].start
    before = text[max(0, start - 3) : start].rstrip(" (")
    said = at > 0 and chain[at - 1].digits == "+"
    return said or (before.endswith("+") and not re.search(r"\d\+$", before))


def _glued_left(text: str, start: int) -> bool:
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] == "\x00")


def _glued_right(text: str, chain: list[Token], last: int) -> bool:
    """More digits or letters follow without any sign in between: the number does not end here."""
    end = chain[last].end
    if end >= len(text):
        return False
    nearby = last + 1 < len(chain) and chain[last + 1].start == end
    return nearby or (text[end].isdigit()) or (text[end].isalpha() and chain[last].how == "letter")


def _rule(text: str, tokens: list[Token]) -> str:
    plain = all(token.how == "digits" for token in tokens)
    gaps = [text[a.end : b.start] for a, b in pairwise(tokens)]
    return "plain" if plain and len(tokens) < 7 and all(gap in (" ", "-", " - ", "") for gap in gaps) else "hidden"


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "\x00" * (end - start) + text[end:]
    return text


def _blank(found: re.Match[str]) -> str:
    return "\x00" * len(found[0])
