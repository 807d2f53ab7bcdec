"""At home, escort, massage: what an ad says about where and how someone works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from domain.observations import WorkType
from pipelines.packs import prove, spoken
from pipelines.phrases import bare, denied, nearby
from pipelines.work_words import WorkRules, WorkTypePack, compile_work

_SENTENCE = re.compile(r"[.!?;\n•|](?!\d)")
_HOTEL = re.compile(r"h?otel|szallod|szoba|gostin|гостин|х?отел|готел|alberg|pokoj|habitac|kamer|room", re.IGNORECASE)
_TOWARD = re.compile(r"\b(?:naar|to|ins|zum|do)\W+(?:\w+\W+)?$")
_HEADS = {"goes": WorkType.ESCORT, "receives": WorkType.AT_HOME, "stays": WorkType.AT_HOME}


@dataclass(frozen=True, slots=True)
class Work:
    """A type of work told at a span of the cleaned text."""

    kind: WorkType
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of some kind in a text."""

    kind: str
    start: int
    end: int


@cache
def work_rules(language: str | None) -> WorkRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("work_type", WorkTypePack, language)
    rules = compile_work(packs, language)
    prove("work_type", language, packs, lambda text: tuple(work.kind.value for work in find_work(bare(text), rules)))
    return rules


def find_work(text: str, rules: WorkRules) -> list[Work]:
    """The types of work a cleaned, bare text offers, each at its first undenied mention, in the study's order."""
    found: dict[str, Work] = {}
    head: Mention | None = None
    refused: Mention | None = None  # a refused act: "I do not visit clients at home" is not at home either
    mentions = [*_mentions(text, rules), None]
    for each, after in pairwise(mentions):
        assert each
        if head and _SENTENCE.search(text, head.end, each.start):
            head = None
        kind = _sided(text, each, head or _verb_behind(text, each, after, rules), rules)
        if kind in found and each.kind not in _HEADS:
            continue
        if each.kind in ("homes", "hotels") and refused and not rules.clause.search(text, refused.end, each.start):
            continue
        offered = not (_refused(text, each, rules) or (kind != WorkType.MASSAGE and _asked(text, each)))
        if each.kind in _HEADS:
            head, refused = (each, None) if offered else (None, each)
        if offered and each.kind != "stays":
            kept = WorkType.AT_HOME if kind == "premises" else WorkType(kind)
            found.setdefault(kind, Work(kept, each.start, each.end))
    premises = found.pop("premises", None)
    if premises and WorkType.MASSAGE not in found:
        found.setdefault(WorkType.AT_HOME, premises)
    return [found[kind] for kind in WorkType if kind in found]


def _mentions(text: str, rules: WorkRules) -> Iterator[Mention]:
    """Every phrase from left to right, the longest where several begin: "bij jou thuis" is no "thuis"."""
    for match in rules.any.finditer(text):
        kind = rules.kind(match[0])
        if kind == "but_not":
            continue
        yield Mention(kind, match.start(), match.end())
        if kind != WorkType.MASSAGE and (within := rules.kinds[WorkType.MASSAGE].search(match[0])):
            # a massage practice at home
            yield Mention(WorkType.MASSAGE, match.start() + within.start(), match.start() + within.end())


def _sided(text: str, each: Mention, head: Mention | None, rules: WorkRules) -> str:
    """The kind of a phrase; a home or hotel without an owner is of whoever the sentence spoke of before it.

    "I visit you at home or in a hotel", "I receive in a hotel"; but "I receive at home and in hotels".
    """
    if each.kind == "homes":
        return WorkType.ESCORT if head and head.kind == "goes" else WorkType.AT_HOME
    if each.kind == "hotels":
        ours = head and head.kind != "goes" and not _joined(text[head.end : each.start], rules)
        return WorkType.AT_HOME if ours else WorkType.ESCORT
    return _HEADS.get(each.kind, each.kind)


def _verb_behind(text: str, each: Mention, after: Mention | None, rules: WorkRules) -> Mention | None:
    """The act that follows directly in the same clause: "otelde kabul ederim", "in een hotel ontvang ik"."""
    if not after or after.kind not in _HEADS or each.kind not in ("homes", "hotels"):
        return None
    between = text[each.end : after.start]
    return None if rules.clause.search(between) or _joined(between, rules) else after


def _joined(between: str, rules: WorkRules) -> bool:
    return "," in between or "+" in between or "/" in between or rules.joins.search(between) is not None


def _refused(text: str, each: Mention, rules: WorkRules) -> bool:
    last = text.rfind(" ", each.start, each.end) + 1 or each.start  # a verb may deny itself: agirlamiyorum
    if rules.after.fullmatch(text, last, each.end):
        return True
    if denied(text, each.start, each.end, rules.before, rules.after, rules.clause):
        return True
    hotel = each.kind != WorkType.MASSAGE and _HOTEL.search(text, each.start, each.end)
    sides = nearby(text, each.start, each.end, rules.clause) if hotel else ()
    return any(rules.elsewhere.search(side) for side in sides)


def _asked(text: str, each: Mention) -> bool:
    """A hotel in a question is where the reader sits, not an offer: "Bored in your hotel tonight?"."""
    if each.kind in _HEADS or not _HOTEL.search(text, each.start, each.end) or _TOWARD.search(text[: each.start]):
        return False
    end = _SENTENCE.search(text, each.end)
    return end is not None and end[0] == "?"


def read_work(value: str) -> frozenset[WorkType]:
    """The types of a work-type field, which may hold several."""
    return frozenset(work.kind for work in find_work(bare(value), work_rules(None)))
