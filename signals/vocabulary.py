"""What each word can stand for in the rules of a language, spelling slips included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from signals.patterns import Element

TYPO_LENGTH = 7  # shorter words are too often one letter away from another word
MOST_KNOWN = 200_000  # distinct words remembered per language


class Vocabulary(dict[str, tuple[str, frozenset[int]]]):
    """For each folded word its spelling in the rules and the elements it can stand for; remembered."""

    def __init__(self, elements: dict[Element, int], common: frozenset[str], last_fold: Callable[[str], str]) -> None:
        super().__init__()
        self._common, self._last_fold = common, last_fold
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._stems: dict[str, set[int]] = defaultdict(set)
        self._tails: dict[str, set[int]] = defaultdict(set)
        for element, number in elements.items():
            places = ((element.words, self._exact), (element.stems, self._stems), (element.tails, self._tails))
            for texts, place in places:
                for text in texts:
                    place[text].add(number)
        self._typos = {variant: word for word in self._exact if len(word) >= TYPO_LENGTH for variant in _one_out(word)}

    def __missing__(self, folded: str) -> tuple[str, frozenset[int]]:
        word = self._last_fold(folded)
        found = word, self._elements_of(word)
        if not found[1] and len(word) >= TYPO_LENGTH and word not in self._common:
            found = self._corrected(word)
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
