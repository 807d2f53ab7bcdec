"""A keyed fingerprint of a text, by which near-equal texts are found without keeping them.

One-permutation MinHash (Li, Owen and Zhang, NIPS 2012) with optimal densification (Shrivastava,
ICML 2017), one byte per bin (b-bit minwise hashing, Li and Konig, WWW 2010). The hash is SipHash-1-3
(Aumasson and Bernstein, 2012) over shingles of five characters: without the key nobody can test
whether a sentence was in the text. This module is NumPy alone, so that a crawl starts at once;
dedup/kernels.py does the same for many texts in compiled code.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BINS = 128
SHINGLE = 5  # characters of 12 bits: 60 bits fit one SipHash block
PLAIN = 0x3000  # below: alphabets, signs and punctuation; from here mostly characters that are words
SPACE = 32
EMPTY = np.uint64(2**64 - 1)
_LENGTH_BLOCK = 8 << 56
_WORD = 2**64 - 1

Words = NDArray[np.uint64]
Points = NDArray[np.uint32]


def sketch(text: str, key: bytes) -> bytes:
    """The fingerprint of a masked text: 128 bytes, or b"" when it holds no letter or digit.

    `key` is 16 secret bytes. Case, punctuation and spacing do not matter.
    """
    points = letters(text)
    if not len(points):
        return b""
    hashes = siphash(shingles(points), *start_state(key))
    lowest = np.full(BINS, EMPTY, dtype=np.uint64)
    np.minimum.at(lowest, (hashes >> np.uint64(57)).astype(np.intp), hashes)
    return densified(lowest).tobytes()


def similarity(left: bytes, right: bytes) -> float:
    """The estimated Jaccard similarity of two texts' shingles, 0.0 to 1.0; 0.0 when one has no text.

    Standard error at most 0.045. Two bytes agree by chance in one of 256 bins, which is taken off.
    """
    if not left or not right:
        return 0.0
    same = np.frombuffer(left, dtype=np.uint8) == np.frombuffer(right, dtype=np.uint8)
    return max(0.0, (float(same.mean()) - 1 / 256) / (1 - 1 / 256))


def exact_similarity(left: str, right: str) -> float:
    """The Jaccard similarity that `similarity` estimates, computed from the clear texts."""
    first, second = (set(shingles(letters(text)).tolist()) for text in (left, right))
    return len(first & second) / len(first | second) if first or second else 0.0


def letters(text: str) -> Points:
    """Code points of a text: lower case, letters and digits only, single spaces between."""
    plain = plain_points()
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    mapped = np.where(points < len(plain), plain[np.minimum(points, len(plain) - 1)], points)
    after_letter = np.concatenate([[False], mapped[:-1] != SPACE])
    kept: Points = mapped[(mapped != SPACE) | after_letter]
    return kept[:-1] if len(kept) and kept[-1] == SPACE else kept


@lru_cache(maxsize=1)
def plain_points() -> Points:
    """What each code point below PLAIN becomes: its lower case, or a space. Beyond it points stay as they are."""
    signs = [chr(point) for point in range(PLAIN)]
    lower = [sign.lower() if len(sign.lower()) == 1 else sign for sign in signs]
    return np.array([ord(sign) if sign.isalnum() else SPACE for sign in lower], dtype=np.uint32)


def shingles(points: Points) -> Words:
    """Every run of five characters as one 60-bit word; a shorter text is one padded shingle."""
    low = (points & np.uint32(0xFFF)).astype(np.uint64)
    if not len(low):
        return low
    low = np.pad(low, (0, max(0, SHINGLE - len(low))))
    count = len(low) - SHINGLE + 1
    words = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE):
        words |= low[offset : offset + count] << np.uint64(12 * offset)
    return words


@lru_cache(maxsize=8)
def start_state(key: bytes) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """SipHash's four words for a 16-byte key. Raises ValueError for another length."""
    if len(key) != 16:
        raise ValueError("a sketch key is 16 bytes")
    k0, k1 = (int.from_bytes(key[at : at + 8], "little") for at in (0, 8))
    return (
        np.uint64(k0 ^ 0x736F6D6570736575),
        np.uint64(k1 ^ 0x646F72616E646F6D),
        np.uint64(k0 ^ 0x6C7967656E657261),
        np.uint64(k1 ^ 0x7465646279746573),
    )


def siphash(words: Words, v0: np.uint64, v1: np.uint64, v2: np.uint64, v3: np.uint64) -> Words:
    """SipHash-1-3 of each 8-byte word."""
    state = [np.full(len(words), value, dtype=np.uint64) for value in (v0, v1, v2, v3)]
    state[3] = state[3] ^ words
    _round(state)
    state[0] = state[0] ^ words
    state[3] = state[3] ^ np.uint64(_LENGTH_BLOCK)
    _round(state)
    state[0] = state[0] ^ np.uint64(_LENGTH_BLOCK)
    state[2] = state[2] ^ np.uint64(0xFF)
    for _ in range(3):
        _round(state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _round(v: list[Words]) -> None:
    v[0] = v[0] + v[1]
    v[1] = _rotated(v[1], 13) ^ v[0]
    v[0] = _rotated(v[0], 32)
    v[2] = v[2] + v[3]
    v[3] = _rotated(v[3], 16) ^ v[2]
    v[0] = v[0] + v[3]
    v[3] = _rotated(v[3], 21) ^ v[0]
    v[2] = v[2] + v[1]
    v[1] = _rotated(v[1], 17) ^ v[2]
    v[2] = _rotated(v[2], 32)


def _rotated(words: Words, bits: int) -> Words:
    return (words << np.uint64(bits)) | (words >> np.uint64(64 - bits))


def densified(lowest: Words) -> NDArray[np.uint8]:
    """One byte per bin; an empty bin borrows from the donor that `donors` names first for it."""
    filled = lowest != EMPTY
    order = donors()
    chosen = order[np.arange(BINS), filled[order].argmax(axis=1)]
    return (lowest[np.where(filled, np.arange(BINS), chosen)] & np.uint64(0xFF)).astype(np.uint8)


@lru_cache(maxsize=1)
def donors() -> NDArray[np.int64]:
    """For each bin a fixed random order of all bins (128 x 128): the same for every text and key."""
    draw = np.random.Generator(np.random.PCG64(2017))
    return np.argsort(draw.random((BINS, BINS)), axis=1)
