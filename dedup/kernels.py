"""Sketches of many texts at once, in compiled code; the same bytes as dedup/sketch.py, one by one."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dedup.compiled import at_once, compiled
from dedup.sketch import BINS, EMPTY, SHINGLE, SPACE, Points, donors, plain_points, start_state

_BATCH = 4096  # texts at a time: bounds the memory of their letters to some MB
Bytes = NDArray[np.uint8]


def sketches(texts: pl.Series, key: bytes) -> pl.Series:
    """The sketch of every text of a String series, as a Binary series; b"" for null and for no letters."""
    parts = [texts.slice(at, _BATCH) for at in range(0, max(1, len(texts)), _BATCH)]
    return pl.concat(at_once(lambda part: _batch(part, key), parts)).alias("sketch")


def _batch(texts: pl.Series, key: bytes) -> pl.Series:
    clear = texts.cast(pl.String).fill_null("").cast(pl.Binary)
    ends = clear.bin.size().cast(pl.Int64).cum_sum().to_numpy()
    written = np.frombuffer(b"".join(clear.to_list()), dtype=np.uint8)
    rows, filled = _sketch_all(written, ends, np.array(start_state(key), dtype=np.uint64), donors(), plain_points())
    return pl.Series([row.tobytes() if has else b"" for row, has in zip(rows, filled, strict=True)], dtype=pl.Binary)


@compiled
def _sketch_all(
    written: Bytes, ends: NDArray[np.int64], key: NDArray[np.uint64], order: NDArray[np.int64], plain: Points
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    rows, filled = np.zeros((len(ends), BINS), dtype=np.uint8), np.zeros(len(ends), dtype=np.bool_)
    lowest, words = np.empty(BINS, dtype=np.uint64), np.empty(_longest(ends) + SHINGLE, dtype=np.uint64)
    start = 0
    for text in range(len(ends)):
        count = _shingle(written[start : ends[text]], plain, words)
        filled[text] = count > 0
        if count:
            _hash(words[:count], key)
            _lower(words[:count], lowest)
            for place in range(BINS):
                rows[text, place] = np.uint8(_filled(lowest, place, order) & np.uint64(0xFF))
        start = ends[text]
    return rows, filled


@compiled
def _longest(ends: NDArray[np.int64]) -> int:
    longest = start = 0
    for end in ends:
        longest, start = max(longest, end - start), end
    return longest


@compiled
def _shingle(written: Bytes, plain: Points, words: NDArray[np.uint64]) -> int:
    """Write every run of five letters of one text into `words`; gives how many. A shorter text is one run."""
    word, length, waiting = np.uint64(0), 0, False
    at = 0
    while at < len(written):
        point, at = _point(written, at)
        letter = plain[point] if point < len(plain) else point
        if letter == SPACE:
            waiting = length > 0  # a space counts once, and only when a letter follows it
            continue
        if waiting:
            word, waiting = _with(word, np.uint32(SPACE)), False
            words[max(0, length - SHINGLE + 1)] = word  # a run that is not full yet is overwritten by the next
            length += 1
        word = _with(word, letter)
        words[max(0, length - SHINGLE + 1)] = word
        length += 1
    if 0 < length < SHINGLE:
        words[0] = word >> np.uint64(12 * (SHINGLE - length))
    return max(min(length, 1), length - SHINGLE + 1)


@compiled
def _hash(words: NDArray[np.uint64], key: NDArray[np.uint64]) -> None:
    """Each word by its SipHash, in place: a loop so plain that the compiler takes several words at a time."""
    v0, v1, v2, v3 = key[0], key[1], key[2], key[3]
    for at in range(len(words)):
        words[at] = _siphash(words[at], v0, v1, v2, v3)


@compiled
def _lower(hashes: NDArray[np.uint64], lowest: NDArray[np.uint64]) -> None:
    """The lowest hash per bin."""
    lowest[:] = EMPTY
    for hashed in hashes:
        place = int(hashed >> np.uint64(57))
        lowest[place] = min(lowest[place], hashed)


@compiled
def _point(written: Bytes, at: int) -> tuple[np.uint32, int]:
    """The code point whose UTF-8 begins here, and where the next begins. The text is known to be valid."""
    first = np.uint32(written[at])
    if first < 0x80:
        return first, at + 1
    more = 1 if first < 0xE0 else 2 if first < 0xF0 else 3
    point = first & np.uint32(0x3F >> more)
    for following in range(at + 1, at + 1 + more):
        point = (point << np.uint32(6)) | np.uint32(written[following] & np.uint8(0x3F))
    return point, at + 1 + more


@compiled
def _with(word: np.uint64, letter: np.uint32) -> np.uint64:
    """The next run of five: the oldest letter out at the bottom, the newest in at the top."""
    return np.uint64((word >> np.uint64(12)) | (np.uint64(letter & np.uint32(0xFFF)) << np.uint64(12 * (SHINGLE - 1))))


@compiled
def _filled(lowest: NDArray[np.uint64], place: int, order: NDArray[np.int64]) -> np.uint64:
    value = lowest[place]
    for donor in order[place]:
        if value != EMPTY:
            break
        value = lowest[donor]
    return np.uint64(value)


@compiled
def _siphash(word: np.uint64, v0: np.uint64, v1: np.uint64, v2: np.uint64, v3: np.uint64) -> np.uint64:
    length = np.uint64(8) << np.uint64(56)
    v0, v1, v2, v3 = _round(v0, v1, v2, v3 ^ word)
    v0, v1, v2, v3 = _round(v0 ^ word, v1, v2, v3 ^ length)
    v0, v2 = v0 ^ length, v2 ^ np.uint64(0xFF)
    for _ in range(3):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


@compiled
def _round(
    v0: np.uint64, v1: np.uint64, v2: np.uint64, v3: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    v0 = v0 + v1
    v1 = ((v1 << np.uint64(13)) | (v1 >> np.uint64(51))) ^ v0
    v0 = (v0 << np.uint64(32)) | (v0 >> np.uint64(32))
    v2 = v2 + v3
    v3 = ((v3 << np.uint64(16)) | (v3 >> np.uint64(48))) ^ v2
    v0 = v0 + v3
    v3 = ((v3 << np.uint64(21)) | (v3 >> np.uint64(43))) ^ v0
    v2 = v2 + v1
    v1 = ((v1 << np.uint64(17)) | (v1 >> np.uint64(47))) ^ v2
    v2 = (v2 << np.uint64(32)) | (v2 >> np.uint64(32))
    return v0, v1, v2, v3
