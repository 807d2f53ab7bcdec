"""An invented market through the weeks: one population serves the demo, the tests and a year at study scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np

from domain.weeks import Week
from sandbox.changes import Counter, age_through
from sandbox.channels import settle
from sandbox.groups import Group, draw_group, gather, join
from sandbox.lives import live
from sandbox.people import Person, draw_person, languages
from sandbox.planting import Planted, carry, choose, how_many, plan
from sandbox.posting import Channel, Posting, post
from sandbox.profile import BASE, Profile
from sandbox.records import Advertisement
from sandbox.texts import Draft, borrow, edit, readdress, write

BLOCK = 500_000  # ids, codes and numbers that one part of a large market may use


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
        market = _Market(seed, part, profile, Counter(part * BLOCK), Counter(part * BLOCK))
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


@dataclass(frozen=True, slots=True)
class _Market:
    """What all lives in one part of the market share."""

    seed: int
    part: int
    profile: Profile
    codes: Counter
    phones: Counter

    def random(self, *about: object) -> Random:
        """Chance of its own for each subject, so that no life depends on how many came before."""
        return Random("/".join(map(str, (self.seed, self.part, *about))))

    def groups(self, channels: list[list[Channel]]) -> dict[int, Group]:
        """The group of each advertiser who shares a phone."""
        rng, found = self.random("groups"), dict[int, Group]()
        recruiting = how_many(plan().recruiting_groups, len(channels), least=2)
        for id_, (kind, members) in enumerate(gather(rng, len(channels), self.profile)):
            recruiter = None
            if kind == "third_party" and recruiting:
                recruiting -= 1
                recruiter = max(members, key=lambda member: _seen_with_number(channels[member]))
            group = draw_group(rng, id_, kind, len(members), self.phones.take(), recruiter)
            found.update(dict.fromkeys(members, group))
        return found

    def life(
        self, index: int, channels: list[Channel], group: Group | None, planted: Planted | None
    ) -> tuple[Person, list[Posting]]:
        """One advertiser and all her ads."""
        rng = self.random(index)
        weeks = sorted({week for channel in channels for week in channel.weeks})
        sources = [channel.source for channel in channels]
        person = draw_person(rng, self.part * BLOCK + index, sources, self.phones.take(), weeks[0])
        if group:
            person = join(rng, person, group, index)
        elif planted:
            person = carry(rng, person, planted)
        states = age_through(rng, person, weeks, self.profile, self.phones)
        postings: list[Posting] = []
        for channel, draft in self.drafts(rng, channels, states):
            postings += post(rng, channel, states, draft, self.profile, self.codes, self.seed)
        return person, postings

    def drafts(
        self, rng: Random, channels: list[Channel], states: Mapping[int, Person]
    ) -> Iterator[tuple[Channel, Draft]]:
        """The first text on each site: her own, a copied one, or her text from another site changed."""
        earlier: tuple[Channel, Draft] | None = None
        for channel in channels:
            person = states[channel.weeks[0]]
            draft = self.draft(rng, person, channel.source)
            if earlier and earlier[1].language == draft.language:
                draft = _again(rng, draft, person, channel, *earlier)
            earlier = channel, draft
            yield channel, draft

    def draft(self, rng: Random, person: Person, source: str) -> Draft:
        wording = None
        if person.kind in {"agency", "third_party"} and rng.random() < 0.5:
            wording = self.random("group", person.group, person.language)
        elif not person.planted and rng.random() < self.profile.from_template:
            some = max(2, round(self.profile.templates * languages()[person.language] / 100))
            wording = self.random("template", person.language, int(some * rng.random() ** 2))
        return write(rng, person, source, wording=wording, bilingual=self.profile.bilingual)


def _again(rng: Random, draft: Draft, person: Person, channel: Channel, before: Channel, text: Draft) -> Draft:
    """The first text on a next site: mostly taken along by who moves, or who has no number to show there."""
    moved = channel.weeks[0] > before.weeks[-1]
    masked = "sandbox_c" in {channel.source, before.source}
    if rng.random() < (0.85 if masked else 0.6 if moved else 0.1):
        return readdress(rng, edit(rng, text), person, channel.source)
    return borrow(rng, draft, text)


def _seen_with_number(channels: list[Channel]) -> int:
    """Weeks online on sites that show phone numbers."""
    return sum(len(channel.weeks) for channel in channels if channel.source != "sandbox_c")
