"""A market whose change from one week to the next is known to the ad: for measuring what a visitor saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from domain.weeks import Week
from sandbox.population import Population
from sandbox.records import Advertisement

SITE = "sandbox_a"


@dataclass(frozen=True, slots=True)
class Steady:
    """Two weeks of site A. In the second, `changed` in a hundred of the first week's ads are different: a third gone,
    a third replaced by as many new ones, a third altered, deep in the text where no overview card shows it."""

    first: Week
    ads: tuple[Advertisement, ...]
    spare: tuple[Advertisement, ...]
    changed: int = 15

    @classmethod
    def invent(cls, seed: int, ads: int, first: Week) -> Self:
        """Raises ValueError when the seed gives too few ads."""
        invented = Population.invent(seed=seed, advertisers=ads * 4, weeks=2, start=first)
        found = tuple(ad for ad in invented.online(first) if ad.source == SITE)
        if len(found) < ads * 3 // 2:
            raise ValueError(f"{len(found)} ads, {ads * 3 // 2} wanted")
        return cls(first, found[:ads], found[ads:])

    def online(self, week: Week) -> Sequence[Advertisement]:
        if week == self.first:
            return self.ads
        third = len(self.ads) * self.changed // 300
        kept = self.ads[third:]
        altered = (replace(ad, text=f"{ad.text}\n\nNieuwe tijden vanaf vandaag.") for ad in kept[:third])
        return (*self.spare[:third], *altered, *kept[third:])
