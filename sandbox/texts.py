"""How an ad is written, rewritten a little, and rewritten a lot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random

from sandbox.people import Person
from sandbox.phrases import phrases, pick

FREE = ("myself", "place", "times", "manners", "talk")
SHORTEST, LONGEST = 250, 900


@dataclass(frozen=True, slots=True)
class Draft:
    """A text whose choices are made and whose slots ({name}, {city}, {phone}, ...) are open.

    `lines` are pairs (topic, sentence) in reading order.
    """

    language: str
    title: str
    lines: tuple[tuple[str, str], ...]


def write(rng: Random, person: Person, source: str, profile_bilingual: float = 0.0) -> Draft:
    """A fresh text in the person's own order of topics."""
    known = phrases(person.language)
    topics = [topic for topic in FREE if rng.random() < 0.75]
    topics += rng.sample(FREE, 1 + (rng.random() < 0.6))
    lines = [("greeting", pick(rng, known.topics["greeting"]))]
    lines += [("work", pick(rng, known.work[kind])) for kind in person.work_types]
    lines += _distinct((topic, pick(rng, known.topics[topic])) for topic in topics)
    lines += _facts(rng, person, source)
    if rng.random() < profile_bilingual and person.language != "en":
        other = phrases("en")
        lines += [(topic, pick(rng, other.topics[topic])) for topic in ("greeting", *rng.sample(FREE, 2))]
    lines.append(_contact(rng, person.language, source))
    if rng.random() < 0.7:
        lines.append(("closing", pick(rng, known.topics["closing"])))
    return Draft(person.language, pick(rng, known.titles), tuple(lines))


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
    title = pick(rng, phrases(draft.language).titles) if rng.random() < 0.35 else draft.title
    return replace(draft, title=title, lines=tuple(_distinct(lines)))


def render(draft: Draft, facts: Mapping[str, str], without: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Title and text with all slots filled; sentences on topics in `without` are left out."""
    said = [(topic, line.format_map(facts)) for topic, line in draft.lines if topic not in without]
    surplus = sum(len(sentence) + 1 for _, sentence in said) - LONGEST
    for place in range(len(said) - 1, 0, -1):
        if surplus > 0 and said[place][0] in FREE:
            surplus -= len(said.pop(place)[1]) + 1
    return draft.title.format_map(facts), " ".join(sentence for _, sentence in said)


def _facts(rng: Random, person: Person, source: str) -> list[tuple[str, str]]:
    """Sentences with price and age: always where the site has no fields, now and then elsewhere."""
    share = 1.0 if source == "sandbox_b" else 0.25
    topics = phrases(person.language).topics
    return [(topic, pick(rng, topics[topic])) for topic in ("price", "age") if rng.random() < share]


def _contact(rng: Random, language: str, source: str) -> tuple[str, str]:
    written = {"sandbox_a": 0.35, "sandbox_b": 1.0, "sandbox_c": 0.0}[source]
    topic = "contact" if rng.random() < written else "contact_hidden"
    return topic, pick(rng, phrases(language).topics[topic])


def _distinct(lines: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(lines))
