"""Sketches of many texts at once, in compiled code; the same bytes as dedup/sketch.py, one by one."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dedup.compiled import compiled
from dedup.sketch import BINS, EMPTY, SHINGLE, SPACE, Points, donors, plain_points, start_state

_BATCH = 4096  # texts at a time: bounds the memory of their code points to some tens of MB


def sketches(texts: pl.Series, key: bytes) -> pl.Series:
    """The sketch of every text of a String series, as a Binary series; b"" for null and for no letters."""
    parts = [texts.slice(at, _BATCH) for at in range(0, max(1, len(texts)), _BATCH)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # the compiled loop runs without the interpreter's lock
        return pl.concat(list(threads.map(lambda part: _batch(part, key), parts))).alias("sketch")


def _batch(texts: pl.Series, key: bytes) -> pl.Series:
    clear = texts.cast(pl.String).fill_null("")
    ends = clear.str.len_chars().cast(pl.Int64).cum_sum().to_numpy()
    points = np.frombuffer("".join(clear.to_list()).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    rows, filled = _sketch_all(points, ends, np.array(start_state(key), dtype=np.uint64), donors(), plain_points())
    return pl.Series([row.tobytes() if has else b"" for row, has in zip(rows, filled, strict=True)], dtype=pl.Binary)


@compiled
def _sketch_all(
    points: Points, ends: NDArray[np.int64], key: NDArray[np.uint64], order: NDArray[np.int64], plain: Points
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    rows, filled = np.zeros((len(ends), BINS), dtype=np.uint8), np.zeros(len(ends), dtype=np.bool_)
    lowest = np.empty(BINS, dtype=np.uint64)
    start = 0
    for text in range(len(ends)):
        length = _fill(points[start : ends[text]], plain, key, lowest)
        filled[text] = length > 0
        for place in range(BINS if length else 0):
            rows[text, place] = np.uint8(_filled(lowest, place, order) & np.uint64(0xFF))
        start = ends[text]
    return rows, filled


@compiled
def _fill(points: Points, plain: Points, key: NDArray[np.uint64], lowest: NDArray[np.uint64]) -> int:
    """Take the lowest hash per bin over one text, letter by letter; gives its length in letters."""
    lowest[:] = EMPTY
    word, length, waiting = np.uint64(0), 0, False
    for point in points:
        letter = plain[point] if point < len(plain) else point
        if letter == SPACE:
            waiting = length > 0  # a space counts once, and only when a letter follows it
            continue
        if waiting:
            word, length, waiting = _with(word, np.uint32(SPACE)), length + 1, False
            if length >= SHINGLE:
                _lower(word, key, lowest)
        word, length = _with(word, letter), length + 1
        if length >= SHINGLE:
            _lower(word, key, lowest)
    if 0 < length < SHINGLE:
        _lower(word >> np.uint64(12 * (SHINGLE - length)), key, lowest)
    return length


@compiled
def _with(word: np.uint64, letter: np.uint32) -> np.uint64:
    """The next run of five: the oldest letter out at the bottom, the newest in at the top."""
    return np.uint64((word >> np.uint64(12)) | (np.uint64(letter & np.uint32(0xFFF)) << np.uint64(12 * (SHINGLE - 1))))


@compiled
def _lower(word: np.uint64, key: NDArray[np.uint64], lowest: NDArray[np.uint64]) -> None:
    hashed = _siphash(word, key[0], key[1], key[2], key[3])
    place = int(hashed >> np.uint64(57))
    lowest[place] = min(lowest[place], hashed)


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
