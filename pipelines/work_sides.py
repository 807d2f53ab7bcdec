"""Whose home or hotel an ad means when it does not say: the words around the mention decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.observations import WorkType
from pipelines.work_words import WorkRules

SENTENCE = re.compile(r"[.!?;\n•|](?!\d)")
_HOTEL = re.compile(r"otel|szallod|szoba|гостин|отел|alberg|pokoj|habitac|kamer|room", re.IGNORECASE)
_TOWARD = re.compile(r"\b(?:naar|to|ins|zum|do)\W+(?:\w+\W+)?$")
_HEADING = 80  # characters between a heading and the last thing in its list
_FAR = 60  # characters between an act and the place it is done at
_HEADS = {"goes": WorkType.ESCORT, "receives": WorkType.AT_HOME, "stays": WorkType.AT_HOME}


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of some kind in a text."""

    kind: str
    start: int
    end: int

    @property
    def is_act(self) -> bool:
        return self.kind in _HEADS

    @property
    def is_unowned(self) -> bool:
        return self.kind in ("homes", "hotels")


def sentences(text: str, mentions: Iterable[Mention]) -> Iterator[list[Mention]]:
    """The mentions of each sentence that has any."""
    sentence: list[Mention] = []
    for each in mentions:
        if sentence and SENTENCE.search(text, sentence[-1].end, each.start):
            yield sentence
            sentence = []
        sentence.append(each)
    if sentence:
        yield sentence


def sided(text: str, each: Mention, head: Mention | None, last: Mention | None, rules: WorkRules) -> str:
    """The kind of a phrase; a home or hotel without an owner is of whoever the sentence spoke of before it.

    "I visit you at home or in a hotel", "I receive in a hotel"; but "I receive at home and in hotels".
    """
    if each.kind == "homes":
        theirs = head.kind == "goes" if head else _beside(text, each, last, rules)
        return WorkType.ESCORT if theirs else WorkType.AT_HOME
    if each.kind == "hotels":
        ours = head and head.kind != "goes" and not _joined(text, head, each, rules)
        return WorkType.AT_HOME if ours else WorkType.ESCORT
    return _HEADS.get(each.kind, each.kind)


def act_behind(text: str, sentence: Sequence[Mention], place: int, rules: WorkRules) -> Mention | None:
    """The act that follows a place directly in its clause: "otelde kabul ederim", "in een hotel ontvang ik"."""
    each = sentence[place]
    after = sentence[place + 1] if place + 1 < len(sentence) else None
    if not (after and after.is_act and each.is_unowned):
        return None
    return None if not same_clause(text, each, after, rules) or _joined(text, each, after, rules) else after


def same_clause(text: str, first: Mention, second: Mention, rules: WorkRules) -> bool:
    near = second.start - first.end <= _FAR
    return near and rules.clause.search(text, first.end, second.start) is None


def sentence_before(text: str, start: int) -> str:
    """What the sentence says before a mention, as far as a heading may stand."""
    return SENTENCE.split(text[max(0, start - _HEADING) : start])[-1]


def names_hotel(text: str, each: Mention) -> bool:
    return each.kind != WorkType.MASSAGE and _HOTEL.search(text, each.start, each.end) is not None


def asked(text: str, each: Mention) -> bool:
    """A hotel in a question is where the reader sits, not an offer: "Bored in your hotel tonight?"."""
    if each.is_act or not names_hotel(text, each) or _TOWARD.search(text[max(0, each.start - 30) : each.start]):
        return False
    end = SENTENCE.search(text, each.end, each.end + _FAR)
    return end is not None and end[0] == "?"


def _beside(text: str, each: Mention, last: Mention | None, rules: WorkRules) -> bool:
    """A hotel right after a client's place: "bei dir oder im Hotel"."""
    if not last or last.kind != WorkType.ESCORT or each.start - last.end > 12 or not names_hotel(text, each):
        return False
    return _joined(text, last, each, rules)


def _joined(text: str, first: Mention, second: Mention, rules: WorkRules) -> bool:
    """Whether "and", "or" or a comma stands between two phrases, or more than one can hold together."""
    between = text[first.end : second.start]
    if len(between) > _FAR:
        return True
    return "," in between or "+" in between or "/" in between or rules.joins.search(between) is not None
