"""How a text comes to be and how it drifts: sentences are kept apart, so an edit is a change to the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from benchmarks.second import words

SLOTS = ("hello", "self", "self", "quirk", "where", "quirk", "price", "rules", "rules", "bye")
MARKS = ("!", "!!", " xxx", " :)", " ❤", " ☎", " ✨")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text before facts are filled in. `quirks` are the writer's own fillings, kept over edits."""

    language: str
    title: str
    sentences: tuple[str, ...]
    quirks: tuple[tuple[str, str], ...]
    lower: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What an ad states about its advertiser at one moment; prices in whole euros per hour."""

    name: str
    age: int
    place: str
    price: int


def write(rng: Random, language: str) -> Draft:
    """A first text: most slots once, some left out, in roughly the usual order."""
    bank = words.SENTENCES[language]
    chosen = [rng.choice(bank[slot]) for slot in SLOTS if slot == "quirk" or rng.random() < 0.75]
    if rng.random() < 0.3:
        swap = rng.randrange(max(1, len(chosen) - 1))
        chosen[swap : swap + 2] = reversed(chosen[swap : swap + 2])
    return Draft(
        language, rng.choice(words.TITLES), tuple(dict.fromkeys(chosen)), draw_quirks(rng), rng.random() < 0.06
    )


def draw_quirks(rng: Random) -> tuple[tuple[str, str], ...]:
    hobby, hobby2 = rng.sample(words.HOBBIES, 2)
    return (
        ("hobby", hobby),
        ("hobby2", hobby2),
        ("treat", rng.choice(words.TREATS)),
        ("pet", rng.choice(words.PETS)),
        ("music", rng.choice(words.MUSIC)),
        ("epithet", rng.choice(words.EPITHETS)),
    )


def edit(rng: Random, draft: Draft, strokes: int) -> Draft:
    """Apply a number of small changes, each of a random kind."""
    for _ in range(strokes):
        draft = rng.choice(STROKES)(rng, draft)
    return draft


def translate(rng: Random, draft: Draft, language: str) -> Draft:
    """The same writer in another language: nothing but the quirks survives."""
    return replace(write(rng, language), quirks=draft.quirks)


def adopt(rng: Random, template: Draft) -> Draft:
    """Someone else's text, with one's own facts; sometimes also one's own quirks."""
    return replace(template, quirks=draw_quirks(rng)) if rng.random() < 0.5 else template


def render(draft: Draft, facts: Facts) -> tuple[str, str]:
    """Title and text with the facts filled in."""
    filled = {
        "name": facts.name,
        "age": str(facts.age),
        "place": facts.place,
        "price": str(facts.price),
        "half": str(round(facts.price * 0.6 / 5) * 5),
        **dict(draft.quirks),
    }
    text = _fill(" ".join(draft.sentences), filled)
    return _fill(draft.title, filled), text.lower() if draft.lower else text


def _fill(text: str, values: dict[str, str]) -> str:
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text


def _drop(rng: Random, draft: Draft) -> Draft:
    if len(draft.sentences) < 4:
        return draft
    gone = rng.randrange(len(draft.sentences))
    return replace(draft, sentences=draft.sentences[:gone] + draft.sentences[gone + 1 :])


def _add(rng: Random, draft: Draft) -> Draft:
    new = rng.choice(words.SENTENCES[draft.language][rng.choice(SLOTS)])
    at = rng.randrange(len(draft.sentences) + 1)
    return replace(draft, sentences=tuple(dict.fromkeys((*draft.sentences[:at], new, *draft.sentences[at:]))))


def _swap(rng: Random, draft: Draft) -> Draft:
    order = list(draft.sentences)
    a, b = rng.randrange(len(order)), rng.randrange(len(order))
    order[a], order[b] = order[b], order[a]
    return replace(draft, sentences=tuple(order))


def _mark(rng: Random, draft: Draft) -> Draft:
    at = rng.randrange(len(draft.sentences))
    marked = draft.sentences[at].rstrip(".!") + rng.choice(MARKS)
    return replace(draft, sentences=(*draft.sentences[:at], marked, *draft.sentences[at + 1 :]))


def _slip(rng: Random, draft: Draft) -> Draft:
    """Two letters change places, outside the placeholders."""
    at = rng.randrange(len(draft.sentences))
    old = draft.sentences[at]
    spots = [i for i in range(1, len(old) - 2) if old[i].isalpha() and old[i + 1].isalpha() and "{" not in old]
    if not spots:
        return draft
    i = rng.choice(spots)
    slipped = old[:i] + old[i + 1] + old[i] + old[i + 2 :]
    return replace(draft, sentences=(*draft.sentences[:at], slipped, *draft.sentences[at + 1 :]))


def _retitle(rng: Random, draft: Draft) -> Draft:
    return replace(draft, title=rng.choice(words.TITLES))


STROKES: tuple[Callable[[Random, Draft], Draft], ...] = (_drop, _add, _add, _swap, _mark, _slip, _retitle)
