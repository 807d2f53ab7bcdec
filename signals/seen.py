"""One sentence as the rules of a language see it, and one pattern ready to look at it.

Nearly every pattern is ruled out by two cheap questions: are all its words there, and do they stand in
order and near enough? Only then is a spaCy Doc made and the Matcher asked, and not even then for words
without a gap between them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from signals.patterns import NAME
from signals.vocabulary import Known


class Seen:
    """Words between the marks ^ and $, and what is known of each; `present` are the elements any of them can be,
    `names` the places of names."""

    def __init__(
        self, vocab: Vocab, looked: Sequence[Known], present: frozenset[int], names: frozenset[int] = frozenset()
    ) -> None:
        self.words = [one.spelling for one in looked]
        self.present = present
        self._vocab, self._looked, self._names = vocab, looked, names
        self._positions: dict[int, list[int]] = {}
        self._doc: Doc | None = None

    @property
    def doc(self) -> Doc:
        if self._doc is None:
            tags = [NAME if place in self._names else "" for place in range(len(self.words))] if self._names else None
            self._doc = Doc(self._vocab, words=self.words, tags=tags)
        return self._doc

    def positions(self, element: int) -> list[int]:
        """Where words stand that can be this element, in order."""
        found = self._positions.get(element)
        if found is None:
            found = [place for place, one in enumerate(self._looked) if element in one.elements]
            self._positions[element] = found
        return found


class Compiled:
    """One pattern: `steps` are its required elements, each with how many words on it may be at most.

    A `rigid` pattern has nothing else: where its words stand one after the other is where it matches.
    """

    def __init__(self, steps: tuple[tuple[int, int], ...], rigid: bool, build: Callable[[], Matcher]) -> None:
        self._steps, self._rigid, self._build = steps, rigid, build
        self._required = frozenset(element for element, _ in steps)
        self._matcher: Matcher | None = None

    def spans(self, seen: Seen) -> list[tuple[int, int]]:
        """Where the pattern stands in a sentence, counted in words with ^ as the first."""
        if not self._required <= seen.present:
            return []
        reached = self._reached(seen)
        if not reached or self._rigid:
            return self._in_a_row(reached)
        if self._matcher is None:
            self._matcher = self._build()
        return [(start, end) for _, start, end in self._matcher(seen.doc)]

    def _reached(self, seen: Seen) -> list[int]:
        """Places of the last required element, behind all others in order and near enough."""
        reached = seen.positions(self._steps[0][0])
        for element, step in self._steps[1:]:
            reached = [
                place for place in seen.positions(element) if any(0 < place - before <= step for before in reached)
            ]
        return reached

    def _in_a_row(self, ends: Sequence[int]) -> list[tuple[int, int]]:
        """The stretches of words that end at these places, none overlapping another, as the Matcher gives them."""
        found: list[tuple[int, int]] = []
        for end in ends:
            start = end - len(self._steps) + 1
            if not found or start >= found[-1][1]:
                found.append((start, end + 1))
        return found
