"""Which pairs of advertisements are worth comparing, found by shared keys and never by all against all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.bands import BANDS, band_keys
from dedup.columns import Columns, Many
from dedup.compiled import compiled

BLOCK = 60  # a block up to this size is compared in full
WINDOW = 24  # in a larger one each is compared with so many neighbours, sorted by name, place and time

Keys = NDArray[np.uint64]


class Candidates(NamedTuple):
    """Pairs left < right, without repeats; `truncated` counts the pairs that big blocks left out."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    truncated: int


def candidates(columns: Columns) -> Candidates:
    """Pairs that share a phone, a name and a place or age, or similar text and a place or age."""
    size = len(columns.source)
    found = [_pairs(ads, keys, size) for ads, keys in _blocks(columns)]
    codes = np.unique(np.concatenate([pairs for pairs, _ in found]))
    truncated = sum(int(left_out) for _, left_out in found)
    return Candidates((codes // size).astype(np.int32), (codes % size).astype(np.int32), truncated)


def _blocks(columns: Columns) -> list[tuple[NDArray[np.int32], Keys]]:
    ages = Many(np.arange(len(columns.age_low) + 1, dtype=np.int32), columns.age_low)
    bands = bands_of(columns)
    return [
        _crossed([columns.phones]),
        _crossed([columns.names, columns.places]),
        _crossed([columns.names, ages]),
        _crossed([columns.tokens, columns.places, ages]),
        _crossed([bands, columns.places]),
        _crossed([bands, ages]),
    ]


def bands_of(columns: Columns) -> Many:
    """Per advertisement the bands of its texts, each as a 31-bit number (the band's place mixed in)."""
    keys = band_keys(columns.sketches.view(np.uint8))
    counts = np.diff(columns.texts.at)
    at = np.zeros(len(counts) + 1, dtype=np.int32)
    np.cumsum(counts * BANDS, out=at[1:])
    return Many(at, keys[columns.texts.values].ravel())


def _crossed(parts: list[Many]) -> tuple[NDArray[np.int32], Keys]:
    """Every combination of one value of each part, as one key per advertisement and combination."""
    ads = np.arange(len(parts[0].at) - 1, dtype=np.int32)
    keys = np.zeros(len(ads), dtype=np.uint64)
    for part in parts:
        counts = np.diff(part.at)[ads]
        starts = np.repeat(part.at[ads], counts)
        within = np.arange(counts.sum(), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
        values = part.values[starts + within].astype(np.uint64)
        ads, keys = np.repeat(ads, counts), np.repeat(keys, counts)
        keys = (keys ^ (values + np.uint64(1))) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    return ads, keys


def _pairs(ads: NDArray[np.int32], keys: Keys, size: int) -> tuple[NDArray[np.int64], int]:
    order = np.lexsort((ads, keys))
    left_out, count = _count(keys[order], ads[order])
    return _list(keys[order], ads[order], count, size), left_out


@compiled
def _count(keys: Keys, ads: NDArray[np.int32]) -> tuple[int, int]:
    count = left_out = start = 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or keys[end] != keys[start]:
            members = end - start
            reach = members - 1 if members <= BLOCK else WINDOW
            listed = reach * members - reach * (reach + 1) // 2
            count += listed
            left_out += members * (members - 1) // 2 - listed
            start = end
    return left_out, count


@compiled
def _list(keys: Keys, ads: NDArray[np.int32], count: int, size: int) -> NDArray[np.int64]:
    pairs = np.empty(count, dtype=np.int64)
    found = start = 0
    for end in range(1, len(keys) + 1):
        if end == len(keys) or keys[end] != keys[start]:
            reach = end - start - 1 if end - start <= BLOCK else WINDOW
            for left in range(start, end):
                for right in range(left + 1, min(end, left + reach + 1)):
                    if ads[left] != ads[right]:
                        pairs[found] = np.int64(ads[left]) * size + ads[right]
                        found += 1
            start = end
    return pairs[:found]
