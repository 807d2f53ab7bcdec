"""datasketch: MinHash and LSH over the words of the texts, the way its own documentation shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from datasketch import MinHash, MinHashLSH

from benchmarks.linkers.corpus import observations, postings
from benchmarks.linkers.joined import joined

THRESHOLD, PERMUTATIONS = 0.7, 128  # the library's own default number


def clusters(path: Path) -> pl.DataFrame:
    ads = postings(observations(path))
    shingles = [_shingles(text or "") for text in ads["text"]]
    lsh = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    left, right = [], []
    for at, mark in enumerate(MinHash.generator(shingles, num_perm=PERMUTATIONS)):
        for other in lsh.query(mark):
            left.append(other)
            right.append(at)
        lsh.insert(at, mark, check_duplication=False)
    return joined(ads, np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))


def _shingles(text: str) -> list[bytes]:
    words = text.lower().split()
    return [" ".join(words[at : at + 3]).encode() for at in range(max(1, len(words) - 2))]
