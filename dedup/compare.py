"""How two advertisements agree: one named level per comparison, and how common the agreed value is.

Levels are ordered as in record linkage: a missing value says nothing, then from agreement to conflict.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.columns import (
    AGE_HIGH,
    AGE_LOW,
    FIRST,
    LANGUAGES,
    LAST,
    NAMES,
    PHONES,
    PLACES,
    PRICE_HIGH,
    PRICE_LOW,
    SOURCE,
    TEXTS,
    TOKENS,
    WORK_MASK,
    Columns,
    Ints,
)
from dedup.columns import GENDER as GENDER_FACT
from dedup.compiled import compiled
from dedup.sketch import BINS

LEVELS: dict[str, tuple[str, ...]] = {
    "phone": ("missing", "same", "same_on_a_crowd", "different"),
    "name": ("missing", "same", "overlapping", "different"),
    "text": ("missing", "equal", "near", "alike", "related", "unlike"),
    "place": ("missing", "same", "different"),
    "age": ("missing", "same", "one_off", "near", "conflicting", "far_apart"),
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
MISSING = 0
SAME = 1
DIFFERS = 2  # of comparisons with three levels
DIFFERENT = 3  # of those with a level in between
CROWDED = 2
OVERLAPPING = 2
Facts = NDArray[np.int64]
ONE_PER_BYTE = np.uint64(0x0101010101010101)
LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
CROWD = 2  # advertisements of one source at once on one phone, from which it is no private phone


@compiled
def compare(one: int, two: int, of: Columns, levels: NDArray[np.int8], common: NDArray[np.float32]) -> None:
    """Write each comparison's level, and per agreement on how many advertisements the value stands.

    `common` is 0 where commonness says nothing.
    """
    compare_stated(one, two, of, levels, common)
    compare_texts(one, two, of, levels, common)


@compiled
def compare_texts(one: int, two: int, of: Columns, levels: NDArray[np.int8], common: NDArray[np.float32]) -> None:
    levels[TEXT], common[TEXT] = _text(of.at[TEXTS], of.values, of.sketches, of.likes, of.first_text, one, two)


@compiled
def compare_stated(one: int, two: int, of: Columns, levels: NDArray[np.int8], common: NDArray[np.float32]) -> None:
    """As `compare`, the texts left out: they take most of the time."""
    common[:] = 0
    levels[TEXT] = MISSING
    left, right = of.facts[one], of.facts[two]
    levels[PHONE], common[PHONE] = _phone(of.at[PHONES], of.values, of.carriers, of.crowd, one, two)
    levels[NAME], common[NAME] = _name(of.at, of.values, of.carriers, one, two)
    levels[PLACE], common[PLACE] = _shared(of.at[PLACES], of.values, of.carriers, one, two)
    levels[AGE] = _age(left, right)
    levels[PRICE] = _price(left, right)
    levels[GENDER] = _equal(left[GENDER_FACT], right[GENDER_FACT])
    levels[WORK] = _work(left[WORK_MASK], right[WORK_MASK])
    levels[LANGUAGE] = _language(left[LANGUAGES], right[LANGUAGES])
    levels[TIME] = _time(left, right, of.weeks[one], of.weeks[two])


@compiled
def _shared(at: Ints, values: Ints, carriers: Ints, one: int, two: int) -> tuple[int, int]:
    """The level (missing, same, differs), and for "same" the carriers of the rarest shared value."""
    here, end, there, end_there = at[one], at[one + 1], at[two], at[two + 1]
    if here == end or there == end_there:
        return MISSING, 0
    rarest = -1
    while here < end and there < end_there:
        left, right = values[here], values[there]
        if left == right and (rarest < 0 or carriers[left] < rarest):
            rarest = carriers[left]
        here, there = here + (left <= right), there + (right <= left)
    return (SAME, rarest) if rarest >= 0 else (DIFFERS, 0)


@compiled
def _phone(at: Ints, values: Ints, carriers: Ints, crowd: Ints, one: int, two: int) -> tuple[int, int]:
    level, rarest = _shared(at, values, carriers, one, two)
    if level != SAME:
        return (DIFFERENT if level == DIFFERS else MISSING), 0
    return (CROWDED if _shared(at, values, crowd, one, two)[1] >= CROWD else SAME), rarest


@compiled
def _name(at: Ints, values: Ints, carriers: Ints, one: int, two: int) -> tuple[int, int]:
    level, rarest = _shared(at[NAMES], values, carriers, one, two)
    if level != DIFFERS:
        return level, rarest
    level, rarest = _shared(at[TOKENS], values, carriers, one, two)
    return (OVERLAPPING, rarest) if level == SAME else (DIFFERENT, 0)


@compiled
def _text(
    at: Ints,
    values: Ints,
    sketches: NDArray[np.uint64],
    likes: NDArray[np.float32],
    first: int,
    one: int,
    two: int,
) -> tuple[int, float]:
    most, common = -1, 0.0
    for left in range(at[one], at[one + 1]):
        for right in range(at[two], at[two + 1]):
            text, other = values[left] - first, values[right] - first
            same = BINS if text == other else agreeing(sketches, text, other)
            if same > most:
                most, common = same, 1.0 + max(likes[text], likes[other])
    if most < 0:
        return MISSING, 0.0
    share = most / BINS
    if share >= 0.3:
        return (1 if share >= 0.85 else 2 if share >= 0.6 else 3), common
    return (4 if share >= 0.15 else 5), 0.0


@compiled
def agreeing(sketches: NDArray[np.uint64], left: int, right: int) -> int:
    """In how many of their bins two sketches agree: bytes compared eight at a time."""
    same = np.uint64(0)
    for word in range(BINS // 8):
        differs = sketches[left, word] ^ sketches[right, word]
        low = (differs & LOW_BITS) + LOW_BITS  # the high bit of each byte: one of its low bits is set
        equal = ~(low | differs | LOW_BITS)  # 0x80 for every byte that is zero
        same += ((equal >> np.uint64(7)) * ONE_PER_BYTE) >> np.uint64(56)
    return int(same)


@compiled
def _age(left: Facts, right: Facts) -> int:
    if left[AGE_LOW] == 0 or right[AGE_LOW] == 0:
        return MISSING
    apart = max(0, left[AGE_LOW] - right[AGE_HIGH], right[AGE_LOW] - left[AGE_HIGH])
    return 1 if apart == 0 else 2 if apart == 1 else 3 if apart <= 3 else 4 if apart <= 8 else 5


@compiled
def _price(left: Facts, right: Facts) -> int:
    if left[PRICE_LOW] == 0 or right[PRICE_LOW] == 0:
        return MISSING
    apart = max(left[PRICE_LOW] - right[PRICE_HIGH], right[PRICE_LOW] - left[PRICE_HIGH])
    if apart <= 0:
        return SAME
    return 2 if apart <= 0.15 * max(left[PRICE_HIGH], right[PRICE_HIGH]) else 3


@compiled
def _equal(left: int, right: int) -> int:
    return MISSING if left == 0 or right == 0 else SAME if left == right else DIFFERS


@compiled
def _work(left: int, right: int) -> int:
    if left == 0 or right == 0:
        return MISSING
    return SAME if left == right else 2 if left & right else 3


@compiled
def _language(left: int, right: int) -> int:
    return MISSING if left == 0 or right == 0 else SAME if left & right else DIFFERS


@compiled
def _time(left: Facts, right: Facts, weeks: NDArray[np.uint64], others: NDArray[np.uint64]) -> int:
    both = weeks_together(weeks, others)
    gap = max(left[FIRST] - right[LAST], right[FIRST] - left[LAST])
    if left[SOURCE] != right[SOURCE]:
        return 6 if both else 7 if gap <= 4 else 8
    if both:
        return 1 if both == 1 and gap == 0 else 0
    return 2 if gap < 0 else 3 if gap <= 1 else 4 if gap <= 4 else 5


@compiled
def weeks_together(weeks: NDArray[np.uint64], others: NDArray[np.uint64]) -> int:
    """In how many measurements both were active, up to two."""
    together = 0
    for word in range(len(weeks)):
        bits = weeks[word] & others[word]
        while bits and together < 2:
            bits &= bits - np.uint64(1)
            together += 1
    return together
