"""How long ads and advertisers stay, and how they switch off and on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import polars as pl
from lifelines import KaplanMeierFitter

from trends.panel import ADVERTISERS, Panel

CURVE = pl.Schema(
    {
        "weeks": pl.Int32(),
        "share": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "shortest": pl.Float64(),
        "longest": pl.Float64(),
        "at_risk": pl.Int64(),
    }
)


@dataclass(frozen=True, slots=True)
class Survival:
    """Share (0-1) still online after a number of weeks, as CURVE.

    `low` and `high` are the 95 % interval; `shortest` and `longest` the curves when every stay is taken as
    short or as long as its measurements allow. `median` in weeks, None when fewer than half ended.
    `began_before` stays were running at the first measurement: their start is unknown, they are left out.
    """

    curve: pl.DataFrame
    median: float | None
    n: int
    ended: int
    began_before: int


def stays(period: Panel, unit: str = ADVERTISERS) -> pl.DataFrame:
    """One row per unit: first and last week seen, and what its measurements allow.

    since: last complete measurement without it before it came (null: it was there from the start);
    until: first complete measurement without it after it went (null: still there at the end).
    """
    seen = period.sightings.group_by(pl.col(unit).alias("unit"), "source").agg(
        first=pl.col("week").min(), last=pl.col("week").max()
    )
    whole = period.calendar.filter(pl.col("outcome") == "complete").select("source", "week").sort("week")
    both = seen.with_columns(pl.col("first").min().over("unit"), pl.col("last").max().over("unit"))
    earlier = both.with_columns(upto=pl.col("first") - 1).sort("upto")
    found = earlier.join_asof(
        whole.rename({"week": "since"}),
        left_on="upto",
        right_on="since",
        by="source",
        strategy="backward",
        check_sortedness=False,
    ).with_columns(after=pl.col("last") + 1)
    found = found.sort("after").join_asof(
        whole.rename({"week": "until"}),
        left_on="after",
        right_on="until",
        by="source",
        strategy="forward",
        check_sortedness=False,
    )
    # on several sources it is bounded only when each of them was measured before and after
    bounds = [
        pl.when(~pl.col(name).is_null().any()).then(widest).alias(name)
        for name, widest in (("since", pl.col("since").min()), ("until", pl.col("until").max()))
    ]
    return found.group_by("unit").agg(pl.col("first").first(), pl.col("last").first(), *bounds)


def survival(period: Panel, unit: str = ADVERTISERS) -> Survival:
    """Kaplan-Meier of the time from first to last sighting, in weeks; a stay that has not ended is censored.

    Measured weekly, so every end is known only between two measurements (interval-censored): the curve
    takes a stay of k measurements in a row as k weeks, `shortest` and `longest` show what that hides.
    Kaplan and Meier (1958); the study gives no durations, only one-time ads.
    """
    every = stays(period, unit)
    known = every.filter(pl.col("since").is_not_null())
    ended = pl.col("until").is_not_null()
    length = pl.col("last") - pl.col("first")
    times = known.select(
        ended=ended,
        middle=length + 1,
        shortest=length,
        longest=pl.when(ended).then(pl.col("until")).otherwise(pl.col("last") + 1) - pl.col("since"),
    )
    before = every.height - known.height
    if times.is_empty():
        return Survival(CURVE.to_frame(), None, 0, 0, before)
    fits = {name: _fit(times[name], times["ended"]) for name in ("middle", "shortest", "longest")}
    median = float(fits["middle"].median_survival_time_)
    return Survival(
        _curve(fits, times["middle"]),
        median if isfinite(median) else None,
        times.height,
        int(times["ended"].sum()),
        before,
    )


def switching(period: Panel) -> pl.DataFrame:
    """How often probable advertisers went off and came back, and for how long.

    Columns returns (0, 1, 2, 3 or more), advertisers, share (0-1) of those seen in at least two
    measurements, and away: mean number of weeks gone per return (null without returns). Practice: ads are
    switched off while working (domain definition of `returned`; Regioplan 2021, hoofdstuk 2).
    """
    seen = period.found[ADVERTISERS].units.sort("unit", "week")
    gone = pl.col("week") - pl.col("week").shift(1).over("unit") - 1
    back = pl.col("before") & ~pl.col("in_previous")
    each = (
        seen.with_columns(gone=pl.when(back).then(gone))
        .group_by("unit")
        .agg(measurements=pl.len(), returns=back.sum().clip(upper_bound=3).cast(pl.Int32), gone=pl.col("gone").mean())
        .filter(pl.col("measurements") > 1)
    )
    counted = each.group_by("returns").agg(advertisers=pl.len(), away=pl.col("gone").mean())
    return (
        counted.with_columns(share=pl.col("advertisers") / pl.col("advertisers").sum())
        .select("returns", "advertisers", "share", "away")
        .sort("returns")
    )


def _fit(times: pl.Series, ended: pl.Series) -> KaplanMeierFitter:
    return KaplanMeierFitter().fit(times.to_numpy(), ended.to_numpy())


def _curve(fits: Mapping[str, KaplanMeierFitter], middle: pl.Series) -> pl.DataFrame:
    steps = list(range(int(middle.max()) + 1))  # type: ignore[arg-type]
    interval = fits["middle"].confidence_interval_survival_function_.reindex(steps, method="ffill").fillna(1.0)
    shares = {name: fit.survival_function_at_times(steps).to_list() for name, fit in fits.items()}
    counts = middle.value_counts().sort(middle.name)
    gone = dict(counts.iter_rows())
    at_risk = [middle.len() - sum(gone.get(earlier, 0) for earlier in range(step)) for step in steps]
    return pl.DataFrame(
        {
            "weeks": steps,
            "share": shares["middle"],
            "low": interval.iloc[:, 0].to_list(),
            "high": interval.iloc[:, 1].to_list(),
            "shortest": shares["shortest"],
            "longest": shares["longest"],
            "at_risk": at_risk,
        },
        schema=CURVE,
    )
