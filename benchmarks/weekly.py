"""A week of 7,000 ads added to a year in the database: linking at most 1 s, with reading, writing and counting 5 s.

`python -m benchmarks.weekly` imports 51 weeks of the invented year into an installation of its own, links and
counts them, adds the last week, and takes the time of the next link and count; of linking alone the middle of
three. The clusters must be those of a linking from nothing.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import polars as pl

from app import jobs
from app.clock import now
from app.commands.import_file import import_file
from app.house import House, found_house
from benchmarks.linking import FOLDER, corpus
from config.settings import read_settings
from dedup.link import link
from domain.weeks import Week
from storage.frames import linking_input
from storage.linking import load_advertisements, load_decisions

T = TypeVar("T")
LINKING, ALL, EQUAL = 1.0, 5.0, 0.999  # seconds, seconds, share of pairs
RUNS = 3


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = pl.read_parquet(corpus("base", 1, "base")[0])
    weeks = rows["week"].unique().sort()
    with TemporaryDirectory() as folder:
        os.environ["PEIL_HOME"] = folder  # the installation that `peil import` will open
        house = found_house(read_settings())
        for part in (rows.filter(pl.col("week") < weeks[-1]), rows.filter(pl.col("week") == weeks[-1])):
            written = Path(folder) / "part.parquet"
            part.write_parquet(written)
            import_file(written, "meting", "meting", dry_run=False)
            print(f"{part.height} rows added")
            seconds, linking, equal = _week(house, Week.parse(weeks[-1]))
    print(f"linking {linking:.2f} s (limit {LINKING:.0f}); with reading, writing and counting {seconds:.2f} s "
          f"(limit {ALL:.0f}); pairs equal to a full recompute {equal:.4%}")  # fmt: skip
    return 0 if linking <= LINKING and seconds <= ALL and equal >= EQUAL else 1


def _week(house: House, week: Week) -> tuple[float, float, float]:
    """Seconds of link and count as the weekly run does them, of linking alone, and the share of equal pairs."""
    at = now()
    with house.engine.connect() as connection:
        taken = linking_input(connection, house.keyring, now=at, text_kept=house.settings.deployment.retention.text)
        before, decisions = load_advertisements(connection), load_decisions(connection)
    runs = [timed(lambda: link(*taken, previous=before, decisions=decisions)) for _ in range(RUNS)]
    _, seconds = timed(lambda: [print(step(house, week, at)) for step in (jobs.link, jobs.count)])
    linking = sorted(taking for _, taking in runs)[RUNS // 2]
    return seconds, linking, _equal(runs[0][0].advertisements, link(*taken).advertisements)


def _equal(found: pl.DataFrame, full: pl.DataFrame) -> float:
    """The share of pairs of advertisements in one cluster of either that are in one cluster of both."""
    cells = found.select("advertisement", "advertiser").join(
        full.select("advertisement", other="advertiser"), on="advertisement"
    )

    def pairs(*columns: str) -> int:
        sizes = cells.group_by(columns).len()["len"].cast(pl.Int64)
        return int((sizes * (sizes - 1) // 2).sum())

    both = pairs("advertiser", "other")
    return both / (pairs("advertiser") + pairs("other") - both)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
