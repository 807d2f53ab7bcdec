"""What linking knows of each ad in each week, and which of it could hold a fact over several ads.

A year has hundreds of thousands of sightings and a few hundred facts. Columns say in milliseconds which
groups have enough names, numbers or places at all; only those are read one by one (signals/facts.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import polars as pl

SIGHTINGS = pl.Schema(
    {
        "advertisement": pl.String(),
        "week": pl.Int32(),  # domain.weeks.Week.index
        "contact": pl.String(),  # hex HMAC of the number
        "persona": pl.String(),  # hex HMAC of the name
        "municipality": pl.String(),
        "cluster": pl.String(),  # the probable advertiser or phone group that links this ad to others
        "text_group": pl.String(),  # the group of near-identical texts
        "text_length": pl.Int32(),  # characters of masked text
        "recruiting": pl.Boolean(),  # the text seeks someone (signals.engine.Kind)
        "age": pl.Int32(),
        "price_hour": pl.Float64(),
        "work_types": pl.String(),  # sorted, space separated
        "region": pl.String(),  # any fixed division of municipalities
    }
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One ad in one week: a row of SIGHTINGS."""

    advertisement: str
    week: int
    contact: str | None = None
    persona: str | None = None
    municipality: str | None = None
    cluster: str | None = None
    text_group: str | None = None
    text_length: int = 0
    recruiting: bool = False
    age: int | None = None
    price_hour: float | None = None
    work_types: str = ""
    region: str | None = None


def as_frame(sightings: Iterable[Sighting]) -> pl.DataFrame:
    """Sightings as a frame of SIGHTINGS, in the same order."""
    names = [field.name for field in fields(Sighting)]
    rows = [[getattr(one, name) for name in names] for one in sightings]
    return pl.DataFrame(rows, schema=SIGHTINGS, orient="row")


def since(seen: pl.DataFrame, week: int, weeks: int) -> pl.DataFrame:
    """The sightings of `weeks` weeks up to and including `week`."""
    return seen.filter(pl.col("week").is_between(week - weeks, week, closed="right"))


def several(name: str, least: int) -> pl.Expr:
    """At least so many different values of a column."""
    return pl.col(name).drop_nulls().n_unique() >= least


def could_hold(seen: pl.DataFrame, same: Iterable[str], needs: pl.Expr) -> list[Sighting]:
    """The sightings of groups with equal values in `same` for which `needs` holds, in the order of `seen`."""
    keys = list(same)
    groups = seen.drop_nulls(keys).group_by(keys).agg(needs.alias("_could")).filter("_could")
    rows = seen.join(groups.select(keys), on=keys, how="semi", maintain_order="left")
    return [Sighting(*row) for row in rows.select(SIGHTINGS.names()).iter_rows()]
