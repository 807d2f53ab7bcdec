"""What each word can stand for in the rules of a language, spelling slips included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from signals.patterns import Element

TYPO_LENGTH = 7  # shorter words are too often one letter away from another word
MOST_KNOWN = 200_000  # distinct words remembered per language


class Known(NamedTuple):
    """A word's spelling in the rules, the elements it can stand for, and whether it is a word of the
    language as far as stop words and rules tell."""

    spelling: str
    elements: frozenset[int]
    belongs: bool


class Vocabulary(dict[str, Known]):
    """For each folded word what is known of it; remembered."""

    def __init__(
        self,
        elements: dict[Element, int],
        stop_words: frozenset[str],
        negations: frozenset[str],
        last_fold: Callable[[str], str],
    ) -> None:
        super().__init__()
        self._stop_words, self._last_fold = stop_words, last_fold
        self._common = stop_words | negations
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._stems: dict[str, list[tuple[str, int]]] = defaultdict(list)  # by their first two letters
        self._tails: dict[str, list[tuple[str, int]]] = defaultdict(list)  # by their last two
        for element, number in elements.items():
            for text in element.words:
                self._exact[text].add(number)
            for text in element.stems:
                self._stems[text[:2]].append((text, number))
            for text in element.tails:
                self._tails[text[-2:]].append((text, number))
        self._typos = {variant: word for word in self._exact if len(word) >= TYPO_LENGTH for variant in _one_out(word)}

    def __missing__(self, folded: str) -> Known:
        word = self._last_fold(folded)
        elements = self._elements_of(word)
        if not elements and len(word) >= TYPO_LENGTH and word not in self._common:
            word, elements = self._corrected(word)
        belongs = folded.isalpha() and (bool(elements) or folded in self._stop_words)
        found = Known(word, elements, belongs)
        if len(self) < MOST_KNOWN:
            self[folded] = found
        return found

    def _corrected(self, word: str) -> tuple[str, frozenset[int]]:
        meant = next((self._typos[one] for one in _one_out(word) if one in self._typos), word)
        if meant[0] != word[0] or meant[-2:] != word[-2:] or abs(len(meant) - len(word)) > 1:
            return word, frozenset()  # another ending is another form of the word, not a slip
        return meant, self._elements_of(meant)

    def _elements_of(self, word: str) -> frozenset[int]:
        found = set(self._exact.get(word, ()))
        found.update(number for stem, number in self._stems.get(word[:2], ()) if word.startswith(stem))
        found.update(number for tail, number in self._tails.get(word[-2:], ()) if word.endswith(tail))
        return frozenset(found)


@lru_cache(maxsize=10_000)  # each language asks it of the same words
def _one_out(word: str) -> tuple[str, ...]:
    """The word itself and every way to leave one letter out: shared by words one slip apart."""
    return (word, *(word[:place] + word[place + 1 :] for place in range(len(word))))
