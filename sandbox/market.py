"""How each life of an invented market is lived: who shares a phone, who copies a text, who carries what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from sandbox.changes import Counter, age_through
from sandbox.groups import Group, draw_group, gather, join
from sandbox.people import Person, draw_person, languages
from sandbox.planting import Planted, carry, how_many, plan
from sandbox.posting import Channel, Posting, post
from sandbox.profile import Profile
from sandbox.texts import Draft, borrow, edit, readdress, write

BLOCK = 500_000  # ids, codes and numbers that one part of a large market may use
FALLOW = 8  # weeks before a number is given to somebody else


@dataclass(slots=True)
class Market:
    """What all lives in one part of the market share."""

    seed: int
    part: int
    profile: Profile
    codes: Counter = field(init=False)
    phones: Counter = field(init=False)
    released: list[tuple[int, int]] = field(init=False, default_factory=list)  # week and number

    def __post_init__(self) -> None:
        self.codes, self.phones = Counter(self.part * BLOCK), Counter(self.part * BLOCK)

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
            group = draw_group(rng, id_, kind, members, self.phones.take(), recruiter)
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
        else:
            person = replace(person, phone=self.released_before(weeks[0], index) or person.phone)
        states = age_through(rng, person, weeks, self.profile, self.phones)
        postings: list[Posting] = []
        for channel, draft in self.drafts(rng, channels, states):
            postings += post(rng, channel, states, draft, self.profile, self.codes, self.seed)
        if person.kind == "independent":
            self.released.append((weeks[-1], states[weeks[-1]].phone))
        return person, postings

    def released_before(self, week: int, index: int) -> int | None:
        """Now and then the number of somebody who had stopped at least eight weeks before."""
        rng = self.random("recycled", index)
        if not self.released or rng.random() >= self.profile.recycled_phone:
            return None
        place = rng.randrange(len(self.released))
        stopped, phone = self.released[place]
        if stopped + FALLOW > week:
            return None
        del self.released[place]
        return phone

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
