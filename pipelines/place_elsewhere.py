"""Towns an ad names though its advertiser is not there: left, grown up in, a sister's, a client's, a train's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.packs import deniers, spoken
from pipelines.phrases import alternatives, either
from pipelines.place_names import PlacePack

_STOP = r"[,.!?;:\n()|•]"
_SENTENCE = re.compile(r"[.!?;\n|•]")
_NEXT = 80  # characters between a name and the one that takes its place
REACH = 60  # characters on either side of a name in which its clause is read
_WORDS = ("now", "also", "other", "past", "moved", "kin", "lives", "clients", "travel", "not_there")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The words of a language about places where one is not, compiled. `PlacePack` tells what each means."""

    now: re.Pattern[str]
    also: re.Pattern[str]
    other: re.Pattern[str]
    past: re.Pattern[str]
    moved: re.Pattern[str]
    out_of: re.Pattern[str]
    away: re.Pattern[str]
    kin: re.Pattern[str]
    lives: re.Pattern[str]
    clients: re.Pattern[str]
    travel: re.Pattern[str]
    not_there: re.Pattern[str]
    clause: re.Pattern[str]
    verbs_last: bool

    def weighed(self, how: str, text: str, span: tuple[int, int], room: tuple[int, int], inflected: bool) -> str:
        """How the name at this span of a bare text is said, in view of the words around it: "skip" is not at all.

        `room` ends where other names begin: words beside those speak of them.
        """
        (start, end), (first, last) = span, room
        *earlier, before = self.clause.split(text[max(first, start - REACH) : start])
        if self.verbs_last and first and not earlier:
            before = ""  # what follows the name before is said of that one
        behind = self.clause.split(text[end : min(last, end + REACH)])[0]
        if self.past.search(before) or self.past.search(behind):
            return "skip"
        if self.kin.search(before) and (self.lives.search(before) or self.lives.search(behind)):
            return "skip"
        there = _SENTENCE.split(text[end : min(last, end + REACH)])[0]
        if self.not_there.search(there) or self.other.search(before) or self.other.search(behind):
            return "near"
        from_there = self.out_of.search(before) or self.away.match(behind)
        if how != "near" and (from_there or (inflected and self.away.search(text[start:end]))):
            return self._from(before, self.clause.split(text[end : end + REACH])[0]) or how
        return how

    def moved_on(self, text: str, before: int, start: int, end: int, following: int) -> bool:
        """Whether the name at `following` is where one is now, and no longer at the one at `start` before it.

        "Until April I had a room in Heerlen, now I am in Sittard"; but "now also in Sittard".
        """
        between = text[end:following]
        if len(between) > _NEXT or _SENTENCE.search(between.rstrip(), 1) or not self._newly(between):
            return False
        return not self._newly(text[max(before, start - REACH) : start])

    def _newly(self, ahead: str) -> bool:
        clause = re.split(_STOP, ahead)[-1]
        return self.now.search(clause) is not None and self.also.search(clause) is None

    def _from(self, before: str, behind: str) -> str | None:
        """What a town is that somebody or something comes from."""
        if any(words.search(side) for words in (self.moved, self.clients) for side in (before, behind)):
            return "skip"
        return "near" if self.travel.search(before) or self.travel.search(behind) else None


@cache
def elsewhere(language: str) -> Elsewhere:
    """The words for texts of this language. Raises ConfigError."""
    packs = deniers(spoken("place", PlacePack, language), language)

    def words(kind: str) -> list[str]:
        return [word for pack in packs for word in getattr(pack, kind)]

    return Elsewhere(
        **{kind: either(words(kind)) for kind in _WORDS},
        out_of=re.compile(rf"(?<!\w)(?:{alternatives(words('out_of'))})[\s'’]{{0,3}}\Z", re.IGNORECASE),
        away=re.compile(rf"(?:{alternatives(words('away'))})(?!\w)", re.IGNORECASE),
        clause=re.compile(rf"{_STOP}|(?<!\w)(?:{alternatives(words('turns'))})(?!\w)", re.IGNORECASE),
        verbs_last=any(pack.away for pack in packs),  # languages that say "from" with an ending put the verb behind
    )
