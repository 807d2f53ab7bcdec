"""How one advertiser's life becomes ads: codes, versions of a text, and the weeks each is online."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random

from sandbox.changes import Counter
from sandbox.numbers import number
from sandbox.people import Person
from sandbox.profile import Profile
from sandbox.publish import code_of, habits, publish
from sandbox.records import Advertisement
from sandbox.texts import Draft, edit, write


@dataclass(frozen=True, slots=True)
class Posting:
    """One version of an ad and the weeks (counted from the start of the period) it is online."""

    ad: Advertisement
    weeks: tuple[int, ...]
    first: int  # week in which the ad's code appeared
    phone: str  # the truth, also where the site masks it
    kind: str  # of advertiser, see sandbox/people.py
    group: int | None


@dataclass(frozen=True, slots=True)
class Channel:
    """A person on one site."""

    source: str
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Version:
    code: str
    before: str | None
    first: int
    draft: Draft
    person: Person


def post(
    rng: Random,
    channel: Channel,
    states: Mapping[int, Person],
    draft: Draft,
    profile: Profile,
    codes: Counter,
    seed: int,
) -> Iterator[Posting]:
    """The versions of the ads of one person on one site, in time order."""
    shown = habits(rng, channel.source, profile)
    weekly = list(_weekly(rng, channel, states, draft, profile, codes))
    for _, spell in groupby(weekly, key=lambda pair: id(pair[1])):
        weeks, versions = zip(*spell, strict=True)
        now = versions[0]
        ad = publish(rng, channel.source, now.code, now.person, now.draft, shown, seed, now.before)
        person = now.person
        yield Posting(ad, weeks, now.first, number(person.phone, seed), person.kind, person.group)


def _weekly(
    rng: Random,
    channel: Channel,
    states: Mapping[int, Person],
    draft: Draft,
    profile: Profile,
    codes: Counter,
) -> Iterator[tuple[int, _Version]]:
    """Each week with its version; the same object as long as nothing changes."""
    last = channel.weeks[0]
    version = _Version(code_of(channel.source, codes.take()), None, last, draft, states[last])
    for week in channel.weeks:
        if week > last:
            anew = states[week].starts > version.person.starts
            version = _reword(rng, version, states[week], channel.source, profile)
            chance = profile.repost_after_pause if week - last > 1 else profile.repost_while_online
            if anew or rng.random() < chance:
                again = edit(rng, version.draft, heavy=anew or rng.random() < profile.heavy_repost)
                code = code_of(channel.source, codes.take())
                version = _Version(code, version.code, week, again, version.person)
        yield week, version
        last = week


def _reword(rng: Random, version: _Version, person: Person, source: str, profile: Profile) -> _Version:
    draft = version.draft
    if person.language != version.person.language:
        draft = write(rng, person, source)
    elif rng.random() < profile.edit:
        draft = edit(rng, draft, heavy=rng.random() < profile.heavy_edit)
    if draft is version.draft and person is version.person:
        return version
    return replace(version, draft=draft, person=person)
