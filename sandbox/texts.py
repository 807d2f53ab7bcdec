"""How an ad is written, rewritten a little, and rewritten a lot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random

from sandbox.people import NOTICES, Person
from sandbox.phrases import Phrases, phrases, pick, pick_each
from sandbox.planting import DOUBLE, notice, sentences

FREE = ("myself", "place", "times", "manners", "talk")
FACTS = ("price", "age", "contact", "contact_hidden", "closing")
PHONE_IN_TEXT = {"sandbox_a": 0.35, "sandbox_b": 1.0, "sandbox_c": 0.0}
LONGEST = 900  # characters; longer texts lose free sentences


Line = tuple[str, str]  # topic and sentence


@dataclass(frozen=True, slots=True)
class Draft:
    """A text whose choices are made and whose slots ({name}, {city}, {phone}, ...) are open.

    `copied` says that others use the same wording.
    """

    language: str
    title: str
    lines: tuple[Line, ...]
    copied: bool = False


def write(rng: Random, person: Person, source: str, *, wording: Random | None = None, bilingual: float = 0.0) -> Draft:
    """A fresh text about the person.

    Who takes the text from somebody else gives `wording`, which draws all that is not a fact;
    `bilingual` is the chance that some English follows.
    """
    if person.kind in NOTICES:
        title, said = notice(rng, person.language, person.kind)
        lines = [("notice", sentence) for sentence in said]
    else:
        title, lines = _body(wording or rng, phrases(person.language), person)
    if rng.random() < bilingual and person.language != "en" and not person.planted:
        lines += [("talk", pick(rng, phrases("en").topics[topic])) for topic in ("greeting", *rng.sample(FREE, 2))]
    for sentence in sentences(rng, person):
        lines.insert(rng.randint(1, len(lines)), ("planted", sentence))
    draft = Draft(person.language, title, tuple(_distinct(lines)), copied=wording is not None)
    return readdress(rng, draft, person, source)


def readdress(rng: Random, draft: Draft, person: Person, source: str) -> Draft:
    """The same text with the facts and the way of contact that go with another site."""
    topics = phrases(draft.language).topics
    lines = [line for line in draft.lines if line[0] not in FACTS]
    said = ["price", "age"] if source == "sandbox_b" else [topic for topic in ("price", "age") if rng.random() < 0.25]
    contact = "contact" if rng.random() < PHONE_IN_TEXT[source] else "contact_hidden"
    lines += [(topic, pick(rng, topics[topic])) for topic in (*said, contact)]
    if rng.random() < 0.7:
        lines.append(("closing", pick(rng, topics["closing"])))
    return replace(draft, lines=tuple(lines))


def borrow(rng: Random, draft: Draft, other: Draft) -> Draft:
    """The text with up to two free sentences taken from another text by the same hand."""
    theirs = [line for line in other.lines if line[0] in FREE]
    taken = rng.sample(theirs, min(len(theirs), rng.randint(0, 2)))
    return replace(draft, lines=tuple(_distinct((draft.lines[0], *taken, *draft.lines[1:]))))


def edit(rng: Random, draft: Draft, *, heavy: bool = False) -> Draft:
    """The same text with one to three free sentences changed, or half of them when heavy."""
    free = [place for place, (topic, _) in enumerate(draft.lines) if topic in FREE]
    changes = max(1, len(free) // 2) if heavy else 1 + (rng.random() < 0.3)
    lines = list(draft.lines)
    for place in sorted(rng.sample(free, min(changes, len(free))), reverse=True):
        topic = lines[place][0]
        act = rng.random()
        if act < 0.25 and len(free) > 3:
            del lines[place]
        else:
            lines[place : place + (act < 0.8)] = [(topic, pick(rng, phrases(draft.language).topics[topic]))]
    title = pick(rng, phrases(draft.language).titles) if free and rng.random() < 0.35 else draft.title
    return replace(draft, title=title, lines=tuple(_distinct(lines)))


def render(draft: Draft, facts: Mapping[str, str], without: frozenset[str] = frozenset()) -> tuple[str, list[str]]:
    """Title and sentences with all slots filled; sentences on topics in `without` are left out."""
    said = [(topic, line.format_map(facts)) for topic, line in draft.lines if topic not in without]
    surplus = sum(len(sentence) + 1 for _, sentence in said) - LONGEST
    for place in range(len(said) - 1, 0, -1):
        if surplus > 0 and said[place][0] in FREE:
            surplus -= len(said.pop(place)[1]) + 1
    return draft.title.format_map(facts), [sentence for _, sentence in said]


def _body(rng: Random, known: Phrases, person: Person) -> tuple[str, list[Line]]:
    """Title and sentences without facts; the sentences on work come last out of `rng`."""
    title, greeting = pick(rng, known.titles), pick(rng, known.topics["greeting"])
    topics = [topic for topic in FREE if rng.random() < 0.75] + rng.sample(FREE, 2)
    topics = [topic for topic in topics if topic not in _unsaid(person)]
    free = list(zip(topics, pick_each(rng, (known.topics[topic] for topic in topics)), strict=True))
    work = [("work", pick(rng, known.work[kind])) for kind in person.work_types]
    return title, [("greeting", greeting), *work, *free]


def _unsaid(person: Person) -> set[str]:
    """Topics that would contradict what is planted; who says to be a minor is not described."""
    if "D1" in person.planted:
        return {"manners", "myself"}
    return {"manners"} if any(not mark.startswith(DOUBLE) for mark in person.planted) else set()


def _distinct(lines: Iterable[Line]) -> list[Line]:
    return list(dict.fromkeys(lines))
