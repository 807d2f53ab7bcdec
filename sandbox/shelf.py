"""What one site has on its shelf in a week, and what it once had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from hashlib import blake2b

from domain.weeks import Week
from sandbox.records import Advertisement


@dataclass(frozen=True, slots=True)
class Version:
    """Since when an ad reads as it does: what ETag and Last-Modified are made of."""

    mark: str
    since: Week

    @property
    def modified(self) -> datetime:
        return datetime.combine(self.since.monday, time(6), UTC)


@dataclass(frozen=True, slots=True)
class Shelf:
    """`ads` newest first; `online` and `gone` by lower-case code (paused ads are gone too)."""

    week: Week
    ads: tuple[Advertisement, ...] = ()
    online: Mapping[str, Advertisement] = field(default_factory=dict)
    gone: Mapping[str, Advertisement] = field(default_factory=dict)
    versions: Mapping[str, Version] = field(default_factory=dict)

    def restock(self, week: Week, ads: Iterable[Advertisement]) -> Shelf:
        """The shelf of another week; what is no longer on it is remembered as gone."""
        stock = tuple(ads)
        online = {ad.code.lower(): ad for ad in stock}
        before = {**self.gone, **self.online}
        versions = dict(self.versions)
        for code, ad in online.items():
            mark = _mark(ad)
            if code not in versions or versions[code].mark != mark:
                versions[code] = Version(mark, week)
        gone = {code: ad for code, ad in before.items() if code not in online}
        return Shelf(week, stock, online, gone, versions)


def _mark(ad: Advertisement) -> str:
    shown = (ad.name, ad.phone, ad.municipality, ad.title, ad.text, ad.price_hour, ad.age, ad.gender)
    return blake2b(repr((*shown, ad.work_types, ad.origin, ad.hours)).encode(), digest_size=8).hexdigest()
