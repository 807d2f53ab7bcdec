"""Which patterns could a sentence hold? Asked of all patterns of a language at once, by their two rarest words.

Nearly every sentence is answered by two intersections of sets, without looking at one pattern.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

Place = tuple[int, int]  # number of a rule and of a pattern in it


class Index:
    """Patterns by their rarest required element, and behind it by the one after that."""

    def __init__(self) -> None:
        self._lone: dict[int, list[Place]] = defaultdict(list)
        self._seconds: dict[int, set[int]] = defaultdict(set)
        self._pairs: dict[tuple[int, int], list[tuple[frozenset[int], Place]]] = defaultdict(list)
        self._loners: set[int] = set()
        self._firsts: set[int] = set()

    def add(self, rarest_first: Sequence[int], place: Place) -> None:
        """Add a pattern by the elements it requires."""
        first, *more = dict.fromkeys(rarest_first)
        if more:
            self._firsts.add(first)
            self._seconds[first].add(more[0])
            self._pairs[first, more[0]].append((frozenset(more[1:]), place))
        else:
            self._loners.add(first)
            self._lone[first].append(place)

    def wanted(self, present: frozenset[int]) -> list[Place]:
        """The patterns all of whose required elements are present, in order."""
        # Python walks through the smaller of two sets, so each question costs a few words at most
        found = [place for lone in self._loners & present for place in self._lone[lone]]
        seconds = self._seconds
        for first in self._firsts & present:
            for second in seconds[first] & present:
                found += [place for rest, place in self._pairs[first, second] if rest <= present]
        return sorted(found)
