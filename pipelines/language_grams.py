"""The n-grams of langdetect (Shuyo 2010), read word by word: its profiles and normal forms, not its random sample.

The same n-grams as its own reader finds in small letters, several times faster: a word seen before is looked up.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

MOST_SEEN = 20_000  # words remembered


class _Letters(dict[int, str]):
    """Code points and the sign langdetect reads for each: a space for signs, one letter for a syllable block."""

    def __missing__(self, code: int) -> str:
        from langdetect.utils.ngram import NGram

        self[code] = plain = str(NGram.normalize(chr(code)))
        return plain


@dataclass(frozen=True, slots=True)
class Grams:
    """The row of every n-gram of one to three letters and, per row, its log likelihood per language."""

    factory: Any
    rows: dict[str, int]
    weights: Any
    letters: _Letters = field(default_factory=_Letters)
    seen: dict[str, list[int]] = field(default_factory=dict, repr=False)

    def found(self, plain: str) -> list[int]:
        """The rows of every known n-gram in a lower-case text, in order."""
        detector = self.factory.create()
        detector.text = plain if plain.isascii() else detector_text(plain)
        if not plain.isascii():
            detector.cleaning_text()  # a text in another script loses its Latin words
        words = f" {detector.text}".translate(self.letters).split(" ")
        open_end = words.pop()  # the text ends before anything could close its last word
        known = [row for word in words if word for row in self._of(f"{word} ")]
        return known + self._of(open_end) if open_end else known

    def _of(self, word: str) -> list[int]:
        rows = self.seen.get(word)
        if rows is None:
            if len(self.seen) >= MOST_SEEN:
                self.seen.clear()
            self.seen[word] = rows = self._read(f" {word}")
        return rows

    def _read(self, word: str) -> list[int]:
        grams = (word[max(0, end - size) : end] for end in range(2, len(word) + 1) for size in (1, 2, 3) if size <= end)
        return [self.rows[gram] for gram in grams if gram != " " and gram in self.rows]


def detector_text(plain: str) -> str:
    """The text with its Vietnamese letters in one piece, as langdetect joins them."""
    from langdetect.utils.ngram import NGram

    return str(NGram.normalize_vi(plain))


@cache
def grams(codes: Sequence[str]) -> Grams:
    """langdetect's profiles of these languages, in this order."""
    import numpy as np
    from langdetect.detector import Detector
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
    from langdetect.utils.lang_profile import LangProfile

    factory = DetectorFactory()
    for index, code in enumerate(codes):
        profile = json.loads((Path(PROFILES_DIRECTORY) / code).read_text(encoding="utf-8"))
        factory.add_profile(LangProfile(**profile), index, len(codes))
    likelihood = np.array(list(factory.word_lang_prob_map.values()))
    weights = np.log(likelihood + Detector.ALPHA_DEFAULT / Detector.BASE_FREQ)
    return Grams(factory, {gram: row for row, gram in enumerate(factory.word_lang_prob_map)}, weights)
