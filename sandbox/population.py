"""An invented market through the weeks: one population serves the demo, the tests and a year at study scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from domain.weeks import Week
from sandbox.channels import settle
from sandbox.lives import live
from sandbox.market import Market
from sandbox.people import Person
from sandbox.planting import choose
from sandbox.posting import Posting
from sandbox.profile import BASE, Profile
from sandbox.records import Advertisement


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
        totals: Mapping[str, int] | None = None,
        part: int = 0,
    ) -> Population:
        """The same market for the same arguments, in any process.

        `totals` fixes the number of observations (ads online times weeks) per source; `part` makes
        the n-th independent part of a larger market, with ids, codes and numbers of its own.
        Raises ValueError when `totals` cannot be met.
        """
        rng = np.random.default_rng([seed, part])
        channels = settle(rng, live(rng, advertisers, weeks, profile), profile, totals)
        market = Market(seed, part, profile)
        groups = market.groups(channels)
        planted = choose(market.random("planting"), set(range(advertisers)) - groups.keys(), advertisers)
        people, postings = [], []
        for index, own in enumerate(channels):
            person, ads = market.life(index, own, groups.get(index), planted.get(index))
            people.append(person)
            postings += ads
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
