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
    joined = pl.concat_str(named, separator="+", ignore_nulls=True)
    return pl.when(joined != "").then(joined).cast(pl.Categorical)


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
    value = pl.col(column).round(0)
    starts = [end + 1 for end in ends]
    names = [f"-{ends[0]}", *(f"{a}-{b}" for a, b in zip(starts, ends[1:], strict=False)), f"{starts[-1]}+"]
    band: pl.Expr = pl.when(value.is_not_null()).then(pl.lit(names[-1]))
    for end, name in zip(reversed(ends), reversed(names[:-1]), strict=True):
        band = pl.when(value <= end).then(pl.lit(name)).otherwise(band)
    return band.cast(pl.Enum(names))


def work_type() -> pl.Expr:
    """Each type of work, alone or with others, so the shares add up to more than one.

    Regioplan 2021, type werkzaamheden: 71 % also at home, 55 % escort, 36 % massage.
    """
    return pl.col("work_types")


def table(study: Studied, variable: pl.Expr) -> pl.DataFrame:
    """TABLE of `variable`, most frequent category first. A variable with several values counts in each."""
    weekly = per_week(study, variable)
    sums = weekly.group_by("category").agg(pl.col("n").sum(), *(pl.col(name).sum() for name in study.linkings))
    everyone = weekly.select("week", "of").unique()["of"].sum()
    means = [pl.col(name) / max(study.weeks, 1) for name in ("n", *study.linkings)]
    return (
        sums.filter(pl.col("n") > 0)  # a category that only a dropped record names is no category
        .with_columns(
            of=pl.lit(everyone),
            mean=means[0],
            low=pl.min_horizontal(means),
            high=pl.max_horizontal(means),
            share=pl.col("n") / max(everyone, 1),
        )
        .select(TABLE.names())
        .cast(TABLE)
        .sort("n", "category", descending=[True, False])
    )


def per_week(study: Studied, variable: pl.Expr) -> pl.DataFrame:
    """Per whole week and category of `variable`: unique ads `n`, the same under each linking, and `of`.

    `of` counts the unique ads of that week with any value.
    """
    valued = _valued(study.rows.select("week", "kept", *study.linkings, category=variable))
    totals = valued.group_by("week").agg(of=pl.col("kept").sum())
    each = valued.explode("category") if _many(valued) else valued
    counts = each.group_by("week", "category").agg(
        pl.col("kept").sum().alias("n"), *(pl.col(name).n_unique() for name in study.linkings)
    )
    return counts.join(totals, on="week").sort("week", "category")


def cumulative(profiles: pl.DataFrame, variable: pl.Expr) -> pl.DataFrame:
    """Probable advertisers of the whole period per category; off by default, because such totals mislead.

    Columns category, n, of. `profiles` from trends.records.
    """
    valued = _valued(profiles.select(category=variable))
    each = valued.explode("category") if _many(valued) else valued
    counts = each.group_by("category").agg(n=pl.len()).with_columns(of=pl.lit(valued.height))
    return counts.cast({"category": pl.String}).sort("n", "category", descending=[True, False])


def _many(rows: pl.DataFrame) -> bool:
    return isinstance(rows.schema["category"], pl.List)


def _valued(rows: pl.DataFrame) -> pl.DataFrame:
    category = pl.col("category")
    return rows.filter(category.list.len() > 0 if _many(rows) else category.is_not_null())
