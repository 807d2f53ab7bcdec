"""How two advertisements agree: one named level per comparison, and how common the agreed value is.

Levels are ordered as in record linkage: a missing value says nothing, then from agreement to conflict.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.columns import Columns, Ints, Many
from dedup.compiled import compiled
from dedup.sketch import BINS

LEVELS: dict[str, tuple[str, ...]] = {
    "phone": ("missing", "same", "same_on_a_crowd", "different"),
    "name": ("missing", "same", "overlapping", "different"),
    "text": ("missing", "equal", "near", "alike", "related", "unlike"),
    "place": ("missing", "same", "different"),
    "age": ("missing", "same", "one_off", "near", "conflicting"),
    "price": ("missing", "same", "near", "far"),
    "gender": ("missing", "same", "different"),
    "work": ("missing", "same", "overlapping", "different"),
    "language": ("missing", "same", "different"),
    "time": (
        "at_once",  # one source, both active in several measurements: two different ads
        "touching",  # one source, both active in one measurement, the one's last and the other's first
        "interleaved",  # one source, one is active in a pause of the other
        "next",  # one source, the one follows the other in the next measurement
        "soon",  # within four measurements
        "later",
        "together",  # two sources, active in the same measurement
        "near",  # two sources, never at once, at most four measurements apart
        "far",
    ),
}
"""Every comparison and its levels; a level's number is its position."""

COMPARISONS = tuple(LEVELS)
PHONE, NAME, TEXT, PLACE, AGE, PRICE, GENDER, WORK, LANGUAGE, TIME = range(len(COMPARISONS))
WIDEST = max(len(levels) for levels in LEVELS.values())
ABOUT_THE_SAME = (1, 2)  # levels "equal" and "near" of the text
MISSING = 0
SAME = 1
LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
CROWD = 2  # advertisements of one source at once on one phone, from which it is no private phone


@compiled
def compare(one: int, two: int, of: Columns, levels: NDArray[np.int8], common: NDArray[np.float32]) -> None:
    """Write each comparison's level, and per agreement on how many advertisements the value stands.

    `common` is 0 where commonness says nothing.
    """
    common[:] = 0
    levels[PHONE] = _phone(one, two, of, common)
    levels[NAME] = _name(one, two, of, common)
    levels[TEXT] = _text(one, two, of, common)
    levels[PLACE], common[PLACE] = _shared(one, two, of.places, of.neighbours, 2)
    levels[AGE] = _age(one, two, of)
    levels[PRICE] = _price(one, two, of)
    levels[GENDER] = _equal(of.gender[one], of.gender[two])
    levels[WORK] = _work(of.work[one], of.work[two])
    levels[LANGUAGE] = _language(of.language[one], of.language[two])
    levels[TIME] = _time(one, two, of)


@compiled
def _shared(one: int, two: int, many: Many, carriers: Ints, differs: int) -> tuple[int, int]:
    """The level (missing, same or `differs`), and for "same" the carriers of the rarest shared value."""
    at, end, other, other_end = many.at[one], many.at[one + 1], many.at[two], many.at[two + 1]
    if at == end or other == other_end:
        return MISSING, 0
    rarest = 0
    while at < end and other < other_end:
        left, right = many.values[at], many.values[other]
        if left == right:
            rarest = carriers[left] if rarest == 0 else min(rarest, carriers[left])
        at, other = at + (left <= right), other + (right <= left)
    return (SAME, rarest) if rarest else (differs, 0)


@compiled
def _phone(one: int, two: int, of: Columns, common: NDArray[np.float32]) -> int:
    level, personas = _shared(one, two, of.phones, of.personas, 3)
    common[PHONE] = personas
    if level == SAME and _shared(one, two, of.phones, of.crowd, 3)[1] >= CROWD:
        return 2
    return level


@compiled
def _name(one: int, two: int, of: Columns, common: NDArray[np.float32]) -> int:
    level, carriers = _shared(one, two, of.names, of.namesakes, 3)
    if level == 3:
        overlap, carriers = _shared(one, two, of.tokens, of.sharers, 3)
        level = 2 if overlap == SAME else 3
    common[NAME] = carriers
    return level


@compiled
def _text(one: int, two: int, of: Columns, common: NDArray[np.float32]) -> int:
    best = -1
    for left in of.texts.values[of.texts.at[one] : of.texts.at[one + 1]]:
        for right in of.texts.values[of.texts.at[two] : of.texts.at[two + 1]]:
            same = agreeing(of.sketches, left, right)
            if same > best:
                best = same
                common[TEXT] = 1 + max(of.likes[left], of.likes[right])
    if best < 0:
        return MISSING
    share = best / BINS
    if share >= 0.3:
        return 1 if share >= 0.85 else 2 if share >= 0.6 else 3
    common[TEXT] = 0
    return 4 if share >= 0.15 else 5


@compiled
def agreeing(sketches: NDArray[np.uint64], left: int, right: int) -> int:
    """In how many of their bins two sketches agree: bytes compared eight at a time."""
    same = 0
    for word in range(BINS // 8):
        differs = sketches[left, word] ^ sketches[right, word]
        low = (differs & LOW_BITS) + LOW_BITS  # the high bit of each byte: one of its low bits is set
        equal = ~(low | differs | LOW_BITS)  # 0x80 for every byte that is zero
        same += ((equal >> np.uint64(7)) * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return int(same)


@compiled
def _age(one: int, two: int, of: Columns) -> int:
    if of.age_low[one] == 0 or of.age_low[two] == 0:
        return MISSING
    apart = max(0, of.age_low[one] - of.age_high[two], of.age_low[two] - of.age_high[one])
    return 1 if apart == 0 else 2 if apart == 1 else 3 if apart <= 3 else 4


@compiled
def _price(one: int, two: int, of: Columns) -> int:
    if of.price_low[one] == 0 or of.price_low[two] == 0:
        return MISSING
    apart = max(of.price_low[one] - of.price_high[two], of.price_low[two] - of.price_high[one])
    if apart <= 0:
        return SAME
    return 2 if apart <= 0.15 * max(of.price_high[one], of.price_high[two]) else 3


@compiled
def _equal(left: int, right: int) -> int:
    return MISSING if left == 0 or right == 0 else SAME if left == right else 2


@compiled
def _work(left: int, right: int) -> int:
    if left == 0 or right == 0:
        return MISSING
    return SAME if left == right else 2 if left & right else 3


@compiled
def _language(left: np.uint64, right: np.uint64) -> int:
    return MISSING if left == 0 or right == 0 else SAME if left & right else 2


@compiled
def _time(one: int, two: int, of: Columns) -> int:
    both = weeks_together(one, two, of)
    gap = max(of.first[one] - of.last[two], of.first[two] - of.last[one])
    if of.source[one] != of.source[two]:
        return 6 if both else 7 if gap <= 4 else 8
    if both:
        return 1 if both == 1 and gap == 0 else 0
    return 2 if gap < 0 else 3 if gap <= 1 else 4 if gap <= 4 else 5


@compiled
def weeks_together(one: int, two: int, of: Columns) -> int:
    """In how many measurements both were active, up to two."""
    together = 0
    for word in range(of.weeks.shape[1]):
        bits = of.weeks[one, word] & of.weeks[two, word]
        while bits and together < 2:
            bits &= bits - np.uint64(1)
            together += 1
    return together
