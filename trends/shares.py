"""How the ads of a measurement divide over gender, type of work, age, origin and place.

Every table is the mean over whole measurements, so that a long period does not count an ad more often.
Source of the variables and bands: Regioplan, De Nederlandse seksbranche (2021), hoofdstuk 2.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from domain.observations import WorkType
from trends.records import Studied

TABLE = pl.Schema(
    {
        "category": pl.String(),
        "mean": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "share": pl.Float64(),
        "n": pl.Int64(),
        "of": pl.Int64(),
    }
)
"""mean: unique ads per whole measurement, low and high the same under every other linking; share (0-1) of
the ads that have the variable; n: ads times measurements in this category, of: in all categories."""

STUDY_AGES = (30, 40, 50, 60, 70)
EXPORT_AGES = (20, 24, 29, 39, 49, 59)
PRICES = (49, 100, 150, 200, 250, 300)


def gender() -> pl.Expr:
    """Gender as the site's form offers it; the studied sites offer only man and woman (Regioplan 2021)."""
    return pl.col("gender")


def work_combination() -> pl.Expr:
    """Types of work named together, such as `at_home+escort` (Regioplan 2021, type werkzaamheden)."""
    named = [pl.when(pl.col("work_types").list.contains(kind.value)).then(pl.lit(kind.value)) for kind in WorkType]
    return pl.concat_str(named, separator="+", ignore_nulls=True)


def age_band() -> pl.Expr:
    """Stated age in the study's bands: to 30, 31-40, 41-50, 51-60, 61-70 (Regioplan 2021, leeftijd)."""
    return bands("age", STUDY_AGES)


def price_band() -> pl.Expr:
    """Price per hour in the study's bands: under 50, 50-100, 101-150, ... over 300 euros (Regioplan 2021)."""
    return bands("price_hour", PRICES)


def origin() -> pl.Expr:
    """Stated origin in coarse classes; only where an operator switched it on (Regioplan 2021, herkomst)."""
    return pl.col("origin")


def municipality() -> pl.Expr:
    """Where the ad says, not where someone lives (Regioplan 2021, gemeenten)."""
    return pl.col("municipality")


def bands(column: str, ends: Sequence[int]) -> pl.Expr:
    """Whole-number bands that end at each of `ends`, the last one open: `-30`, `31-40`, ..., `71+`."""
    value = pl.col(column).round(0).cast(pl.Int32)
    starts = [None, *(end + 1 for end in ends)]
    names = [f"-{ends[0]}", *(f"{a}-{b}" for a, b in zip(starts[1:], ends[1:], strict=False)), f"{ends[-1] + 1}+"]
    return value.cut(list(ends), labels=names).cast(pl.String)


def work_type() -> pl.Expr:
    """Each type of work, alone or with others, so the shares add up to more than one.

    Regioplan 2021, type werkzaamheden: 71 % also at home, 55 % escort, 36 % massage.
    """
    return pl.col("work_types")


def per_week(rows: pl.DataFrame, variable: pl.Expr, by: str = "unique") -> pl.DataFrame:
    """Distinct `by` per week and category of `variable`, with `of` = those of that week with any value.

    Columns week, category, n, of. A variable with several values counts in each.
    """
    valued = rows.select("week", by, category=variable)
    if isinstance(valued.schema["category"], pl.List):
        valued = valued.explode("category")
    valued = valued.filter(pl.col("category") != "")
    counts = valued.group_by("week", "category").agg(n=pl.col(by).n_unique())
    totals = valued.group_by("week").agg(of=pl.col(by).n_unique())
    return counts.join(totals, on="week").sort("week", "category")


def table(study: Studied, variable: pl.Expr) -> pl.DataFrame:
    """TABLE of `variable`, most frequent category first."""
    counted = _means(per_week(study.records, variable), study.weeks)
    others = [
        _means(per_week(study.rows, variable, by), study.weeks).select("category", pl.col("mean").alias(by))
        for by in study.linkings
    ]
    for other in others:
        counted = counted.join(other, on="category", how="left")
    means = ["mean", *study.linkings]
    return (
        counted.with_columns(low=pl.min_horizontal(means), high=pl.max_horizontal(means))
        .sort("n", "category", descending=[True, False])
        .select(TABLE.names())
        .cast(TABLE)
    )


def cumulative(profiles: pl.DataFrame, variable: pl.Expr) -> pl.DataFrame:
    """Probable advertisers of the whole period per category; off by default, because such totals mislead.

    Columns category, n, of.
    """
    numbered = profiles.with_columns(week=pl.lit(0))
    return per_week(numbered, variable, "advertiser").drop("week").sort("n", "category", descending=[True, False])


def _means(weekly: pl.DataFrame, weeks: int) -> pl.DataFrame:
    everyone = weekly.select("week", "of").unique()["of"].sum()
    return weekly.group_by("category").agg(
        pl.col("n").sum(),
        of=pl.lit(everyone),
        mean=pl.col("n").sum() / max(weeks, 1),
        share=pl.col("n").sum() / max(everyone, 1),
    )
