"""One record per unique ad: which of the sources' records counts, and what a period says of an advertiser."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from trends.frames import STUDIED
from trends.panel import Panel

VARIABLES = ("municipality", "age", "price_hour", "gender", "work_types", "business_words", "origin")
ADULT = 18


def filled(variable: str) -> pl.Expr:
    """Whether a row has a value for `variable`; an empty list is no value."""
    column = pl.col(variable)
    if isinstance(STUDIED[variable], pl.List):
        return column.list.len().fill_null(0) > 0
    return column.is_not_null()


def richest(sightings: pl.DataFrame) -> list[str]:
    """The sources, the one whose records have most variables filled first."""
    score = pl.sum_horizontal(filled(name).mean() for name in VARIABLES)
    scored = sightings.group_by("source").agg(score=score)
    return scored.sort("score", "source", descending=[True, False])["source"].to_list()


@dataclass(frozen=True, slots=True)
class Studied:
    """What tables are made of, from whole weeks and stated adults only.

    `rows` are all sightings, `kept` marks the one of each unique ad that counts; `weeks` is the number of
    whole weeks, `linkings` the columns of `rows` that hold an identity to count by.
    """

    rows: pl.DataFrame
    weeks: int
    linkings: tuple[str, ...]

    @property
    def records(self) -> pl.DataFrame:
        """One row per unique ad and week."""
        return self.rows.filter("kept")


def studied(period: Panel) -> Studied:
    """On overlap the record of the richest source is kept (Regioplan 2021, bijlage 5).

    A stated age under 18 gives no row: those ads are looked at by people, never studied.
    """
    order = richest(period.sightings)
    rank = pl.col("source").replace_strict(order, range(len(order)), return_dtype=pl.Int32)
    adults = period.whole.filter(pl.col("age").is_null() | (pl.col("age") >= ADULT))
    rows = adults.sort(rank, "advertisement").with_columns(kept=pl.struct("week", "unique").is_first_distinct())
    return Studied(rows, period.weeks["gap"].null_count(), tuple(period.found))


def of_source(study: Studied, source: str) -> Studied:
    """The same for one source: its own record of each unique ad counts, whatever other sources have."""
    rows = study.rows.filter(pl.col("source") == source)
    return replace(study, rows=rows.with_columns(kept=pl.struct("week", "unique").is_first_distinct()))


def profiles(records: pl.DataFrame) -> pl.DataFrame:
    """One row per probable advertiser over the whole period: the newest known value of each variable.

    Totals over a period mislead, because they grow with its length: compare measurements instead.
    """
    newest = records.sort("week", "source", "advertisement")
    values = [pl.col(name).filter(filled(name)).last() for name in VARIABLES]
    return newest.group_by("advertiser").agg(*values)
