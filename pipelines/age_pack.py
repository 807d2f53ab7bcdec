"""What a language says of ages: the words of config/packs/<lang>/age.yml, and those of several packs together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pipelines.packs import Example
from pipelines.phrases import alternatives


@dataclass(frozen=True, slots=True)
class AgePack:
    """How one language states an age, and what else its numbers of years are.

    How it is said: `years` after a number, `old` after `years` (surely an age), `short` glued to a number (32y);
    `said` before it (leeftijd, ik ben), with `fillers` in between (inmiddels); `joined` between a name and it
    (Petra is 48); `weak` before a number that ends its clause (nog steeds 39); `i_am` further before it (ik ben
    lief en 42), `called` before a name and it (its jodie 23), `at` before it and "I" behind it, `born` in its
    clause (36 years ago); `after` it (26 ben ik); `onward` goes on after a name and a number (Rosie, 30 as of
    today); `pronouns`, two of them each with a number, are a couple (zij 38, hij 42); `persons` and `callings` are
    words for an advertiser (the last say nothing of the language of a text), `of` joins them to a number (vrouw van
    42).

    After an `outgrown` age (niet twintig meer) and an `instead` (maar) stands the real one; `praised` are adjectives
    between a name and a number (Annika, lieve 29).

    `ones` and `others` are two of them (de een 21, de ander 24).

    Between two numbers: `ands` make two ages, `to` and `ors` none, nor does a word of `ranges` behind them
    (20 ile 35 arası).

    What makes it something else: in its sentence `kin` (a child, a brother, a pet), unless `with_me` follows; in
    its clause `visitors` and `tenure` (how long one works, lives, is married), and behind it `past` (at 22 I came
    here); right before it `not_after`, right after it `not_before`; `no_names` look like a name with a number
    (maat 38); `parts` behind it count years (22 years, 6 of them here). After `me` in the same clause no kin counts
    (my son is 20, I 44). `parents` tell of children in passing (moeder van twee, 38). `hints` are written for nearly or
    under 18.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    years: tuple[str, ...]
    short: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    i_am: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    celebrated: tuple[str, ...] = ()
    birthday: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    callings: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    outgrown: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    praised: tuple[str, ...] = ()
    ones: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    ands: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    ors: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    with_me: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    visitors: tuple[str, ...] = ()
    tenure: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    me: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    no_names: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


class AgeWords:
    """The words of several packs as patterns for a bare text. The first pack is that of the text's own language.

    Short words differ between languages: "a" is "and" in Czech and "to" in Spanish, "na" is "of" in Bulgarian and
    "after" in Dutch. What is "and" in one of the packs, or "of" in the first, is nothing else.
    """

    def __init__(self, packs: Mapping[str, AgePack]) -> None:
        self._packs = packs
        self._ands = frozenset(word for pack in packs.values() for word in pack.ands)
        self._of = frozenset(next(iter(packs.values())).of)

    def __call__(self, *kinds: str) -> str:
        return alternatives(
            word
            for number, pack in enumerate(self._packs.values())
            for kind in kinds
            for word in getattr(pack, kind)
            if kind in ("ands", "with_me", "instead") or word not in self._ands
            if not (number and self._misleads(kind, word))
        )

    def _misleads(self, kind: str, word: str) -> bool:
        """Whether a word of another language than the text's own is likely something else there: "i 40 e i 70"."""
        short = kind == "pronouns" and len(word) == 1
        return short or kind == "me" or (kind == "not_after" and word in self._of)
