"""Reads one cell of an earlier collection: what other people write where we expect a week, a price or a number."""

from __future__ import annotations

import re
from datetime import date, datetime

from domain.weeks import Week
from pipelines.clean import clean
from pipelines.phone import person_lines, read_phone
from pipelines.work_type import read_work

_OLDEST, _NEWEST = Week(1990, 1).index, Week(2100, 1).index
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_PRICE = re.compile(
    r"^(?:€|eur)?\s*(\d{1,5}(?:[.,]\d{1,2})?)\s*(?:,-+)?\s*(?:€|euro?s?)?\s*(?:per uur|p/?u|/ ?uur)?$", re.I
)
_AGE = re.compile(r"^(\d{1,3})(?:[.,]0+)?\s*(?:jaar|jr|years?|y/?o)?\.?$", re.I)
_WORK = ("at_home", "escort", "massage")
_SPREADSHEET = re.compile(r"^(\d+)\.0+$")  # a number that a spreadsheet took for a quantity
_MOBILE = re.compile(r"^6\d{8}$")  # the same, its leading zero lost
_DIGITS = range(8, 16)  # of a number with a country code
_TOKEN = re.compile(r"^(?:[A-Za-z]{1,8}[_:-]?\d{3,}|[0-9a-f]{16,64})$")  # a collection that keyed its numbers itself


def read_week(value: str) -> int | None:
    """The index of an ISO week or of the week of a date, a Dutch date (day first) and a time included."""
    written = value.replace("/", "-").upper().replace("-W", "W").replace("W", "-W", 1).replace(" ", "T", 1)
    day_first = _DAY_FIRST.match(value)
    try:
        if day_first:
            index = Week.of(date(int(day_first[3]), int(day_first[2]), int(day_first[1]))).index
        else:
            index = (Week.parse(written) if "W" in written else Week.of(datetime.fromisoformat(written))).index
    except ValueError:
        return None
    return index if _OLDEST <= index <= _NEWEST else None


def read_price(value: str) -> float | None:
    """Euros; one plain amount only, because of several nobody knows which is per hour."""
    found = _PRICE.match(value)
    return float(found[1].replace(",", ".")) or None if found else None


def read_age(value: str) -> int | None:
    found = _AGE.match(value)
    return int(found[1]) if found and 0 < int(found[1]) < 130 else None


def read_works(value: str) -> str | None:
    """Work types as storage keeps them: sorted, with spaces between."""
    known = {word for word in re.split(r"[\s+,;/|]+", value) if word in _WORK}
    return " ".join(sorted(known | {str(each) for each in read_work(value)})) or None


def read_number(value: str) -> str | None:
    """A phone number in E.164, or what stands for one.

    A number that no operator issues, and a key that the collection made of a number, still say that two ads
    carry the same one; they are only ever compared, never called.
    """
    whole = _SPREADSHEET.sub(r"\1", value)
    found = read_phone(clean(f"0{whole}" if _MOBILE.match(whole) else whole).text)
    if found:
        return found.e164 if person_lines([found]) else None
    if _TOKEN.match(whole):
        return f"token:{whole.casefold()}"
    if re.search(r"[^\d\s()+./-]", whole):  # words, or a number with signs or letters where digits are hidden
        return None
    digits = re.sub(r"\D", "", whole)
    national = re.sub(r"^0(?!0)", "31", digits).removeprefix("00")
    return f"+{national}" if len(national) in _DIGITS and len(set(national)) > 3 else None
