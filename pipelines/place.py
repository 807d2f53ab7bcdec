"""Which Dutch municipality an ad says it is in: a gazetteer read word by word, with cues for ordinary words."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import ClassVar, NamedTuple

import config.reader
from config.divisions import former_names, in_division
from pipelines.clean import fold
from pipelines.packs import Example, prove, spoken

PLACES = Path(config.reader.__file__).with_name("places.csv")
MOST_SEEN = 20_000
SIZEABLE = 20_000  # inhabitants: from here a name is also known under case endings
_WORD = re.compile(r"[^\W\d_]+")
_JOIN = re.compile(r"[ \t\-.'’‘`´/,()]{1,3}")
_STRENGTH = {"municipality": 3, "place": 1, "district": 2, "spelling": 2}


@dataclass(frozen=True, slots=True)
class PlacePack:
    """How one language speaks of places.

    `at`: words that stand before a place (in, te); `near`: a place close by, not the place itself;
    `from_`: where someone comes from; `names`: local names of Dutch towns; `endings`: case endings and what may
    stand in their place in the name itself (Гауде: е for а).
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    at: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()


class Entry(NamedTuple):
    municipality: str
    caution: int
    people: int
    strength: int
    word_in: frozenset[str] = frozenset()  # languages in which it is an ordinary word; none: in all


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality (CBS code) read at a span of the cleaned text. `how`: at, near or plain."""

    code: str
    start: int
    end: int
    how: str


Word = tuple[int, int, str]  # start, end, folded


class Mention(NamedTuple):
    """A name in a text that is in the gazetteer, the folded words before it and the signs in front of it."""

    entry: Entry
    start: int
    end: int
    before: tuple[str, ...]
    gap: str


class Cues(NamedTuple):
    at: frozenset[str]
    near: frozenset[str]
    origin: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by their folded words, the longest name from each first word, and the cue words per language.

    Cues of a text are those of its own language with Dutch and English: "en" is "in" in Spanish and
    "and" in Dutch, so cues of all languages together would mislead.
    """

    names: Mapping[str, str]  # CBS code to name
    entries: Mapping[tuple[str, ...], Entry]
    longest: Mapping[str, int]
    cues: Mapping[str, Cues]
    endings: tuple[tuple[str, str], ...]
    seen: dict[tuple[str, ...], Entry | None] = field(default_factory=dict, repr=False)  # inflected names met before


@cache
def gazetteer() -> Gazetteer:
    """The places of config/places.csv with the packs of all languages. Raises ConfigError."""
    packs = spoken("place", PlacePack, None)
    names, entries = _read_places(PLACES)
    by_name = {fold(name): code for code, name in names.items()}
    for pack in packs.values():
        for local, official in pack.names.items():
            entries.setdefault(_words(local), Entry(by_name[fold(official)], 0, SIZEABLE, 2))
    for former, code in former_names().items():
        entries.setdefault(_words(former), Entry(code, 0, SIZEABLE, 2))
    longest: dict[str, int] = {}
    for words in entries:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    places = Gazetteer(
        names,
        entries,
        longest,
        {language: _cues(packs["nl"], packs["en"], pack) for language, pack in packs.items()},
        endings=tuple(
            sorted(
                {(fold(e), fold(r)) for pack in packs.values() for e, into in pack.endings.items() for r in into},
                key=lambda ending: -len(ending[0]),
            )
        ),
    )
    for language in packs:

        def read(text: str, language: str = language) -> tuple[str, ...]:
            judged = _judged(text, mentions(text, places), places.cues[language], language)
            return tuple(names[code] for code in municipalities(judged))

        prove("place", language, packs, read)
    return places


def mentions(text: str, places: Gazetteer | None = None) -> Iterator[Mention]:
    """Every name in a cleaned text that may be a Dutch place, in order. Linear in the text; never raises."""
    places = places or gazetteer()
    words = [(word.start(), word.end(), fold(word[0])) for word in _WORD.finditer(text)]
    at, sloppy = 0, text.islower()
    while at < len(words):
        size, entry = _longest_at(text, words, at, places, sloppy)
        if entry:
            before = tuple(word for _, _, word in words[max(0, at - 3) : at])
            gap = text[words[at - 1][1] if at else 0 : words[at][0]]
            yield Mention(entry, words[at][0], words[at + size - 1][1], before, gap)
        at += size


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
    shouted = text.isupper() or text.islower()
    judged = []
    for each in found:
        how = _how(each, cues)
        if how != "skip" and _trusted(text[each.start], each.entry, how, shouted, language):
            judged.append(Place(each.entry.municipality, each.start, each.end, how))
    return judged


def municipalities(found: Sequence[Place]) -> list[str]:
    """CBS codes the ad is in: a place only said to be nearby counts when there is no other."""
    there = [place.code for place in found if place.how != "near"]
    return list(dict.fromkeys(there or [place.code for place in found]))


def read_place(value: str) -> str | None:
    """The CBS code of a place field: the whole value first, then the first place in it."""
    places = gazetteer()
    whole = places.entries.get(_words(value))
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


def _longest_at(text: str, words: list[Word], at: int, places: Gazetteer, sloppy: bool) -> tuple[int, Entry | None]:
    """The longest name that starts at this word, its last word perhaps under a case ending: Den Boschban."""
    first = words[at][2]
    for size in range(min(places.longest.get(first, 0), len(words) - at), 0, -1):
        if not all(_JOIN.fullmatch(text, words[i][1], words[i + 1][0]) for i in range(at, at + size - 1)):
            continue
        name = tuple(word[2] for word in words[at : at + size])
        entry = places.entries.get(name) or (_inflected(name, places) if size > 1 else None)
        if entry:
            return size, entry
    return 1, _inflected((first,), places) if len(first) >= 5 and (sloppy or text[words[at][0]].isupper()) else None


def _inflected(name: tuple[str, ...], places: Gazetteer) -> Entry | None:
    """A town of some size under a case ending: Amsterdamban, Роттердаме, Гауде."""
    if name not in places.seen:
        if len(places.seen) >= MOST_SEEN:
            places.seen.clear()
        places.seen[name] = _uninflected(name, places)
    return places.seen[name]


def _uninflected(name: tuple[str, ...], places: Gazetteer) -> Entry | None:
    last = name[-1]
    for ending, instead in places.endings:
        stem = len(last) - len(ending)
        if last.endswith(ending) and stem >= (3 if len(ending) > 2 else 4):
            entry = places.entries.get((*name[:-1], last[:stem] + instead))
            known = entry and (entry.people >= SIZEABLE or (entry.strength > 1 and len(ending) > 2))
            if entry and known and (len(ending) > 2 or entry.caution < 2):
                return entry._replace(caution=0)
    return None


def _how(each: Mention, cues: Cues) -> str:
    joined = {" ".join(each.before[-n:]) for n in (1, 2, 3) if each.before}
    if joined & cues.origin:
        return "skip"
    if joined & cues.near:
        return "near"
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


def _cues(*packs: PlacePack) -> Cues:
    return Cues(*(frozenset(fold(word) for pack in packs for word in getattr(pack, kind)) for kind in Cues._fields))


def _words(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _WORD.findall(name))


def _read_places(path: Path) -> tuple[dict[str, str], dict[tuple[str, ...], Entry]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    names = {row["municipality"]: row["name"] for row in rows if row["kind"] == "municipality"}
    entries: dict[tuple[str, ...], Entry] = {}
    for row in rows:
        for words in _variants(row["name"]):
            entry = Entry(
                row["municipality"],
                int(row["caution"]),
                int(row["population"]) or (SIZEABLE if row["kind"] == "municipality" else 0),
                _STRENGTH[row["kind"]],
                frozenset(row["word_in"].split()),
            )
            if words not in entries or _rank(entry) > _rank(entries[words]):
                kept = entries.get(words)
                people = max(entry.people, kept.people if kept and kept.municipality == entry.municipality else 0)
                entries[words] = entry._replace(people=people)
            elif entries[words].municipality == entry.municipality:
                entries[words] = entries[words]._replace(people=max(entry.people, entries[words].people))
    return names, entries


def _rank(entry: Entry) -> tuple[int, int]:
    return entry.strength, entry.people


def _variants(name: str) -> Iterator[tuple[str, ...]]:
    words = _words(name)
    if words:
        yield words
    if "aan" in words[1:2]:  # Alphen aan den Rijn is also written Alphen a/d Rijn
        yield (words[0], "a", "d", *words[3:])
    if words[:1] == ("s",):
        yield words[1:]
