"""People who share a telephone: duos, agencies and third parties who run other people's ads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from sandbox.people import Person, draw_place
from sandbox.profile import Profile

SIZES = {"duo": (2, 2), "agency": (3, 14), "third_party": (3, 9)}
# How many members share one place: a duo works together, the others send people to several.
PER_PLACE = {"duo": 2.0, "agency": 2.2, "third_party": 1.8}
OWN_PHONE = 0.12  # members who put their own number in the ad


@dataclass(frozen=True, slots=True)
class Group:
    """Advertisers behind one phone number; `language` is that of the one who writes."""

    id: int
    kind: str
    members: tuple[int, ...]
    places: tuple[str, ...]
    language: str
    phone: int


def gather(rng: Random, advertisers: int, profile: Profile) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Kind and members of each group, together the shares of the profile; nobody is in two groups."""
    free = rng.sample(range(advertisers), advertisers)
    shares = {"duo": profile.in_duo, "agency": profile.in_agency, "third_party": profile.in_third_party}
    for kind, share in shares.items():
        left = round(share * advertisers)
        while left >= SIZES[kind][0]:
            size = min(left, rng.randint(*SIZES[kind]))
            yield kind, tuple(free.pop() for _ in range(size))
            left -= size


def draw_group(rng: Random, id_: int, kind: str, members: tuple[int, ...], language: str, phone: int) -> Group:
    places = dict.fromkeys(draw_place(rng) for _ in range(max(1, round(len(members) / PER_PLACE[kind]))))
    return Group(id_, kind, members, tuple(places), language, phone)


def join(rng: Random, person: Person, group: Group) -> Person:
    """The person as a member of the group: its phone, one of its places, mostly its language."""
    work = person.work_types
    if group.kind == "agency" and "escort" not in work:
        work = ("escort",)
    return replace(
        person,
        kind=group.kind,
        group=group.id,
        phone=person.phone if rng.random() < OWN_PHONE else group.phone,
        municipality=rng.choice(group.places),
        language=group.language if rng.random() < 0.8 else person.language,
        work_types=work,
    )
