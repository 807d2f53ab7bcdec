"""How long: "half an hour", "1,5 uur", "1h30", "45 минут", "anderhalf uur", "/h"."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.price_tokens import Token, beside, meaning, side, unit

NIGHT = 480  # minutes: a night counts as eight hours
USUAL = frozenset((10, 15, 20, 30, 40, 45, 50, 60, 75, 90, 100, 120, 150, 180, 240))  # minutes a number alone may mean
LONGEST_COUNT = 12  # hours: "24 uur" and "22 uur" tell opening times
_SHORT = 2  # letters: "u" and "h" are an hour only beside an amount
_COUNTS = 3  # words of counting in a row: "one and a half", "two full"
_LEAST = 40  # euros: beside a smaller number "half" is no half hour
_METRES = frozenset(("m", "м"))  # metres, unless they stand against a usual number of minutes: 30m
_LISTED = 5  # numbers that share one unit: 30/45/60 min
_RATES = ("/", "p", "per", "pro", "€", "|")


def time_at(row: Sequence[Token], here: int) -> tuple[float, int] | None:
    """Minutes of the time that begins here and where it ends."""
    token = row[here]
    if token.what == "n":
        return _counted(row, here)
    found, end = meaning(row, here)
    if found is None or found.what not in ("count", "time", "hour"):
        return None
    if found.what == "time":
        return found.value, end
    if found.what == "hour":
        return _with_tail(row, found.value, found.value, end) if _alone(row, here) else None
    count, end = _count(row, here)
    length, after = unit(row, end)
    if length is None:
        return (count * 60, end) if _whole(row, here, end) else None
    return _with_tail(row, count * length.value, length.value, after)


def _whole(row: Sequence[Token], here: int, end: int) -> bool:
    """ "Half 80, full 150", "80 half / 150 full", "150 voor een hele": no unit at the count, but an amount."""
    if not any(phrase.meaning.what == "whole" and not phrase.rest for phrase in row[end - 1].phrases):
        return False
    step = 1 if row[end].plain in (":", "=", "€", "-") else 0
    if (row[end + step].number or 0) >= _LEAST and not unit(row, end + step + 1)[0]:
        return True
    before = next((row[here - back] for back in (1, 2, 3) if row[here - back].weight), row[here - 1])
    return row[end].what != "w" and ((before.number or 0) >= _LEAST or _is_euro(before))


def _is_euro(token: Token) -> bool:
    return token.plain == "€" or any(phrase.meaning.what == "euro" for phrase in token.phrases)


def _counted(row: Sequence[Token], here: int) -> tuple[float, int] | None:
    """A number and its unit: 30 min, 1½ uur, 1/2 hour, 45', 1h30; or 30/45 that share the unit behind them."""
    count, end = row[here].number, here + 1
    if count is None or (row[here - 1].plain == "," and row[here - 1].end == row[here].start):
        return None
    if _half(row, here):
        count, end = 0.5, here + 3
    if row[end].plain in ("'", "’", "´", "`") and beside(row, here, 0) and row[end + 1].what != "w":
        return (count, end + 1) if count in USUAL else None
    more, end = _count(row, end)
    if more == 0.5 and row[end - 1].plain == "½":  # one and a half, not a half of one
        count, more = count + 0.5, 1
    length, after = unit(row, end + 1 if row[end].plain == "-" else end)
    if length is None and row[end].plain in _METRES and count in USUAL and beside(row, here, 0):
        return count, end + 1
    if length is None:
        shared = _shared(row, here)
        return (count * shared, here + 1) if shared else None
    if not 0 < count <= (LONGEST_COUNT if length.value == 60 else 300):
        return None
    return _with_tail(row, count * more * length.value, length.value, after)


def _half(row: Sequence[Token], here: int) -> bool:
    half = [row[here + step].plain for step in range(4)]
    return half[:3] == ["1", "/", "2"] and half[3] != "/" and beside(row, here, 0)


def _count(row: Sequence[Token], here: int) -> tuple[float, int]:
    """The product of the words of counting from here on (two full: 2), and where they end."""
    count = 1.0
    for _ in range(_COUNTS):
        found, end = meaning(row, here)
        if found is None or found.what != "count":
            break
        count, here = count * found.value, end
        if row[here].plain in ("-", "'", "’"):
            here += 1
    return count, here


def _with_tail(row: Sequence[Token], minutes: float, length: float, end: int) -> tuple[float, int]:
    """ "And a half" behind an hour, or its minutes: 1h30, 1 uur en 30 minuten."""
    found, after = meaning(row, end)
    if found and found.what == "tail":
        return minutes + found.value * length, after
    if length < 60:
        return minutes, end
    close = row[end].what == "n" and beside(row, end - 1, 0) and row[end].number in (15, 30, 45)
    at_number = side(row, end, "and") or end
    rest = row[at_number].number
    if rest and rest < 60:
        shorter, after = unit(row, at_number + 1)
        if shorter and shorter.value == 1 and (at_number > end or beside(row, end - 1)):
            return (minutes + rest, after) if minutes % 60 == 0 and _joined(row, end, at_number) else (minutes, end)
    return (minutes + (row[end].number or 0), end + 1) if close else (minutes, end)


def _joined(row: Sequence[Token], end: int, at_number: int) -> bool:
    """ "1 uur en 30 minuten" is one time; "1 uur 30 minuten" too, when a number counts its hours."""
    return at_number > end or row[end - 2].what == "n"


def _alone(row: Sequence[Token], here: int) -> bool:
    """Whether "uur" or "h" without a count means an hour here."""
    before = row[here - 1]
    if before.what == "n" and (number := before.number) is not None and number < 30 and beside(row, here - 1):
        return False  # "22 uur": told as hours of the day
    if len(row[here].plain) > _SHORT:
        return True
    euro = any(phrase.meaning.what == "euro" for phrase in before.phrases)
    return before.plain in _RATES or euro or (before.what == "n" and beside(row, here - 1))


def _shared(row: Sequence[Token], here: int) -> float:
    """The unit, in minutes, that stands once behind a row of numbers: 30/45/60 min, 1/2/3 uur."""
    last = row[here].number or 0
    for step in range(here + 1, here + 2 * _LISTED, 2):
        value = row[step + 1].number
        if value is None or value <= last or not (row[step].plain in ("/", "-", "|") or side(row, step, "and")):
            return 0
        last = value
        length, _ = unit(row, step + 2)
        if length:
            minutes = length.value == 1 and row[here].number in USUAL and last in USUAL
            return length.value if minutes or (length.value == 60 and last <= 6 and row[step].plain != "-") else 0
    return 0
