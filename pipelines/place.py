"""Which Dutch municipality an ad says it is in: a gazetteer read word by word, with cues for ordinary words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from config.divisions import former_names, in_division
from config.reader import line_of
from domain.errors import ConfigError
from pipelines.clean import fold
from pipelines.packs import PACKS, prove, spoken
from pipelines.phrases import bare
from pipelines.place_elsewhere import elsewhere
from pipelines.place_names import (
    PLACES,
    SIZEABLE,
    WORD,
    Cues,
    Entry,
    Gazetteer,
    PlacePack,
    Word,
    by_sound,
    cues_of,
    longest_at,
    read_gazetteer,
    words_of,
)

_END = re.compile(r"[.!?;](?=\s)")
_STOP = re.compile(r"[,.!?;:\n()|•]")
_AND = re.compile(
    r"\s*(?:[/&+]|(?<=\s)(?:en|of|and|or|und|oder|et|ou|y|e|o|ed|si|și|sau|и|или|і|й|та|або|es|és|vagy|i|oraz|lub|albo"
    r"|nebo|ve|veya)(?=\s))\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality (CBS code) read at a span of the cleaned text. `how`: at, near or plain."""

    code: str
    start: int
    end: int
    how: str


class Mention(NamedTuple):
    """A name in a text that is in the gazetteer: the folded words of its sentence before it, the signs in front of
    it, the words right behind it, whether only "and" or "or" parts it from the name before it, and whether it stands
    under a case ending."""

    entry: Entry
    start: int
    end: int
    before: tuple[str, ...]
    gap: str
    behind: str
    linked: bool
    inflected: bool


@cache
def gazetteer(folder: Path = PACKS) -> Gazetteer:
    """The places of config/places.csv with the packs of all languages. Raises ConfigError."""
    packs = spoken("place", PlacePack, None, folder)
    names, entries = read_gazetteer(PLACES)
    by_name = {fold(name): code for code, name in names.items()}
    for language, pack in packs.items():
        for local, official in pack.names.items():
            if fold(official) not in by_name:
                path = folder / language / "place.yml"
                raise ConfigError(str(path), line_of(path, ("names", local)), f"geen gemeente van nu: {official}")
            entries.setdefault(words_of(local), Entry(by_name[fold(official)], 0, SIZEABLE, 2))
    for former, code in former_names().items():
        entries.setdefault(words_of(former), Entry(code, 0, SIZEABLE, 2))
    longest: dict[str, int] = {}
    for words in entries:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    places = Gazetteer(
        names,
        entries,
        longest,
        {language: cues_of(packs["nl"], packs["en"], pack) for language, pack in packs.items()},
        endings=tuple(
            sorted(
                {(fold(e), fold(r)) for pack in packs.values() for e, into in pack.endings.items() for r in into},
                key=lambda ending: -len(ending[0]),
            )
        ),
        sounds=by_sound(entries),
    )
    for language in packs:

        def read(text: str, language: str = language) -> tuple[str, ...]:
            judged = _judged(text, mentions(text, places), places.cues[language], language)
            return tuple(names[code] for code in municipalities(judged))

        prove("place", language, packs, read, folder)
    return places


def mentions(text: str, places: Gazetteer | None = None) -> Iterator[Mention]:
    """Every name in a cleaned text that may be a Dutch place, in order. Linear in the text; never raises."""
    places = places or gazetteer()
    words = [(word.start(), word.end(), fold(word[0])) for word in WORD.finditer(text)]
    at, sloppy, done = 0, text.islower(), -1
    while at < len(words):
        size, entry = longest_at(text, words, at, places, sloppy)
        if entry:
            start, end = words[at][0], words[at + size - 1][1]
            gap = text[words[at - 1][1] if at else 0 : start]
            behind = _STOP.split(text[end : end + 24], maxsplit=1)[0]
            linked = done >= 0 and _AND.fullmatch(text, done, start) is not None
            inflected = tuple(word for _, _, word in words[at : at + size]) not in places.entries
            yield Mention(entry, start, end, _before(text, words, at), gap, fold(behind.strip()), linked, inflected)
            done = end
        at += size


def _before(text: str, words: list[Word], at: int) -> tuple[str, ...]:
    """Up to five words before this one that stand in the same sentence."""
    first = at
    while first > max(0, at - 5) and not _END.search(text, words[first - 1][1], words[first][0]):
        first -= 1
    return tuple(word for _, _, word in words[first:at])


def surely_places(found: Iterable[Mention]) -> list[tuple[int, int]]:
    """Spans of the names that are nothing but places, in any language."""
    return [(each.start, each.end) for each in found if each.entry.caution == 0]


def read_places(text: str, found: Iterable[Mention], language: str | None = None) -> list[Place]:
    """The mentions that are places in a text of this language, and how each is said."""
    places = gazetteer()
    cues = [places.cues[code] for code in (language or "nl").split("+") if code in places.cues] or [places.cues["nl"]]
    merged = cues[0] if len(cues) == 1 else Cues(*(frozenset.union(*kind) for kind in zip(*cues, strict=True)))
    return _judged(text, found, merged, language or "nl")


def find_places(text: str, language: str | None = None) -> list[Place]:
    """Every Dutch place named in a cleaned text of this language, in order."""
    return read_places(text, mentions(text), language)


def _judged(text: str, found: Iterable[Mention], cues: Cues, language: str) -> list[Place]:
    plain, absent = bare(text), elsewhere(language)
    chains = list(_chains(text, found, cues, language))
    judged = []
    done = 0
    for (how, chain), after in zip_longest(chains, chains[1:]):
        start, end = chain[0].start, chain[-1].end
        if how != "skip":
            following = after[1][0].start if after else len(text)
            told = absent.weighed(how, plain, (start, end), (done, following), chain[0].inflected)
            over = after and after[0] != "skip" and absent.moved_on(plain, done, start, end, following)
            if told != "skip" and not over:
                judged += [Place(each.entry.municipality, each.start, each.end, told) for each in chain]
        done = end
    return judged


def _chains(text: str, found: Iterable[Mention], cues: Cues, language: str) -> Iterator[tuple[str, list[Mention]]]:
    """The names that are places, those joined by "and" or "or" together, and how each group is said."""
    shouted = text.isupper() or text.islower()
    how = "plain"
    group: tuple[str, list[Mention]] | None = None
    for each in found:
        how = how if each.linked else _how(each, cues)
        if not _trusted(text[each.start], each.entry, how, shouted, language):
            continue
        if group and each.linked:
            group[1].append(each)
            continue
        if group:
            yield group
        group = how, [each]
    if group:
        yield group


def municipalities(found: Sequence[Place]) -> list[str]:
    """CBS codes the ad is in: a place only said to be nearby counts when there is no other."""
    there = [place.code for place in found if place.how != "near"]
    return list(dict.fromkeys(there or [place.code for place in found]))


def read_place(value: str) -> str | None:
    """The CBS code of a place field: the whole value first, then the first place in it."""
    places = gazetteer()
    whole = places.entries.get(words_of(value))
    if whole:
        return whole.municipality
    code = in_division(value.strip().upper())
    if code in places.names:
        return code
    found = find_places("in " + value)
    return found[0].code if found else None


def municipality_name(code: str) -> str:
    """The name of a CBS code, or the code itself when the division does not know it."""
    return gazetteer().names.get(code, code)


def _how(each: Mention, cues: Cues) -> str:
    joined = {" ".join(each.before[-n:]) for n in range(1, len(each.before) + 1)}
    if joined & cues.origin or each.behind in cues.gone:
        return "skip"
    if joined & cues.near:
        return "near"
    if each.behind in cues.centre or each.behind.partition(" ")[0] in cues.centre:  # "emmen centrum"
        return "at"
    return "at" if joined & cues.at or any(sign in each.gap for sign in "📍📌🏠🚗@#") else "plain"


def _trusted(initial: str, entry: Entry, how: str, shouted: bool, language: str) -> bool:
    """Whether this is the place and not the word, by capital, cue and language."""
    if entry.caution == 0:
        return True
    capital = initial.isupper() or initial in "'’"
    elsewhere = bool(entry.word_in) and not entry.word_in & set(language.split("+"))
    if entry.caution == 1 or elsewhere:
        return (capital and not (shouted and entry.caution > 1)) or how == "at"
    return how in ("at", "near") and (capital or (shouted and entry.caution < 3))
