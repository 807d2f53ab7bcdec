"""Advertisers whose facts change over days: a name, a number, a place, an age, a price, and stretches of work."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Generic, TypeVar

from benchmarks.second import words
from benchmarks.second.texts import Draft, Facts, adopt, edit, write

DAYS = 364
LANGUAGES = ("nl", "nl", "nl", "nl", "en", "en", "en", "es", "es")
WORK = ("at_home", "at_home", "at_home escort", "at_home massage", "escort", "at_home escort massage", "massage")
NUMBER_CHANGE = 0.0004  # per day: about one in seven takes a new number within a year
RENAME = 0.0008  # per day
REST = 60  # days an operator leaves a given-up number alone before someone else gets it

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timeline(Generic[T]):
    """A fact that holds from each of `days` on; the first day is the earliest possible."""

    days: tuple[int, ...]
    values: tuple[T, ...]

    def on(self, day: int) -> T:
        return self.values[max(0, bisect_right(self.days, day) - 1)]


@dataclass(frozen=True, slots=True)
class Stint:
    """A stretch of days at work, first day inside and last day outside."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Person:
    """One advertiser and everything true of them; a joint ad of two has a person of its own."""

    id: str
    names: Timeline[str]
    phones: Timeline[str | None]
    places: Timeline[tuple[str, str]]
    prices: Timeline[int]
    age: int
    ages_on: int  # day of the birthday on which the ad says one more; past the year when it never does
    gender: str
    work: str
    origin: str
    stints: tuple[Stint, ...]
    draft: Draft
    boards: tuple[str, ...]
    restless: float  # how much they change their texts, 0 to 1

    def facts(self, day: int) -> Facts:
        age = self.age + (day >= self.ages_on)
        return Facts(self.names.on(day), age, self.places.on(day)[1], self.prices.on(day))


@dataclass(slots=True)
class World:
    """What people share: given-up numbers, texts to copy, and a counter that keeps invented numbers apart."""

    rng: Random
    issued: int = 0
    given_up: list[tuple[int, str]] = field(default_factory=list)
    templates: list[Draft] = field(default_factory=list)
    texts: list[Draft] = field(default_factory=list)

    def __post_init__(self) -> None:
        bought = [write(self.rng, self.rng.choice(LANGUAGES)) for _ in range(30)]
        self.templates.extend(bought)

    def number(self, day: int) -> str:
        """A new number, or now and then one that somebody else gave up long enough ago.

        Fictional block +31 60x xxx xxx, walked with a step that is prime to its size so that none repeats.
        """
        rested = self.given_up and self.given_up[0][0] + REST <= day
        if rested and self.rng.random() < 0.25:
            return self.given_up.pop(0)[1]
        self.issued += 1
        return f"+3160{self.issued * 7_368_787 % 10_000_000:07d}"

    def text(self) -> Draft:
        """Own words, a bought template, or the words of somebody who was there before."""
        chance = self.rng.random()
        if chance < 0.14:
            return adopt(self.rng, self.rng.choice(self.templates))
        if chance < 0.17 and self.texts:
            return edit(self.rng, self.rng.choice(self.texts), 1)
        return write(self.rng, self.rng.choice(LANGUAGES))


def person(world: World, identity: str, *, phones: Timeline[str | None] | None = None) -> Person:
    """A new advertiser; `phones` when the number belongs to more people than this one."""
    rng = world.rng
    stints = career(rng)
    draft = world.text()
    world.texts.append(draft)
    birthday = rng.randrange(DAYS)
    return Person(
        id=identity,
        names=changing(rng, RENAME, lambda _: working_name(rng)),
        phones=phones or own_number(world),
        places=travels(rng),
        prices=raises(rng),
        age=min(65, 18 + int(rng.lognormvariate(2.3, 0.6))),
        ages_on=birthday if rng.random() < 0.4 else DAYS + 1,
        gender=rng.choices(("woman", "man", "trans"), (92, 5, 3))[0],
        work=rng.choice(WORK),
        origin=rng.choices(("NL", "EU", "South America", "other", ""), (20, 25, 20, 7, 28))[0],
        stints=stints,
        draft=draft,
        boards=portfolio(rng),
        restless=rng.random() ** 2,
    )


def career(rng: Random) -> tuple[Stint, ...]:
    """Days at work and away; who was there before the year began is already in the middle of a stretch."""
    day = -rng.randrange(200) if rng.random() < 0.45 else rng.randrange(DAYS)
    if rng.random() < 0.12:
        return (Stint(day, day + rng.randrange(2, 9)),) if day >= 0 else (Stint(-day, -day + 5),)
    stints = []
    for _ in range(1 + int(rng.expovariate(0.5))):
        length = max(3, int(rng.lognormvariate(4.0, 1.1)))
        if day + length > 0:
            stints.append(Stint(max(0, day), min(DAYS, day + length)))
        day += length + max(4, int(rng.lognormvariate(3.2, 0.9)))
        if day >= DAYS:
            break
    return tuple(stints)


def changing(rng: Random, hazard: float, draw: Callable[[int], T]) -> Timeline[T]:
    """A fact that is replaced at random moments, `hazard` per day."""
    days, values = [-DAYS], [draw(0)]
    day = int(rng.expovariate(hazard))
    while day < DAYS:
        days.append(day)
        values.append(draw(day))
        day += int(rng.expovariate(hazard)) + 1
    return Timeline(tuple(days), tuple(values))


def own_number(world: World) -> Timeline[str | None]:
    """One's own number over time; each change gives one back, and some never state a number at all."""
    if world.rng.random() < 0.04:
        return Timeline((-DAYS,), (None,))
    numbers: Timeline[str | None] = changing(world.rng, NUMBER_CHANGE, world.number)
    for day, old in zip(numbers.days[1:], numbers.values, strict=False):
        if old is not None:
            world.given_up.append((day, old))
    world.given_up.sort()
    return numbers


def working_name(rng: Random) -> str:
    """A name as people write it: popular ones often, some with an epithet or a spelling of their own."""
    name = words.NAMES[int(len(words.NAMES) * rng.random() ** 1.6)]
    if rng.random() < 0.15:
        old, new = rng.choice(words.SPELLINGS)
        name = name.replace(old, new, 1)
    return f"{rng.choice(words.EPITHETS)} {name}" if rng.random() < 0.1 else name


def travels(rng: Random) -> Timeline[tuple[str, str]]:
    """Most stay in one place, some move once, one in seven tours a circuit of places."""
    weights = [weight for _, _, weight in words.PLACES]
    places = [(code, name) for code, name, _ in rng.choices(words.PLACES, weights, k=5)]
    kind = rng.random()
    if kind < 0.72:
        return Timeline((-DAYS,), (places[0],))
    if kind < 0.86:
        return Timeline((-DAYS, rng.randrange(DAYS)), (places[0], places[1]))
    days, values, day, stop = [-DAYS], [places[0]], 0, 0
    while day < DAYS:
        stop += 1
        days.append(day)
        values.append(places[stop % len(places)])
        day += rng.randrange(7, 22)
    return Timeline(tuple(days), tuple(values))


def raises(rng: Random) -> Timeline[int]:
    """Whole tens of euros; a few change their price, mostly up."""
    first = max(60, round(rng.gauss(160, 42) / 10) * 10)
    if rng.random() < 0.7:
        return Timeline((-DAYS,), (first,))
    return Timeline((-DAYS, rng.randrange(DAYS)), (first, first + rng.choice((-20, 10, 10, 20, 30))))


def portfolio(rng: Random) -> tuple[str, ...]:
    """On which boards someone advertises: usually one, now and then more."""
    kind = rng.random()
    if kind < 0.14:
        return ("gids", "prikbord")
    if kind < 0.19:
        return ("gids", "kaart")
    if kind < 0.22:
        return ("gids", "prikbord", "kaart")
    return (rng.choices(("gids", "prikbord", "kaart"), (55, 30, 15))[0],)
