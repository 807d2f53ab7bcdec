"""A small hand-made population, and a town that serves it on free ports."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from domain.weeks import Week
from sandbox.records import Advertisement
from sandbox.town import Town

WEEK = Week(2026, 3)


def _ad(source: str, number: int) -> Advertisement:
    return Advertisement(
        source=source,
        code=f"{source[-1].upper()}{1000 + number}",
        advertiser=number,
        name=f"Vera {number}",
        phone=f"+316000000{10 + number % 90}",
        municipality="Den Haag",
        title=f"Rustig & verzorgd <in> Den Haag, nummer {number}",
        text=f"Ik werk op afspraak, meestal overdag.\nEen uur kost {150 + number} euro. Één kop thee staat klaar.",
        language="nl",
        price_hour=150 + number if number % 4 else None,
        age=25 + number % 20,
        gender="woman" if number % 10 else "man",
        work_types=("at_home", "massage") if number % 2 else ("escort",),
        origin="Nederland" if number % 3 else None,
        hours="ma t/m vr 10.00-18.00",
    )


@dataclass(frozen=True)
class HandMade:
    """70 ads per site; each later week the first ten are gone and the next five are changed."""

    size: int = 70
    start: Week = WEEK

    def online(self, week: Week) -> Sequence[Advertisement]:
        past = week - self.start
        ads = [_ad(f"sandbox_{letter}", number) for letter in "abc" for number in range(self.size)]
        if past:
            ads = [ad for ad in ads if ad.advertiser >= 10]
            ads = [replace(ad, age=60 + past) if ad.advertiser < 15 else ad for ad in ads]
        return ads


@pytest.fixture(scope="session")
def trust() -> ssl.SSLContext:
    """Loaded once: it is most of what a new client costs."""
    return ssl.create_default_context()


@pytest.fixture
def week() -> Week:
    return WEEK


@pytest.fixture
def town() -> Iterator[Town]:
    with Town(HandMade(), ports=(0, 0, 0, 0)) as town:
        town.go_to(WEEK)
        yield town
