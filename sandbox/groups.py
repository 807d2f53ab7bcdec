"""People who share a telephone: duos, agencies and third parties who run other people's ads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from sandbox.people import Person, draw_place, languages, load_names, weighted
from sandbox.planting import Planted, carry, plan, writable
from sandbox.profile import Profile

SIZES = {"duo": (2, 2), "agency": (3, 9), "third_party": (4, 12)}
PER_PLACE = {"duo": 2.0, "agency": 2.2, "third_party": 1.8}  # members at one place, on average
LEAST = {"duo": 4, "agency": 10, "third_party": 30}  # people, so that a small market has every kind too
OWN_PHONE = 0.12  # members who put their own number in the ad
AGENCY = "lookalike:B4"
SAYS_BUSINESS = 0.85  # agencies with a business word; these work in one or two places
SAYS_DUO = 0.6


@dataclass(frozen=True, slots=True)
class Group:
    """Advertisers behind one phone number; `language` is that of the one who writes."""

    id: int
    kind: str
    places: tuple[str, ...]
    language: str
    phone: int
    marks: tuple[str, ...]
    names: Mapping[int, str]  # of each member; who shares a phone is told apart by name
    recruiter: int | None = None  # the member that is not a person but a recruitment ad


def gather(rng: Random, advertisers: int, profile: Profile) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Kind and members of each group, together the shares of the profile; nobody is in two groups."""
    free = rng.sample(range(advertisers), advertisers)
    shares = {"duo": profile.in_duo, "agency": profile.in_agency, "third_party": profile.in_third_party}
    for kind, share in shares.items():
        left = max(round(share * advertisers), min(LEAST[kind], advertisers // 25))
        while left >= SIZES[kind][0]:
            size = min(left, rng.randint(*SIZES[kind]))
            yield kind, tuple(free.pop() for _ in range(size))
            left -= size


def draw_group(
    rng: Random, id_: int, kind: str, members: tuple[int, ...], phone: int, recruiter: int | None = None
) -> Group:
    language = writable(weighted(rng, languages()))
    marks = _marks(rng, kind)
    places = max(1, round(len(members) / PER_PLACE[kind]))
    if AGENCY in marks:
        places = min(2, places)
    there = dict.fromkeys(draw_place(rng) for _ in range(places))
    names = dict(zip(members, rng.sample(load_names()["woman"], len(members)), strict=True))
    return Group(id_, kind, tuple(there), language, phone, marks, names, recruiter)


def join(rng: Random, person: Person, group: Group, index: int) -> Person:
    """The person as a member of the group: its phone, one of its places, mostly its language."""
    person = replace(
        person,
        name=group.names[index] if person.gender == "woman" else person.name,
        kind=group.kind,
        group=group.id,
        phone=person.phone if rng.random() < OWN_PHONE else group.phone,
        municipality=rng.choice(group.places),
        language=group.language if rng.random() < 0.8 else writable(person.language),
        work_types=("escort",) if group.kind == "agency" else person.work_types,
        planted=group.marks,
    )
    if index == group.recruiter:
        return carry(rng, replace(person, phone=group.phone), Planted(("C2",), "recruiter"))
    return person


def _marks(rng: Random, kind: str) -> tuple[str, ...]:
    if kind == "agency":
        return (AGENCY,) if rng.random() < SAYS_BUSINESS else ()
    if kind == "duo":
        return ("lookalike:B3",) if rng.random() < SAYS_DUO else ()
    return rng.choice(plan().behind_groups)
