"""The words prices are written with, per language, and what each means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from pipelines.clean import fold
from pipelines.packs import Example

_PIECE = re.compile(r"\d+|½|[^\W\d_½]+")
WORD, NUMBER, SOFT = 1, 2, 100  # what a token between an amount and a time weighs; soft: it parts two prices
NOT_YET = -1  # what it weighs is not told by the word alone
_SMALL = frozenset(("join", "and", "cue"))
SIDES = _SMALL | {"clock", "between", "whole"}  # meanings of a word that go beside any other it has
_REMEMBERED = 20_000  # folded words kept; real ads use far fewer different ones

# Said alike in every language: money, and measures that make a number no amount.
EURO: tuple[str, ...] = ("eur", "euro*", "eurootje*", "ευρω", "евро*", "євро*", "evro", "avro*", "еур", "ойро", "yuro")
FOREIGN: tuple[str, ...] = (
    "usd", "gbp", "dollar*", "pound*", "lei", "leu", "ron", "zl", "pln", "zlot*", "huf", "forint*", "лв", "лева", "лев",
    "kc", "czk", "korun*", "tl", "lira", "liras", "lirasi", "руб*", "р", "грн", "гривен*", "гривн*", "chf", "ft", "bgn",
    "долар*", "доллар*", "uah", "rub", "try", "reais", "real", "brl",
)  # fmt: skip
MEASURES: tuple[str, ...] = (
    "cm", "см", "kg", "кг", "kilo*", "кило*", "km", "км", "mm", "m", "м", "m2", "gr", "ml", "mb", "gb", "cc", "kb",
    "procent", "percent", "prozent", "pct",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PricePack:
    """How one language writes prices. A `*` ends a word that may go on; accents and capitals do not matter.

    `minute` and `hour` are units in every form, `counts` words that count them (half: 0.5), `wholes` those that mean
    an hour without its name beside an amount (half 80, full 150), `tails` what may follow (and a half: 0.5),
    `periods` whole expressions in minutes. `open` times have no agreed length (weekend), `long` times are those of
    rent and wages, so their amounts are no prices. `other` marks costs that are no time (reiskosten), `changes` that
    the amount right before it is a difference (10 euro duurder), `included` takes a cost back (inclusief taxi).
    After a word of `cues` a number is an amount; after one of `clock` it is an hour of the day. `joins` may stand
    between an amount and its time, `ands` part two prices, `between` opens a range. `deny` takes back a word of
    `incall` or `outcall`.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    minute: tuple[str, ...]
    hour: tuple[str, ...]
    counts: Mapping[str, float]
    wholes: Mapping[str, float]
    periods: Mapping[str, int]
    tails: Mapping[str, float] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    long: tuple[str, ...] = ()
    incall: tuple[str, ...] = ()
    outcall: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    included: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    ands: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


class Meaning(NamedTuple):
    """What a word or phrase is, and its number: minutes, count, or 0."""

    what: str
    value: float = 0


class Phrase(NamedTuple):
    """The words after the first one, and what all together mean."""

    rest: tuple[str, ...]
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class PriceRules:
    """Phrases by their first word (and by its first letters for words that may go on), longest phrase first."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    open_words: tuple[tuple[str, tuple[Phrase, ...]], ...]
    seen: dict[str, tuple[str, tuple[Phrase, ...], int]] = field(default_factory=dict, repr=False)

    def read(self, word: str) -> tuple[str, tuple[Phrase, ...], int]:
        """The word without case and accents, the phrases that begin with it, and what it weighs."""
        known = self.seen.get(word)
        if known is None:
            if len(self.seen) >= _REMEMBERED:
                self.seen.clear()
            plain = _plain(word)
            phrases = [*self.phrases.get(plain, ())]
            for start, more in self.open_words:
                if plain.startswith(start):
                    phrases += more
            found = tuple(sorted(phrases, key=lambda each: -len(each.rest)))
            known = self.seen[word] = plain, found, _weight(found)
        return known


def price_words(packs: Iterable[PricePack]) -> PriceRules:
    """One lookup for all packs. Of a phrase with two meanings in two languages the first pack decides."""
    phrases: dict[str, dict[tuple[tuple[str, ...], str], Phrase]] = {}
    for pack in packs:
        for written, meaning in _meanings(pack):
            first, *rest = (_plain(piece) for piece in _PIECE.findall(written))
            start = f"{first}*" if written.endswith("*") and not rest else first
            ending = "*" if written.endswith("*") and rest else ""
            key = tuple([*rest[:-1], rest[-1] + ending] if rest else ())
            side = meaning.what if meaning.what in SIDES else "mark"
            phrases.setdefault(start, {}).setdefault((key, side), Phrase(key, meaning))
    listed = {word: tuple(found.values()) for word, found in phrases.items()}
    return PriceRules(
        {word: found for word, found in listed.items() if not word.endswith("*")},
        tuple((word[:-1], found) for word, found in listed.items() if word.endswith("*")),
    )


def small(phrases: Iterable[Phrase]) -> int:
    """What a word weighs that is no mark: nothing for one that joins, much for an "and" or "or"."""
    what = next((phrase.meaning.what for phrase in phrases if phrase.meaning.what in _SMALL), None)
    return SOFT if what == "and" else 0 if what else WORD


def _weight(phrases: tuple[Phrase, ...]) -> int:
    plain = all(phrase.meaning.what in SIDES and not phrase.rest for phrase in phrases)
    return small(phrases) if plain else NOT_YET


def _meanings(pack: PricePack) -> Iterable[tuple[str, Meaning]]:
    """Every phrase with what it means; of phrases with two meanings the first given here counts."""
    shared = {"euro": EURO, "foreign": FOREIGN, "measure": MEASURES}
    for kind, alike in shared.items():
        yield from ((word, Meaning(kind)) for word in alike)
    yield from ((word, Meaning("time", minutes)) for word, minutes in pack.periods.items())
    yield from ((word, Meaning("whole", share)) for word, share in pack.wholes.items())
    yield from ((word, Meaning("minute", 1)) for word in pack.minute)
    yield from ((word, Meaning("hour", 60)) for word in pack.hour)
    yield from ((word, Meaning("count", count)) for word, count in pack.counts.items())
    yield from ((word, Meaning("tail", share)) for word, share in pack.tails.items())
    yield from ((word, Meaning("open")) for word in pack.open)
    yield from ((word, Meaning("long")) for word in pack.long)
    named = {"other": pack.other, "incall": pack.incall, "outcall": pack.outcall, "included": pack.included}
    named |= {"change": pack.changes, "cue": pack.cues, "deny": pack.deny, "clock": pack.clock, "between": pack.between}
    named |= {"and": pack.ands, "join": pack.joins}
    for what, words in named.items():
        yield from ((word, Meaning(what)) for word in words)


def _plain(word: str) -> str:
    return fold(word).replace("\u0306", "")
