"""One period of one source, or of all together, prepared once for every series and table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from trends.appearances import Found, ads, advertisers, appearances, each_ad
from trends.calendar import calendar, weeks

ADS, EACH_AD, ADVERTISERS = "unique", "advertisement", "advertiser"
STRICT, LOOSE = "strict", "loose"
_NUMBERED = ("advertisement", "advertiser", "unique", STRICT, LOOSE)
_NAMED = ("municipality", "region", "gender", "origin")


@dataclass(frozen=True, slots=True)
class Panel:
    """`sightings` as trends.frames checks them, with numbers for identities; the weeks that count.

    `found` has the appearances per way of counting: ADS, EACH_AD, ADVERTISERS and, where the sightings
    carry them, STRICT and LOOSE. `source` is a name or "all".
    """

    source: str
    sightings: pl.DataFrame
    calendar: pl.DataFrame
    weeks: pl.DataFrame
    found: Mapping[str, Found]

    @property
    def whole(self) -> pl.DataFrame:
        """The sightings of the weeks that are no gap."""
        return self.sightings.join(self.weeks.filter(pl.col("gap").is_null()), on="week", how="semi")


def panel(sightings: pl.DataFrame, measurements: pl.DataFrame, source: str = "all") -> Panel:
    """Frames as `trends.frames` checks them; `source` keeps only that source."""
    if source != "all":
        sightings = sightings.filter(pl.col("source") == source)
        measurements = measurements.filter(pl.col("source") == source)
    return _panel(source, _numbered(sightings), measurements)


def alone(period: Panel, measurements: pl.DataFrame, source: str) -> Panel:
    """One source of a panel of all, without numbering everything again."""
    of_source = pl.col("source") == source
    return _panel(source, period.sightings.filter(of_source), measurements.filter(of_source))


def _numbered(sightings: pl.DataFrame) -> pl.DataFrame:
    """Whole numbers for identities and categories for names: counting text takes several times as long."""
    return sightings.with_columns(
        *(pl.col(name).cast(pl.Categorical).to_physical() for name in _NUMBERED),
        *(pl.col(name).cast(pl.Categorical) for name in _NAMED if name in sightings.columns),
        pl.col("work_types").cast(pl.List(pl.Categorical)),
    )


def _panel(source: str, sightings: pl.DataFrame, measurements: pl.DataFrame) -> Panel:
    days = calendar(measurements)
    rows = {ADS: ads(sightings), EACH_AD: each_ad(sightings), ADVERTISERS: advertisers(sightings)}
    rows |= {name: advertisers(sightings, name) for name in (STRICT, LOOSE) if not sightings[name].null_count()}
    found = {name: appearances(frame, days) for name, frame in rows.items()}
    return Panel(source, sightings, days, weeks(days), found)
