"""One sentence as the rules of a language see it, and one pattern ready to look at it.

Nearly every pattern is ruled out by two cheap questions: are all its words there, and do they stand in
order and near enough? Only then is a spaCy Doc made and the Matcher asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from signals.patterns import NAME


class Seen:
    """Words between the marks ^ and $, and the elements each can stand for; `names` are places of names."""

    def __init__(
        self, vocab: Vocab, looked: Sequence[tuple[str, frozenset[int]]], names: frozenset[int] = frozenset()
    ) -> None:
        self.words = [word for word, _ in looked]
        self._vocab, self._elements, self._names = vocab, [elements for _, elements in looked], names
        self.present: frozenset[int] = frozenset().union(*self._elements)
        self._positions: dict[int, list[int]] | None = None
        self._doc: Doc | None = None

    @property
    def doc(self) -> Doc:
        if self._doc is None:
            tags = [NAME if place in self._names else "" for place in range(len(self.words))] if self._names else None
            self._doc = Doc(self._vocab, words=self.words, tags=tags)
        return self._doc

    def positions(self, element: int) -> list[int]:
        """Where words stand that can be this element, in order."""
        if self._positions is None:
            self._positions = defaultdict(list)
            for place, elements in enumerate(self._elements):
                for one in elements:
                    self._positions[one].append(place)
        return self._positions[element]


class Compiled:
    """One pattern: `steps` are its required elements, each with how many words on it may be at most."""

    def __init__(self, steps: tuple[tuple[int, int], ...], build: Callable[[], Matcher]) -> None:
        self._steps, self._build = steps, build
        self._required = frozenset(element for element, _ in steps)
        self._matcher: Matcher | None = None

    def spans(self, seen: Seen) -> list[tuple[int, int]]:
        """Where the pattern stands in a sentence, counted in words with ^ as the first."""
        if not self._required <= seen.present or not self._in_reach(seen):
            return []
        if self._matcher is None:
            self._matcher = self._build()
        return [(start, end) for _, start, end in self._matcher(seen.doc)]

    def _in_reach(self, seen: Seen) -> bool:
        reached = seen.positions(self._steps[0][0])
        for element, step in self._steps[1:]:
            reached = [
                place for place in seen.positions(element) if any(0 < place - before <= step for before in reached)
            ]
            if not reached:
                return False
        return True
