"""Which pairs of advertisements are worth comparing, found by shared keys and never by all against all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.bands import BANDS, band_keys, distinct, ordered
from dedup.columns import AGE_LOW, NAMES, PHONES, PLACES, TEXTS, TOKENS, Columns, Ints
from dedup.compiled import at_once, compiled

BLOCK = 60  # a block up to this size is compared in full
WINDOW = 24  # in a larger one each is compared with so many neighbours, sorted by name, place and time

Keys = NDArray[np.uint64]
Listed = tuple[NDArray[np.integer], NDArray[np.integer]]  # the values of ad i: second[first[i] : first[i + 1]]


class Candidates(NamedTuple):
    """Pairs left < right, without repeats; `truncated` counts the pairs that big blocks left out."""

    left: Ints
    right: Ints
    truncated: int


def candidates(columns: Columns) -> Candidates:
    """Pairs that share a phone, a name and a place or age, or similar text and a place or age."""
    size = len(columns.facts)
    found = at_once(lambda parts: _pairs(*_crossed(parts), size), _blocks(columns))
    codes = distinct(np.concatenate([pairs for pairs, _ in found]).astype(np.uint64)).astype(np.int64)
    truncated = sum(int(left_out) for _, left_out in found)
    return Candidates((codes // size).astype(np.int32), (codes % size).astype(np.int32), truncated)


def _blocks(columns: Columns) -> list[list[Listed]]:
    """What must be shared, the largest blocks first."""

    def listed(which: int) -> Listed:
        return columns.at[which], columns.values

    stated = columns.facts[:, AGE_LOW]
    ages = np.concatenate([[0], np.cumsum(stated > 0)]), stated[stated > 0]
    names, places, bands = listed(NAMES), listed(PLACES), _bands(columns)
    return [
        [bands, places],
        [bands, ages],
        [listed(TOKENS), places, ages],
        [names, places],
        [names, ages],
        [listed(PHONES)],
    ]


def _bands(columns: Columns) -> Listed:
    """Per advertisement the bands of its texts."""
    keys = band_keys(columns.sketches.view(np.uint8))
    at = columns.at[TEXTS] - columns.at[TEXTS, 0]
    texts = columns.values[columns.at[TEXTS, 0] :] - columns.first_text
    return at * BANDS, keys[texts].ravel()


def _crossed(parts: list[Listed]) -> tuple[Ints, Keys]:
    """Every combination of one value of each part, as one key per advertisement and combination."""
    ads = np.arange(len(parts[0][0]) - 1, dtype=np.int32)
    keys = np.zeros(len(ads), dtype=np.uint64)
    for at, values in parts:
        ads, keys = _times(ads, keys, at.astype(np.int64), values.astype(np.int32))
    return ads, keys


@compiled
def _times(ads: Ints, keys: Keys, at: NDArray[np.int64], values: Ints) -> tuple[Ints, Keys]:
    """Each key mixed with every value of its advertisement."""
    count = 0
    for ad in ads:
        count += at[ad + 1] - at[ad]
    owners, mixed, filled = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.uint64), 0
    for row in range(len(ads)):
        for place in range(at[ads[row]], at[ads[row] + 1]):
            key = (keys[row] ^ (np.uint64(values[place]) + np.uint64(1))) * np.uint64(0x9E3779B97F4A7C15)
            owners[filled], mixed[filled] = ads[row], key ^ (key >> np.uint64(29))
            filled += 1
    return owners, mixed


def _pairs(ads: Ints, keys: Keys, size: int) -> tuple[NDArray[np.int64], int]:
    # Key and advertisement in one word, so that one plain sort does: what is left of the key, 44 bits or
    # more for a million advertisements, may rarely meet another, which costs a comparison and no more.
    low = np.uint64(max(1, size - 1).bit_length())
    words = ordered((keys >> low << low) | ads.astype(np.uint64))
    left_out, count = _count(words, low)
    return _list(words, low, count, size), left_out


@compiled
def _count(words: Keys, low: np.uint64) -> tuple[int, int]:
    count = left_out = start = 0
    for end in range(1, len(words) + 1):
        if end == len(words) or words[end] >> low != words[start] >> low:
            members = end - start
            reach = members - 1 if members <= BLOCK else WINDOW
            listed = reach * members - reach * (reach + 1) // 2
            count += listed
            left_out += members * (members - 1) // 2 - listed
            start = end
    return left_out, count


@compiled
def _list(words: Keys, low: np.uint64, count: int, size: int) -> NDArray[np.int64]:
    pairs = np.empty(count, dtype=np.int64)
    mask = (np.uint64(1) << low) - np.uint64(1)
    found = start = 0
    for end in range(1, len(words) + 1):
        if end == len(words) or words[end] >> low != words[start] >> low:
            reach = end - start - 1 if end - start <= BLOCK else WINDOW
            for left in range(start, end):
                for right in range(left + 1, min(end, left + reach + 1)):
                    one, two = np.int64(words[left] & mask), np.int64(words[right] & mask)
                    if one != two:
                        pairs[found] = one * size + two
                        found += 1
            start = end
    return pairs[:found]
