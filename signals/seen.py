"""One sentence as the rules of a language see it, and one pattern ready to look at it.

Nearly every pattern is ruled out by two cheap questions: are all its words there, and do they stand in
order and near enough? Only then is a spaCy Doc made and the Matcher asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from signals.patterns import NAME
from signals.vocabulary import Known


class Seen:
    """Words between the marks ^ and $, and what is known of each; `names` are places of names."""

    def __init__(self, vocab: Vocab, looked: Sequence[Known], names: frozenset[int] = frozenset()) -> None:
        self.words = [one.spelling for one in looked]
        self.present: frozenset[int] = frozenset().union(*[one.elements for one in looked])
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
