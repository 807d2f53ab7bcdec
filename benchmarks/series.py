"""All series and tables of a year at study scale, in one process: at most 10 seconds.

`python -m benchmarks.series` makes the invented year (365,140 sightings, 52 weeks), reads it with the
true identities, and counts everything a report prints. Beside it stands the same `active`, `new` and `closed`
in plain Python loops, which must give the same figures.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import polars as pl

from domain.weeks import Week
from sandbox.year import write_year
from trends import frames
from trends.places import PLACES
from trends.series import weekly
from trends.tables import Period, tables

T = TypeVar("T")
LIMIT = 10.0
SEED = 20_311
START = Week(2025, 1)


def year(folder: Path) -> Period:
    """The invented year, with the advertisers the sandbox knows and codes as the strict linking."""
    rows, truth = folder / "year.parquet", folder / "truth.parquet"
    for _ in write_year(rows, truth, seed=SEED, start=START):
        pass
    seen = pl.read_parquet(rows).join(pl.read_parquet(truth), on=["source", "code", "week"])
    weeks = {str(START + n): (START + n).index for n in range(60)}
    places = {name: f"GM{n:04d}" for n, name in enumerate(seen["municipality"].drop_nulls().unique().sort())}
    ad, who = pl.col("source") + ":" + pl.col("code"), pl.col("advertiser_id").cast(pl.String)
    sightings = seen.select(
        "source",
        "age",
        "gender",
        "origin",
        advertisement=ad,
        advertiser=who,
        week=pl.col("week").replace_strict(weeks, return_dtype=pl.Int32),
        unique=who + ":" + pl.coalesce("municipality", ad),
        municipality=pl.col("municipality").replace_strict(places, return_dtype=pl.String),
        price_hour=pl.col("price_hour").cast(pl.Float64),
        work_types=pl.col("work_type").str.split(" "),
        strict=ad,
        loose=pl.coalesce("phone", who),
    )
    visits = sightings.select("source", "week").unique().with_columns(outcome=pl.lit("complete"))
    regions = pl.DataFrame(
        [(code, name, f"regio {n % 25}", None) for n, (name, code) in enumerate(places.items())],
        schema=PLACES,
        orient="row",
    )
    return Period(frames.sightings(sightings), frames.measurements(visits), regions, cumulative=True)


def plain(period: Period) -> dict[str, list[int | None]]:
    """Active, new against the previous measurement and closed of probable advertisers, in loops."""
    on: dict[int, set[str]] = defaultdict(set)
    for week, who in period.sightings.select("week", "advertiser").iter_rows():
        on[week].add(who)
    weeks = sorted(on)
    last = {who: week for week in weeks for who in on[week]}
    pairs = list(pairwise(weeks))
    return {
        "active_advertisers": [len(on[week]) for week in weeks],
        "new_previous_advertisers": [None, *(len(on[week] - on[before]) for before, week in pairs)],
        "closed_advertisers": [*(sum(last[who] == week for who in on[week]) for week in weeks[:-1]), None],
    }


def main() -> int:
    with TemporaryDirectory() as folder:
        period = year(Path(folder))
    print(f"{period.sightings.height} sightings, {period.measurements.height} measurements")
    national, series_seconds = _timed(lambda: weekly(period.sightings, period.measurements))
    expected, plain_seconds = _timed(lambda: plain(period))
    same = all(_line(national, name) == figures for name, figures in expected.items())
    made, seconds = _timed(lambda: tables(period))
    figures = sum(frame.height for frame in made.frames.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"national series, 14 measures with bands   {series_seconds:6.2f} s")
    print(f"three of them in plain Python             {plain_seconds:6.2f} s   same figures: {'yes' if same else 'NO'}")
    print(f"all {len(made.frames)} tables, {figures} rows           {seconds:6.2f} s   limit {LIMIT:.0f} s")
    print(f"peak memory {peak:.0f} MB")
    return 0 if same and seconds <= LIMIT else 1


def _line(series: pl.DataFrame, measure: str) -> list[int | None]:
    return series.filter(pl.col("measure") == measure).sort("week")["value"].to_list()


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
