"""Bands of a sketch: texts that share one are worth a look (locality-sensitive hashing)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

BAND = 4  # bytes of a sketch that must agree together
BANDS = 16  # bands looked at; two texts half alike share one with probability 0.64


def band_keys(sketches: NDArray[np.uint8]) -> NDArray[np.int32]:
    """The bands of each sketch: rows x BANDS."""
    words = np.ascontiguousarray(sketches[:, : BANDS * BAND]).view(np.uint32).astype(np.uint64)
    mixed = (words + np.arange(BANDS, dtype=np.uint64) * np.uint64(0x9E3779B1)) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(33)).astype(np.int32)


def band_words(sketches: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Band and row in one word, for every band of every sketch, sorted: rows that share a band stand together."""
    rows = np.arange(len(sketches), dtype=np.uint64)[:, None]
    return ordered(((band_keys(sketches).astype(np.uint64) << np.uint64(32)) | rows).ravel())


def ordered(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sorted by Polars: on all processors, and on one in half the time of np.sort."""
    return pl.Series(numbers).sort().to_numpy()


def distinct(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The distinct numbers, sorted: many times faster here than np.unique's hashing."""
    found = ordered(numbers)
    return found[firsts(found)]


def firsts(found: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Where a sorted array begins a new number."""
    return np.concatenate([np.ones(min(1, len(found)), dtype=np.bool_), found[1:] != found[:-1]])
