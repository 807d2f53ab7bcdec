"""At home, escort, massage: what an ad says about where and how someone works."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache

from domain.observations import WorkType
from pipelines.packs import prove, spoken
from pipelines.phrases import bare, denied, nearby
from pipelines.work_sides import Mention, act_behind, asked, names_hotel, same_clause, sentence_before, sentences, sided
from pipelines.work_words import WorkRules, WorkTypePack, compile_work


@dataclass(frozen=True, slots=True)
class Work:
    """A type of work told at a span of the cleaned text."""

    kind: WorkType
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
    for sentence in sentences(text, _mentions(text, rules)):
        for kind, each in _offered(text, sentence, rules, found.keys()):
            kept = WorkType.AT_HOME if kind == "premises" else WorkType(kind)
            found.setdefault(kind, Work(kept, each.start, each.end))
    if WorkType.ESCORT not in found and (outing := rules.outings.search(text)) and not _denied(text, outing, rules):
        found[WorkType.ESCORT] = Work(WorkType.ESCORT, outing.start(), outing.end())
    premises = found.pop("premises", None)
    if premises and WorkType.MASSAGE not in found:
        found.setdefault(WorkType.AT_HOME, premises)
    return [found[kind] for kind in WorkType if kind in found]


def _denied(text: str, outing: re.Match[str], rules: WorkRules) -> bool:
    return denied(text, outing.start(), outing.end(), rules.before, rules.after, rules.clause)


def _mentions(text: str, rules: WorkRules) -> Iterator[Mention]:
    """Every phrase from left to right, the longest where several begin: "bij jou thuis" is no "thuis"."""
    for match in rules.any.finditer(text):
        kind = rules.kind(match[0])
        if kind == "but_not":
            continue
        yield Mention(kind, match.start(), match.end())
        if kind != WorkType.MASSAGE and (within := rules.massage.search(match[0])):  # a massage practice at home
            yield Mention(WorkType.MASSAGE, match.start() + within.start(), match.start() + within.end())


def _offered(
    text: str, sentence: Sequence[Mention], rules: WorkRules, known: Set[str]
) -> Iterator[tuple[str, Mention]]:
    """What a sentence offers that is not `known` yet, and the phrase that says so."""
    head: Mention | None = None
    refused: Mention | None = None  # "I do not visit clients at home" is not at home either
    last: Mention | None = None
    for place, each in enumerate(sentence):
        kind = sided(text, each, head or act_behind(text, sentence, place, rules), last, rules)
        last = each
        if kind in known and not each.is_act:
            continue
        if each.is_unowned and refused and same_clause(text, refused, each, rules):
            continue
        offered = not _refused(text, each, rules) and not asked(text, each)
        if each.is_act:
            head, refused = (each, None) if offered else (None, each)
        if offered and each.kind != "stays":
            yield kind, each


def _refused(text: str, each: Mention, rules: WorkRules) -> bool:
    last = max(text.rfind(" ", each.start, each.end) + 1, each.start)
    if rules.after.fullmatch(text, last, each.end):  # a verb that denies itself: "otelde agirlamiyorum"
        return True
    if denied(text, each.start, each.end, rules.before, rules.after, rules.clause):
        return True
    if rules.heading.search(sentence_before(text, each.start)):
        return True
    sides = nearby(text, each.start, each.end, rules.clause) if names_hotel(text, each) else ()
    return any(rules.elsewhere.search(side) for side in sides)


def read_work(value: str) -> frozenset[WorkType]:
    """The types of a work-type field, which may hold several."""
    return frozenset(work.kind for work in find_work(bare(value), work_rules(None)))
