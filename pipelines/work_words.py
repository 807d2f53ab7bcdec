"""The words of the packs for types of work, made into the patterns that `work_type` reads with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from domain.observations import WorkType
from pipelines.packs import Example, deniers
from pipelines.phrases import alternatives, bare, clauses, either


@dataclass(frozen=True, slots=True)
class WorkTypePack:
    """Words of one language per type of work.

    `goes` are acts of going to a client (escort), `receives` acts of receiving one (at home), `stays` words for
    being somewhere: they tell whose `homes` and `hotels` are meant when these follow without an owner. `premises`
    are words such as studio or doorbell: at home, unless the ad offers massage, since a massage studio is a place
    of business. `denials` deny what follows them, `denials_after` what stands before them, `elsewhere` (other or
    earlier jobs) either side but never massage. `turns` end the reach of a denial (if, because), `joins` are "and"
    and "or". After a heading of `not_offered` (what I do not do:) nothing in its sentence counts; two `outings` side by
    side (dinner, theatre) are company: escort. `but_not` are expressions that look like a type and are none.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    at_home: tuple[str, ...]
    escort: tuple[str, ...]
    massage: tuple[str, ...]
    goes: tuple[str, ...] = ()
    receives: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    hotels: tuple[str, ...] = ()
    premises: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    denials_after: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    not_offered: tuple[str, ...] = ()
    outings: tuple[str, ...] = ()
    but_not: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


KINDS = ("but_not", "goes", "receives", "stays", *WorkType, "premises", "homes", "hotels")


@dataclass(frozen=True, slots=True)
class WorkRules:
    """One pattern for every phrase of every kind; the kind of each phrase without wildcard, and per kind the rest.

    `massage` finds that word inside a longer phrase.
    """

    any: re.Pattern[str]
    exact: Mapping[str, str]
    kinds: Mapping[str, re.Pattern[str]]
    massage: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    elsewhere: re.Pattern[str]
    joins: re.Pattern[str]
    clause: re.Pattern[str]
    heading: re.Pattern[str]
    outings: re.Pattern[str]

    def kind(self, phrase: str) -> str:
        """The kind of a phrase that `any` matched."""
        known = self.exact.get(one_spaced(phrase))
        return known or next((kind for kind in KINDS if self.kinds[kind].fullmatch(phrase)), "but_not")


def compile_work(packs: dict[str, WorkTypePack], language: str | None) -> WorkRules:
    """The patterns of these packs for a text of this language."""
    words = {kind: _every(packs.values(), kind) for kind in KINDS}
    denying = deniers(packs, language)
    joins, denials = _every(denying, "joins"), _every(denying, "denials")
    return WorkRules(
        either(word for every in words.values() for word in every),
        {one_spaced(word): kind for kind in reversed(KINDS) for word in words[kind] if not _open(word)},
        {kind: re.compile(alternatives(filter(_open, words[kind])), re.IGNORECASE) for kind in KINDS},
        re.compile(alternatives(words[WorkType.MASSAGE]), re.IGNORECASE),
        either(denials),
        either(_every(denying, "denials_after")),
        either(_every(denying, "elsewhere")),
        either(joins),
        clauses(_every(denying, "turns"), joins, denials),
        re.compile(rf"(?<!\w)(?:{alternatives(_every(denying, 'not_offered'))})\s?:", re.IGNORECASE),
        _side_by_side(_every(denying, "outings"), joins),
    )


def _every(packs: Iterable[WorkTypePack], key: str) -> list[str]:
    return [word for pack in packs for word in getattr(pack, key)]


def _open(word: str) -> bool:
    """Whether a phrase stands for more than itself."""
    return "*" in word or "_" in word


def _side_by_side(outings: list[str], joins: list[str]) -> re.Pattern[str]:
    """Two outings with a comma, "and" or "or" between them: "theatre, dinner or a walk"."""
    one = rf"(?<!\w)(?:{alternatives(outings)})(?!\w)"
    return re.compile(rf"{one}(?:\s?[,/&]\s?|\s(?:{alternatives(joins)})\s)(?:\w{{1,5}}\s)?{one}", re.IGNORECASE)


def one_spaced(phrase: str) -> str:
    return " ".join(bare(phrase).lower().replace("-", " ").split())
