"""An invented market through the weeks: one population serves the demo, the tests and a year at study scale."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np

from domain.weeks import Week
from sandbox.lives import Presence, live, reach
from sandbox.people import Person, draw_person
from sandbox.posting import Channel, Counter, Posting, age_through, post
from sandbox.profile import BASE, SOURCES, Profile
from sandbox.records import Advertisement
from sandbox.texts import write

BLOCK = 500_000  # ids, codes and numbers one block of a large market may use


@dataclass(frozen=True)
class Population:
    """Everyone who advertises in a period, all versions of their ads, and so the truth about both."""

    seed: int
    start: Week
    weeks: int
    profile: Profile
    advertisers: tuple[Person, ...]
    postings: tuple[Posting, ...]

    @classmethod
    def invent(
        cls,
        *,
        seed: int,
        advertisers: int,
        weeks: int,
        start: Week,
        profile: Profile = BASE,
        totals: dict[str, int] | None = None,
        block: int = 0,
    ) -> Population:
        """The same market for the same arguments, in any process.

        `totals` fixes the number of observations (ads online times weeks) per source; `block`
        makes the n-th independent part of a larger market, with ids, codes and numbers of its own.
        Raises ValueError when `totals` cannot be met.
        """
        rng = np.random.default_rng([seed, block])
        channels = _channels(rng, live(rng, advertisers, weeks, profile), profile, totals)
        codes, phones = Counter(block * BLOCK), Counter(block * BLOCK)
        people, postings = [], []
        for index, own in enumerate(channels):
            own_rng = Random(f"{seed}/{block}/{index}")
            person = draw_person(own_rng, block * BLOCK + index, [c.source for c in own], phones.take())
            people.append(person)
            postings += _life(own_rng, person, own, profile, codes, phones, seed)
        return cls(seed, start, weeks, profile, tuple(people), tuple(postings))

    def online(self, week: Week) -> list[Advertisement]:
        """All ads online in `week` on all sites, the newest first, always in the same order."""
        return [posting.ad for posting in self._by_week.get(week - self.start, ())]

    def advertisers_alive(self, week: Week) -> set[int]:
        """Ids of the advertisers with at least one ad online in `week`."""
        return {ad.advertiser for ad in self.online(week)}

    @cached_property
    def _by_week(self) -> dict[int, list[Posting]]:
        weeks: dict[int, list[Posting]] = defaultdict(list)
        for posting in sorted(self.postings, key=lambda one: (-one.first, one.ad.code)):
            for week in posting.weeks:
                weeks[week].append(posting)
        return weeks


def _life(
    rng: Random,
    person: Person,
    channels: list[Channel],
    profile: Profile,
    codes: Counter,
    phones: Counter,
    seed: int,
) -> list[Posting]:
    weeks = sorted({week for channel in channels for week in channel.weeks})
    states = age_through(rng, person, weeks, profile, phones)
    postings: list[Posting] = []
    for channel in channels:
        draft = write(rng, states[channel.weeks[0]], channel.source, profile.bilingual)
        postings += post(rng, channel, states, draft, profile, codes, seed)
    return postings


def _channels(
    rng: np.random.Generator, presence: Presence, profile: Profile, totals: dict[str, int] | None
) -> list[list[Channel]]:
    """On which sites each advertiser is, and in which weeks."""
    home = rng.choice(len(SOURCES), len(presence), p=list(profile.sources.values()))
    also = rng.random(len(presence)) < np.array([0, profile.b_also_on_a, profile.c_also_on_a])[home]
    places = [(source == home) | (also if source == 0 else False) for source in range(len(SOURCES))]
    channels: list[list[Channel]] = [[] for _ in presence]
    for source, name in enumerate(SOURCES):
        members = np.flatnonzero(places[source])
        weeks = presence[members]
        if totals:
            weeks = reach(rng, weeks, totals[name])
        for member, online in zip(members.tolist(), weeks, strict=True):
            channels[member].append(Channel(name, tuple(np.flatnonzero(online).tolist())))
    return channels
