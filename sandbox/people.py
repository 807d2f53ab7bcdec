"""Who the invented advertisers are: names, ages, prices, places and work drawn to the study's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from statistics import NormalDist
from typing import Any, TypeVar, cast

from sandbox.phrases import load_words

NOTICES = frozenset({"recruiter", "landlord", "club"})  # kinds that offer something else than company
T = TypeVar("T")
_NORMAL = NormalDist()

# Shares of the study's tables: work combined, stated age, price bands, origin.
WORK = {
    ("at_home",): 22,
    ("at_home", "escort"): 22,
    ("at_home", "massage"): 17,
    ("escort",): 16,
    ("at_home", "escort", "massage"): 10,
    ("escort", "massage"): 7,
    ("massage",): 2,
}
AGES = {(18, 30): 64.5, (31, 40): 24.1, (41, 50): 8.5, (51, 60): 2.5, (61, 68): 0.4}
PRICES = (  # share in %, popular whole-euro rates of the band
    (1.4, (30, 40, 45)),
    (5.7, (60, 75, 80, 90, 100, 100)),
    (46.7, (110, 120, 125, 130, 140, 140, 150, 150, 150, 150, 150, 150)),
    (36.7, (160, 170, 175, 180, 180, 190, 200, 200, 200, 200, 200)),
    (6.2, (210, 220, 225, 230, 240, 250, 250)),
    (2.0, (260, 275, 280, 300, 300)),
    (1.2, (350, 350, 400, 450, 500)),
)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented advertiser as she or he is in some week; `dataclasses.replace` makes the next one.

    `phone` counts numbers of the market (see sandbox/numbers.py); `kind` is independent, duo, agency,
    third_party, recruiter, landlord or club; `group` the people she shares a phone with;
    `planted` the marks of sandbox/planting.py; `starts` how often she began anew under another name.
    """

    id: int
    language: str
    name: str
    phone: int
    municipality: str
    age: int | None
    gender: str
    price: int
    work_types: tuple[str, ...]
    origin: str
    kind: str = "independent"
    group: int | None = None
    starts: int = 0
    planted: tuple[str, ...] = ()


def draw_person(rng: Random, id_: int, sources: Sequence[str], phone: int, week: int) -> Person:
    """An advertiser with nothing special about her, who first appears in `week` of the period."""
    language = weighted(rng, languages())
    gender = "man" if rng.random() < 0.05 else "woman"
    work = weighted(rng, WORK)
    return Person(
        id=id_,
        language=language,
        name=draw_name(rng, gender),
        phone=phone,
        municipality=draw_place(rng),
        age=draw_age(rng),
        gender=gender,
        price=draw_price(rng, work, dearer="sandbox_c" in sources, week=week),
        work_types=work,
        origin=weighted(rng, _shares()["origins"][language]),
    )


def draw_name(rng: Random, gender: str) -> str:
    names = load_names()
    first = rng.choice(names[gender])
    return f"{first} {rng.choice(names['tail'])}" if rng.random() < 0.12 else first


def draw_place(rng: Random) -> str:
    return weighted(rng, places())


def draw_age(rng: Random) -> int:
    low, high = weighted(rng, AGES)
    return round(rng.triangular(low, high, 25 if low == 18 else low))


def draw_price(rng: Random, work: tuple[str, ...], *, dearer: bool, week: int) -> int:
    """Euros per hour: one ladder of bands, on which escort and the dearer site stand higher.

    Escort climbed from about 165 to 200 euros in the 52 weeks of the study, work at home stayed level.
    """
    step = rng.gauss(0, 1) + (0.7 if dearer else -0.12)
    if "escort" in work:
        step += (0.14 if "at_home" in work else 0.6) + 1.1 * (week / 52 - 0.4)
    else:
        step -= 0.32
    rank = _NORMAL.cdf(step / 1.11) * 100
    for share, rates in PRICES:
        if rank <= share:
            return rng.choice(rates)
        rank -= share
    return 500


def weighted(rng: Random, shares: Mapping[T, float]) -> T:
    """One key, drawn by its share."""
    return rng.choices(tuple(shares), cum_weights=tuple(accumulate(shares.values())))[0]


@cache
def load_names() -> dict[str, list[str]]:
    return load_words("names")


@cache
def places() -> Mapping[str, float]:
    """Municipalities as sites print them, with their share of the ads."""
    return load_words("places")


def languages() -> Mapping[str, float]:
    """Languages of the market, with their share of the advertisers."""
    return cast(Mapping[str, float], _shares()["languages"])


@cache
def _shares() -> dict[str, Any]:
    return load_words("shares")
