"""Which weeks can be believed, and which earlier and later measurement each is compared with."""

from __future__ import annotations

import polars as pl

from domain.crawls import Outcome

EDGE = 5
"""Measurements at either end of a period that stay provisional (Regioplan 2021, bijlage 5)."""

MISSED = "missed"
_BEST_FIRST = [
    Outcome.COMPLETE.value,
    Outcome.RUNNING.value,
    Outcome.PARTIAL.value,
    Outcome.FAILED.value,
    Outcome.REFUSED.value,
    MISSED,
]


def calendar(measurements: pl.DataFrame) -> pl.DataFrame:
    """One row per source and week between its first and last visit.

    Columns source, week, outcome (the best of that week, or `missed`), previous, fifth, next: weeks of
    the last complete measurement, of the fifth last (or the first there is) and of the next one.
    They are null where there is none and in a week that is itself not complete.
    """
    visits = _every_week(measurements).join(_best(measurements), on=["source", "week"], how="left")
    visits = visits.with_columns(pl.col("outcome").fill_null(MISSED))
    whole = (
        visits.filter(pl.col("outcome") == Outcome.COMPLETE.value)
        .sort("source", "week")
        .select(
            "source",
            "week",
            previous=pl.col("week").shift(1).over("source"),
            fifth=pl.coalesce(pl.col("week").shift(EDGE), pl.col("week").first()).over("source"),
            next=pl.col("week").shift(-1).over("source"),
        )
    )
    return visits.join(whole, on=["source", "week"], how="left").sort("source", "week")


def weeks(calendar: pl.DataFrame) -> pl.DataFrame:
    """One row per week of the period, for all sources of `calendar` together.

    `gap` names each source that was not complete (`sandbox_a=partial`), `unopened` and `unclosed` each
    source without an earlier or a later complete measurement; null where nothing is wrong.
    `provisional` marks the first and last EDGE measured weeks.
    """
    partial = pl.col("outcome") != Outcome.COMPLETE.value
    named = pl.col("source") + "=" + pl.col("outcome")
    facts = (
        calendar.sort("source")
        .group_by("week")
        .agg(
            gap=named.filter(partial).str.join(", "),
            unopened=(pl.col("source") + "=first").filter(~partial & pl.col("previous").is_null()).str.join(", "),
            unclosed=(pl.col("source") + "=last").filter(~partial & pl.col("next").is_null()).str.join(", "),
        )
    )
    place = pl.int_range(pl.len())
    return (
        _span(calendar)
        .join(facts, on="week", how="left")
        .with_columns(
            pl.when(pl.col("gap").is_null()).then(pl.lit(MISSED)).otherwise(_or_null("gap")).alias("gap"),
            _or_null("unopened"),
            _or_null("unclosed"),
            provisional=(place < EDGE) | (place >= pl.len() - EDGE),
        )
    )


def _or_null(column: str) -> pl.Expr:
    return pl.when(pl.col(column) != "").then(pl.col(column)).alias(column)


def _best(measurements: pl.DataFrame) -> pl.DataFrame:
    rank = pl.col("outcome").replace_strict(_BEST_FIRST, range(len(_BEST_FIRST)), return_dtype=pl.Int32)
    return (
        measurements.select("source", "week", "outcome")
        .sort(rank)
        .unique(["source", "week"], keep="first", maintain_order=True)
    )


def _every_week(measurements: pl.DataFrame) -> pl.DataFrame:
    span = measurements.group_by("source").agg(first=pl.col("week").min(), last=pl.col("week").max())
    every = span.select("source", week=pl.int_ranges("first", pl.col("last") + 1, dtype=pl.Int32))
    return every.explode("week")


def _span(calendar: pl.DataFrame) -> pl.DataFrame:
    if calendar.is_empty():
        return calendar.select("week")
    first, last = calendar["week"].min(), calendar["week"].max()
    return pl.DataFrame({"week": pl.int_range(first, last + 1, dtype=pl.Int32, eager=True)})  # type: ignore[operator,arg-type]
