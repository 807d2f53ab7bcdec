"""Bands of a sketch: texts that share one are worth a look (locality-sensitive hashing)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BAND = 4  # bytes of a sketch that must agree together
BANDS = 16  # bands looked at; two texts half alike share one with probability 0.64


def band_keys(sketches: NDArray[np.uint8]) -> NDArray[np.int32]:
    """The bands of each sketch: rows x BANDS."""
    words = np.ascontiguousarray(sketches[:, : BANDS * BAND]).view(np.uint32).astype(np.uint64)
    mixed = (words + np.arange(BANDS, dtype=np.uint64) * np.uint64(0x9E3779B1)) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(33)).astype(np.int32)


def distinct(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The distinct numbers, sorted: one vectorised sort, many times faster here than np.unique's hashing."""
    ordered = np.sort(numbers, axis=None)
    return ordered[firsts(ordered)]


def firsts(ordered: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Where a sorted array begins a new number."""
    return np.concatenate([np.ones(min(1, len(ordered)), dtype=np.bool_), ordered[1:] != ordered[:-1]])
