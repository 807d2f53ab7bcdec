"""From what a person wants to say to an ad as one of the sites shows it."""

from __future__ import annotations

from random import Random

from sandbox.numbers import around_filters, number, plain
from sandbox.people import NOTICES, Person
from sandbox.phrases import phrases
from sandbox.profile import Profile
from sandbox.quirks import set_down
from sandbox.records import Advertisement
from sandbox.texts import Draft, render

HOURS = (
    "ma-vr 10:00-18:00",
    "ma-za 11:00-22:00",
    "di-zo 12:00-23:00",
    "wo-zo 14:00-00:00",
    "ma-zo 10:00-20:00",
    "in overleg",
)


def habits(rng: Random, source: str, profile: Profile) -> frozenset[str]:
    """The fields one advertiser fills in on one site; site C never shows a phone number."""
    shown = {name for name, share in profile.fill[source].items() if rng.random() < share}
    if source != "sandbox_c" and rng.random() >= profile.hidden_phone:
        shown.add("phone")
    return frozenset(shown)


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
    shown = _offered(shown, person)
    phone = number(person.phone, seed) if "phone" in shown else None
    municipality = person.municipality if "municipality" in shown else None
    price = person.price if "price_hour" in shown else None
    age = person.age if "age" in shown else None
    facts = {
        "name": person.name,
        "city": municipality or phrases(draft.language).elsewhere,
        "price": str(price),
        "age": str(age),
        "phone": _written(rng, phone, source, draft.language) if phone else "",
    }
    unsaid = {"contact": phone, "price": price, "age": age}
    title, said = render(draft, facts, frozenset(topic for topic, value in unsaid.items() if value is None))
    return Advertisement(
        source=source,
        code=code,
        advertiser=person.id,
        name=person.name,
        phone=phone,
        municipality=municipality,
        title=title,
        text=set_down(said, person, source, draft.language, seed),
        language=draft.language,
        price_hour=price,
        age=age,
        gender=person.gender,
        work_types=person.work_types if "work_types" in shown else (),
        origin=person.origin if "origin" in shown else None,
        hours=rng.choice(HOURS) if source == "sandbox_a" else None,
        planted=(*person.planted, *(["lookalike:G2"] if draft.copied else [])),
        repost_of=repost_of,
    )


def _offered(shown: frozenset[str], person: Person) -> frozenset[str]:
    """The fields that fit what is _offered: a room or a job has no age or rate."""
    return shown - {"age", "price_hour", "work_types", "origin"} if person.kind in NOTICES else shown


def code_of(source: str, index: int) -> str:
    """Codes look different per site and say nothing about who posted."""
    if source == "sandbox_a":
        return f"{10_000_000 + (index * 3_578_921) % 9_999_991:08d}"
    if source == "sandbox_b":
        return "b" + _base36((index * 17_368_787) % 2_176_782_317)
    return f"c{(index * 2_654_435_761) % 4_294_967_291:08x}"


def _written(rng: Random, phone: str, source: str, language: str) -> str:
    return around_filters(phone, language, rng) if source == "sandbox_b" else plain(phone, rng)


def _base36(value: int) -> str:
    digits = ""
    for _ in range(6):
        value, digit = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
