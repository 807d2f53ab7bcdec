"""How one advertiser's life becomes ads: codes, versions of a text, and the weeks each is online."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from sandbox.numbers import around_filters, number, plain
from sandbox.people import Person, draw_name, draw_place
from sandbox.phrases import phrases
from sandbox.profile import Profile
from sandbox.records import Advertisement
from sandbox.texts import Draft, edit, render, write

LIGHT_REPOST = 0.8  # the rest of the reposts are rewritten for half


@dataclass(frozen=True, slots=True)
class Posting:
    """One version of an ad and the weeks (counted from the start of the period) it is online."""

    ad: Advertisement
    weeks: tuple[int, ...]
    first: int  # week in which the ad's code appeared
    phone: str  # the truth, also where the site masks it


@dataclass(frozen=True, slots=True)
class Channel:
    """A person on one site."""

    source: str
    weeks: tuple[int, ...]


@dataclass(slots=True)
class Counter:
    """Numbers handed out once each: ad codes and phone numbers of one block of the market."""

    next: int

    def take(self) -> int:
        self.next += 1
        return self.next - 1


def age_through(
    rng: Random, person: Person, weeks: Sequence[int], profile: Profile, phones: Counter
) -> dict[int, Person]:
    """The person in each of `weeks`: prices, place, number, name and language may change on the way."""
    states: dict[int, Person] = {}
    for week in weeks:
        if states:
            person = _change(rng, person, week, profile, phones)
        states[week] = person
    return states


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
    shown = _habits(rng, channel.source, profile)
    code = before = None
    ad, weeks, first, last = None, list[int](), 0, channel.weeks[0]
    person = states[last]
    for week in channel.weeks:
        now, wording = states[week], draft
        if now.language != draft.language:
            wording = write(rng, now, channel.source)
        if code is None or _reposts(rng, week - last, profile):
            before, code, posted = code, code_of(channel.source, codes.take()), week
            wording = edit(rng, wording, heavy=rng.random() > LIGHT_REPOST) if before else wording
        else:
            posted = first
            if rng.random() < profile.edit:
                wording = edit(rng, wording, heavy=rng.random() < profile.heavy_edit)
        if ad is None or ad.code != code or wording is not draft or now is not person:
            if ad:
                yield Posting(ad, tuple(weeks), first, number(person.phone, seed))
            draft, person, first, weeks = wording, now, posted, []
            ad = publish(rng, channel.source, code, person, draft, shown, seed, before)
        weeks.append(week)
        last = week
    if ad:
        yield Posting(ad, tuple(weeks), first, number(person.phone, seed))


def publish(
    rng: Random,
    source: str,
    code: str,
    person: Person,
    draft: Draft,
    shown: frozenset[str],
    seed: int,
    repost_of: str | None,
) -> Advertisement:
    """One version of an ad as the site shows it; `shown` names the fields that are filled in."""
    phone = number(person.phone, seed) if "phone" in shown else None
    facts = {
        "name": person.name,
        "city": person.municipality if "municipality" in shown else elsewhere(draft.language),
        "price": str(person.price),
        "age": str(person.age),
        "phone": _written(rng, phone, source, draft.language) if phone else "",
    }
    missing = frozenset(
        topic
        for topic, present in (
            ("contact", phone is not None),
            ("price", "price_hour" in shown),
            ("age", "age" in shown and person.age is not None),
        )
        if not present
    )
    title, text = render(draft, facts, missing)
    return Advertisement(
        source=source,
        code=code,
        advertiser=person.id,
        name=person.name,
        phone=phone,
        municipality=person.municipality if "municipality" in shown else None,
        title=title,
        text=text,
        language=draft.language,
        price_hour=person.price if "price_hour" in shown else None,
        age=person.age if "age" in shown else None,
        gender=person.gender,
        work_types=person.work_types if "work_types" in shown else (),
        origin=person.origin if "origin" in shown else None,
        hours=rng.choice(HOURS) if source == "sandbox_a" else None,
        planted=person.planted,
        repost_of=repost_of,
    )


HOURS = (
    "ma-vr 10:00-18:00",
    "ma-za 11:00-22:00",
    "di-zo 12:00-23:00",
    "wo-zo 14:00-00:00",
    "in overleg",
    "ma-zo 10:00-20:00",
)


def code_of(source: str, index: int) -> str:
    """Codes look different per site and say nothing about who posted."""
    if source == "sandbox_a":
        return f"{10_000_000 + (index * 3_578_921) % 9_999_991:08d}"
    if source == "sandbox_b":
        return "b" + _base36((index * 17_368_787) % 2_176_782_317)
    return f"c{(index * 2_654_435_761) % 4_294_967_291:08x}"


def elsewhere(language: str) -> str:
    return phrases(language).elsewhere


def _habits(rng: Random, source: str, profile: Profile) -> frozenset[str]:
    shown = {name for name, share in profile.fill[source].items() if rng.random() < share}
    if source != "sandbox_c" and rng.random() >= profile.hidden_phone:
        shown.add("phone")
    return frozenset(shown)


def _written(rng: Random, phone: str, source: str, language: str) -> str:
    return around_filters(phone, language, rng) if source == "sandbox_b" else plain(phone, rng)


def _reposts(rng: Random, step: int, profile: Profile) -> bool:
    return rng.random() < (profile.repost_after_pause if step > 1 else profile.repost_while_online)


def _change(rng: Random, person: Person, week: int, profile: Profile, phones: Counter) -> Person:
    if rng.random() < profile.change_price:
        person = replace(person, price=_next_price(rng, person, week))
    if rng.random() < profile.change_place:
        person = replace(person, municipality=draw_place(rng))
    if person.kind == "independent" and rng.random() < profile.change_phone:
        person = replace(person, phone=phones.take())
    if rng.random() < profile.change_name:
        person = replace(person, name=draw_name(rng, person.gender))
    if rng.random() < profile.change_language:
        person = replace(person, language="en" if person.language != "en" else "nl")
    return person


def _next_price(rng: Random, person: Person, week: int) -> int:
    """Escort grew dearer over the study's year, work at home did not."""
    growth = rng.uniform(1.0, 1.25) if "escort" in person.work_types else rng.uniform(0.88, 1.12)
    return max(30, round(person.price * growth / 5) * 5)


def _base36(value: int) -> str:
    digits = ""
    for _ in range(6):
        value, digit = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
