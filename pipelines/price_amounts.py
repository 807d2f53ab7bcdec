"""Which numbers are euros for certain, which may be, and which are something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.price_tokens import Token, beside, meaning, side, unit

LEAST, MOST = 20, 3000  # euros: a number without currency outside these is no price
RATE = (25, 800)  # euros per hour: a number without currency outside these is no price
_SHORTEST = 10  # minutes or euros: a smaller number alone is neither
_YEARS = range(1985, 2040)  # a number alone in here is a year, unless it is a round hundred
_WHOLE = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+")
_CENTS = re.compile(r"[.,](\d{2})$")
_HOUR = re.compile(r"\d{1,2}(?!\d)")
_PLUS = frozenset(("+", "plus", "piu", "mas", "mais", "plusz", "плюс", "arti"))
_PLAIN = re.compile(r"\d+(?:[.,]\d{2}|\.\d{3})?")
_STRIPES = (",", ".")  # 150,- and 150.-


class Amount(NamedTuple):
    """Euros, where they end, and whether the text says so: with a euro sign (sure) or after "price" (cued)."""

    euros: float
    end: int
    sure: bool = False
    cued: bool = False


def amount_at(row: Sequence[Token], here: int) -> Amount | int:
    """The amount in the number at this token, or where a number ends that is none."""
    euros, end = euros_of(row[here].plain), here + 1
    thousands = row[end]
    if euros is not None and euros < 10 and len(thousands.plain) == 3 and thousands.what == "n" and _euro(row, end + 1):
        return Amount(euros * 1000 + float(thousands.plain), end + 2, sure=True)
    if euros is None or _foreign(row, here) or _added(row, here):
        return end
    after = _euro(row, end)
    sure = euros >= 10 and (_euro_before(row, here) or bool(after))
    if sure:
        return Amount(euros, after or end, sure=True)
    if (clock := _clock(row, here)) or not _may_be(row, here, euros):
        return clock or end
    return Amount(euros, end, cued=_cued(row, here))


def euros_of(digits: str) -> float | None:
    """150, 1.200, 112,50 and 1.200,00 as a number."""
    cents = _CENTS.search(digits)
    whole = digits[: cents.start()] if cents else digits
    if not _WHOLE.fullmatch(whole) or len(whole) > 7:
        return None
    return float(re.sub(r"\D", "", whole)) + (int(cents[1]) / 100 if cents else 0)


def _euro(row: Sequence[Token], here: int) -> int:
    """Where the euro sign or word ends that begins here, behind an amount; 0 when there is none."""
    token, before = row[here], row[here - 1]
    if token.start - before.end > 2:
        return 0
    if token.plain == "€" or _is(row, here, "euro"):
        return here + 1
    if token.plain == "e" and token.start == before.end:
        return here + 1
    if token.plain in _STRIPES and token.start == before.end:
        stripe = row[here + 1]
        return here + 2 if stripe.plain in ("-", "=") and stripe.start == token.end else 0
    small = side(row, here, "join")  # "150 de euro"
    return here + 2 if small == here + 1 and _is(row, here + 1, "euro") and len(token.plain) == 2 else 0


def _euro_before(row: Sequence[Token], here: int) -> bool:
    sign = here - 1 if row[here - 1].plain != ":" else here - 2
    return (row[sign].plain == "€" or _is(row, sign, "euro")) and not _belongs_before(row, sign)


def _belongs_before(row: Sequence[Token], sign: int) -> bool:
    """In "80 € 150 €" the first sign is that of 80; in "€ 80 € 150" it is not that of 80."""
    number = row[sign - 1]
    return number.what == "n" and not (row[sign - 2].plain == "€" or _is(row, sign - 2, "euro"))


def _is(row: Sequence[Token], here: int, what: str) -> bool:
    return any(phrase.meaning.what == what and not phrase.rest for phrase in row[here].phrases)


def _foreign(row: Sequence[Token], here: int) -> bool:
    return (
        row[here - 1].plain in ("$", "£")
        or row[here + 1].plain in ("$", "£", "₺", "₽", "₴", "%", "°")
        or _is(row, here + 1, "foreign")
    )


def _added(row: Sequence[Token], here: int) -> bool:
    """ "+50" and "plus 15 euro" come on top of a price."""
    before = row[here - 2 if row[here - 1].plain == "€" else here - 1]
    return before.plain in _PLUS and not unit(row, here + 1)[0]


def _clock(row: Sequence[Token], here: int) -> int:
    """Where an hour of the day ends ("van 10", "tot 22 uur", "14:30"); 0 for another number."""
    token = row[here]
    told = row[here - 1]
    hour = _HOUR.match(token.plain)
    if ":" in token.plain or (
        side(row, here - 1, "clock") == here and told.what == "w" and hour and int(hour[0]) <= 24
    ):
        length, end = unit(row, here + 1)
        if length and (length.value == 1 or (token.number or 99) <= 5):
            return 0
        return end if length else here + 1
    return 0


def _may_be(row: Sequence[Token], here: int, euros: float) -> bool:
    """Whether a number without currency may be an amount: no measure, date, year, code or number of a list."""
    token, before, after = row[here], row[here - 1], row[here + 1]
    if not _SHORTEST <= euros <= MOST or not _PLAIN.fullmatch(token.plain) or (euros in _YEARS and euros % 100):
        return False
    if before.end == token.start and (before.what == "w" or before.plain in ("+", "#", "@", "&")):
        return False
    if after.start == token.end and (
        after.plain in ("+", "%", "°") or (after.what == "w" and not _known(row, here + 1))
    ):
        return False
    if _is(row, here + 1, "measure") or before.plain == "№":
        return False
    return not _dated(row, here)


def _known(row: Sequence[Token], here: int) -> bool:
    """A unit of time may stand against an amount: 150u, 80hu."""
    return unit(row, here)[0] is not None or meaning(row, here)[0] is not None


def _dated(row: Sequence[Token], here: int) -> bool:
    """Digits that are part of a date or of measures: 31-12, 90/60/90."""
    for step in (-1, 1):
        sign, number = row[here + step], row[here + 2 * step]
        if step > 0 and unit(row, here + 3)[0]:
            continue  # 120/1h
        if sign.plain in ("-", "/") and number.what == "n" and beside(row, min(here, here + step), 0):
            euros = euros_of(number.plain)
            if euros is None or euros < (LEAST if sign.plain == "-" else _SHORTEST):
                return True
    return False


def _cued(row: Sequence[Token], here: int) -> bool:
    """A word such as "price" or "I ask" stands before the number, with small words or a colon between."""
    value = row[here].number
    if value is None or value % 5 or (row[here + 1].plain in ("/", "=") and row[here + 2].what == "n"):
        return False
    for step in range(1, 4):
        token = row[here - step]
        if token.what != "w" and token.plain not in (":", "=", "-"):
            return False
        if side(row, here - step, "cue"):
            return True
        if not side(row, here - step, "join") and step > 1 and token.what == "w":
            return False
    return False
