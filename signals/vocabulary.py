"""What each word can stand for in the rules of a language, spelling slips included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
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
        self._stems: dict[str, set[int]] = defaultdict(set)
        self._tails: dict[str, set[int]] = defaultdict(set)
        for element, number in elements.items():
            places = ((element.words, self._exact), (element.stems, self._stems), (element.tails, self._tails))
            for texts, place in places:
                for text in texts:
                    place[text].add(number)
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
        for size in range(2, len(word) + 1):
            found |= self._stems.get(word[:size], set())
            found |= self._tails.get(word[-size:], set())
        return frozenset(found)


def _one_out(word: str) -> list[str]:
    """The word itself and every way to leave one letter out: shared by words one slip apart."""
    return [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]
