"""What changes in a person's ads as the weeks go by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from sandbox.people import NOTICES, Person, draw_name, draw_place
from sandbox.profile import Profile


@dataclass(slots=True)
class Counter:
    """Numbers handed out once each: ad codes and phone numbers of one part of the market."""

    next: int

    def take(self) -> int:
        self.next += 1
        return self.next - 1


def age_through(
    rng: Random, person: Person, weeks: Sequence[int], profile: Profile, phones: Counter
) -> dict[int, Person]:
    """The person in each of `weeks`; the same object as long as nothing changes."""
    states = {weeks[0]: person}
    for before, week in pairwise(weeks):
        paused = week - before > 1
        person = _change(rng, person, profile, profile.after_pause if paused else 1.0, phones)
        if paused and person.kind == "independent" and rng.random() < profile.fresh_start:
            person = _start_anew(rng, person, phones)
        states[week] = person
    return states


def _start_anew(rng: Random, person: Person, phones: Counter) -> Person:
    name = draw_name(rng, person.gender)
    return replace(person, name=name, phone=phones.take(), starts=person.starts + 1)


def _change(rng: Random, person: Person, profile: Profile, likelier: float, phones: Counter) -> Person:
    if rng.random() < profile.change_price:
        person = replace(person, price=_next_price(rng, person))
    if rng.random() < profile.change_place * likelier:
        person = replace(person, municipality=draw_place(rng))
    if rng.random() < profile.change_name and person.kind not in NOTICES:
        person = replace(person, name=draw_name(rng, person.gender))
    if person.kind == "independent":
        person = _change_alone(rng, person, profile, likelier, phones)
    return person


def _change_alone(rng: Random, person: Person, profile: Profile, likelier: float, phones: Counter) -> Person:
    """Changes that people who share a phone do not make on their own."""
    if rng.random() < profile.change_phone * likelier:
        person = replace(person, phone=phones.take())
    if rng.random() < profile.change_language:
        person = replace(person, language="nl" if person.language == "en" else "en")
    return person


def _next_price(rng: Random, person: Person) -> int:
    """Escort grew dearer over the study's year, work at home did not."""
    growth = rng.uniform(1.0, 1.25) if "escort" in person.work_types else rng.uniform(0.88, 1.12)
    return max(30, round(person.price * growth / 5) * 5)
