"""The gazetteer: Dutch places by their words, with the names other languages give them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, NamedTuple

import config.reader
from pipelines.clean import fold
from pipelines.cyrillic import is_cyrillic, sound_of_cyrillic, sound_of_dutch
from pipelines.packs import Example

PLACES = Path(config.reader.__file__).with_name("places.csv")
MOST_SEEN = 20_000
SIZEABLE = 20_000  # inhabitants: from here a name is also known under case endings
_JOIN = re.compile(r"[ \t\-.'’‘`´/,()]{1,3}")
WORD = re.compile(r"[^\W\d_]+")
_STRENGTH = {"municipality": 3, "place": 1, "district": 2, "spelling": 2}


@dataclass(frozen=True, slots=True)
class PlacePack:
    """How one language speaks of places.

    `at`: words that stand before a place (in, te); `near`: a place close by, not the place itself; `origin`: where
    someone comes from, or no longer is; `gone`: what stands right behind a place where she is not, `centre` behind one
    where she is (emmen centrum); `names`: local
    names of Dutch towns; `endings`: case endings and what may stand in their place in the name itself (Гауде: е
    for а).

    In the clause of a name, which also ends at `turns` (but, now, I receive): `past` tells of earlier times, `other`
    of school and other work, `kin` with `lives` of other people's homes; `now` without `also` before the next name
    tells that this one is over; after `out_of` (from) or with an ending of `away` (-ból, -'den), `moved`
    tells that one left, `clients` that others come from there, `travel` that it is somewhere near. `not_there` may
    stand behind it in the same sentence (I live in X but do not receive there).
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    at: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    centre: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    out_of: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    lives: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    travel: tuple[str, ...] = ()
    not_there: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()


class Entry(NamedTuple):
    municipality: str
    caution: int
    people: int
    strength: int
    word_in: frozenset[str] = frozenset()  # languages in which it is an ordinary word; none: in all


Word = tuple[int, int, str]  # start, end, folded


class Cues(NamedTuple):
    at: frozenset[str]
    near: frozenset[str]
    origin: frozenset[str]
    gone: frozenset[str]
    centre: frozenset[str]


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
    sounds: Mapping[str, Entry]  # by how the name sounds in Cyrillic
    seen: dict[tuple[str, ...], Entry | None] = field(default_factory=dict, repr=False)  # inflected names met before


def longest_at(text: str, words: list[Word], at: int, places: Gazetteer, sloppy: bool) -> tuple[int, Entry | None]:
    """The longest name that starts at this word, its last word perhaps under a case ending: Den Boschban."""
    first = words[at][2]
    for size in range(min(places.longest.get(first, 0), len(words) - at), 0, -1):
        if not all(_JOIN.fullmatch(text, words[i][1], words[i + 1][0]) for i in range(at, at + size - 1)):
            continue
        name = tuple(word[2] for word in words[at : at + size])
        entry = places.entries.get(name) or (_inflected(name, places) if size > 1 else None)
        if entry:
            return size, entry
    shown = (
        sloppy or text[words[at][0]].isupper() or first.endswith("i")
    )  # Hungarian writes "zwollei" without a capital
    return 1, _inflected((first,), places) if shown and len(first) >= 5 else None


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
    return _sounding(last, places) if len(name) == 1 and is_cyrillic(last) else None


def _sounding(word: str, places: Gazetteer) -> Entry | None:
    """A town that sounds like this Cyrillic word, perhaps under a case ending: Ситард, Меппеле, Нийвехайн.

    A short sound may be a word or a first name too (Удень, Лизе), so it also needs a cue.
    """
    for ending, instead in (("", ""), *places.endings):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            sound = sound_of_cyrillic(word.removesuffix(ending) + instead)
            entry = places.sounds.get(sound)
            if entry:
                return entry._replace(caution=max(1 if len(sound) > 5 else 2, entry.caution))
    return None


def by_sound(entries: Mapping[tuple[str, ...], Entry]) -> dict[str, Entry]:
    """Names of one word by how they sound: towns from five letters, villages from six, known spellings from four."""
    found: dict[str, Entry] = {}
    for words, entry in entries.items():
        known = is_cyrillic(words[0])
        sound = "" if len(words) > 1 else sound_of_cyrillic(words[0]) if known else sound_of_dutch(words[0])
        enough = 4 if known else 5 if entry.people >= SIZEABLE or entry.strength == 3 else 6
        if len(sound) >= enough and (sound not in found or _rank(entry) > _rank(found[sound])):
            found[sound] = entry
    return found


def cues_of(*packs: PlacePack) -> Cues:
    return Cues(*(frozenset(fold(word) for pack in packs for word in getattr(pack, kind)) for kind in Cues._fields))


def words_of(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in WORD.findall(name))


def read_gazetteer(path: Path) -> tuple[dict[str, str], dict[tuple[str, ...], Entry]]:
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
    words = words_of(name)
    if words:
        yield words
    if "aan" in words[1:2]:  # Alphen aan den Rijn is also written Alphen a/d Rijn
        yield (words[0], "a", "d", *words[3:])
    if words[:1] == ("s",):
        yield words[1:]
