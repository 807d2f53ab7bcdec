"""Sketches of many texts at once, in compiled code; the same bytes as dedup/sketch.py, one by one."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dedup.compiled import compiled
from dedup.sketch import BINS, EMPTY, SHINGLE, code_points, donors, normalised, start_state

_BATCH = 4096  # texts at a time: bounds the memory of their code points to some tens of MB


def sketches(texts: pl.Series, key: bytes) -> pl.Series:
    """The sketch of every text of a String series, as a Binary series; b"" for null and for no letters."""
    parts = [_batch(texts.slice(at, _BATCH), key) for at in range(0, max(1, len(texts)), _BATCH)]
    return pl.concat(parts).alias("sketch")


def _batch(texts: pl.Series, key: bytes) -> pl.Series:
    plain = normalised(texts.cast(pl.String).fill_null(""))
    ends = plain.str.len_chars().cast(pl.Int64).cum_sum().to_numpy()
    points = code_points("".join(plain.to_list()))
    rows = _sketch_all(points, ends, np.array(start_state(key), dtype=np.uint64), donors())
    filled = plain.str.len_bytes().to_numpy() > 0
    return pl.Series([row.tobytes() if has else b"" for row, has in zip(rows, filled, strict=True)], dtype=pl.Binary)


@compiled
def _sketch_all(
    points: NDArray[np.uint32], ends: NDArray[np.int64], key: NDArray[np.uint64], order: NDArray[np.int64]
) -> NDArray[np.uint8]:
    rows = np.zeros((len(ends), BINS), dtype=np.uint8)
    lowest = np.empty(BINS, dtype=np.uint64)
    start = 0
    for text in range(len(ends)):
        end = ends[text]
        if end > start:
            lowest[:] = EMPTY
            for at in range(start, max(start + 1, end - SHINGLE + 1)):
                word = np.uint64(0)
                for offset in range(min(SHINGLE, end - at)):
                    word |= np.uint64(points[at + offset] & np.uint32(0xFFF)) << np.uint64(12 * offset)
                hashed = _siphash(word, key[0], key[1], key[2], key[3])
                place = int(hashed >> np.uint64(57))
                lowest[place] = min(lowest[place], hashed)
            for place in range(BINS):
                rows[text, place] = np.uint8(_filled(lowest, place, order) & np.uint64(0xFF))
        start = end
    return rows


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
