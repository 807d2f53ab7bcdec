"""Words of several groups near one another in any order: who acts, what is done, with what.

Word order differs by language and by clause ("my boss keeps half", "half is for my boss"); the three groups do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from signals.seen import Seen


class Together:
    """Each of `elements` once, on different words, inside `within` words with none of `stops` between them."""

    def __init__(self, elements: Sequence[int], within: int, stops: frozenset[str]) -> None:
        self._elements, self._within, self._stops = tuple(elements), within, stops

    def spans(self, seen: Seen) -> list[tuple[int, int]]:
        """Where the words stand, counted with ^ as the first; the tightest stretches, none overlapping another."""
        if not seen.present.issuperset(self._elements):
            return []
        places = [seen.positions(element) for element in self._elements]
        found: list[tuple[int, int]] = []
        for end in sorted({place for each in places for place in each}):
            span = self._ending_at(end, places, seen.words)
            if span and (not found or span[0] >= found[-1][1]):
                found.append(span)
        return found

    def _ending_at(self, end: int, places: Sequence[Sequence[int]], words: Sequence[str]) -> tuple[int, int] | None:
        first = end - self._within + 1
        near = [[place for place in reversed(each) if first <= place <= end] for each in places]
        if not all(near):
            return None
        taken = _apart(sorted(near, key=len))
        if end not in taken or any(
            words[place] in self._stops for one, two in pairwise(sorted(taken)) for place in range(one + 1, two)
        ):
            return None
        return min(taken), end + 1


def _apart(near: Sequence[Sequence[int]], taken: tuple[int, ...] = ()) -> tuple[int, ...]:
    """A word for each group, no word twice, the last ones first; () when there are too few words."""
    if not near:
        return taken
    for place in near[0]:
        if place not in taken and (whole := _apart(near[1:], (*taken, place))):
            return whole
    return ()
