"""A year of observations at study scale, as `peil import` takes them, and the truth beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import polars as pl

from domain.weeks import Week
from sandbox.linked import linked_marks
from sandbox.population import Population
from sandbox.posting import Posting
from sandbox.profile import BASE, Profile


@dataclass(frozen=True, slots=True)
class Size:
    """How large one year is; `totals` are the ads online times weeks, per source."""

    advertisers: int
    weeks: int
    totals: Mapping[str, int]


# The study's 27,866 "probably unique" advertisers and 365,140 ads in 52 weekly measurements; its shares of
# 57, 28 and 14 % leave 1 % to rounding.
STUDY = Size(27_866, 52, MappingProxyType({"sandbox_a": 209_225, "sandbox_b": 103_700, "sandbox_c": 52_215}))
PolarsType = type[pl.DataType] | pl.DataType
COLUMNS: dict[str, PolarsType] = {
    "source": pl.String,
    "code": pl.String,
    "week": pl.String,
    "advertiser": pl.String,
    "phone": pl.String,
    "municipality": pl.String,
    "title": pl.String,
    "text": pl.String,
    "price_hour": pl.Int32,
    "age": pl.Int32,
    "gender": pl.String,
    "work_type": pl.String,
    "origin": pl.String,
}
TRUTH = ("source", "code", "week", "advertiser_id", "planted")


def write_year(
    out: Path,
    truth: Path,
    *,
    seed: int,
    start: Week,
    scale: int = 1,
    profile: Profile = BASE,
    size: Size = STUDY,
) -> Iterator[str]:
    """Writes observations and truth as Parquet, in order of week, source and code; yields progress.

    `scale` is the number of independent years of one `size` put together. Memory grows
    with the versions of texts (57,000 per scale), not with the observations.
    """
    parts, facts = [], []
    for part in range(scale):
        population = Population.invent(
            seed=seed,
            advertisers=size.advertisers,
            weeks=size.weeks,
            start=start,
            profile=profile,
            totals=size.totals,
            part=part,
        )
        parts.append(_versions(population))
        facts.append(_linked(population))
        yield f"deel {part + 1} van {scale}: {len(parts[-1])} versies van advertenties"
    versions, linked = pl.concat(parts, rechunk=False), pl.concat(facts)
    with TemporaryDirectory(dir=out.parent) as folder:
        for week in range(size.weeks):
            rows = _online(versions, start, week)
            rows.select(list(COLUMNS)).write_parquet(Path(folder) / f"rows-{week:02d}.parquet")
            _truth(rows, linked, week).write_parquet(Path(folder) / f"truth-{week:02d}.parquet")
        _join(Path(folder), "rows", out)
        _join(Path(folder), "truth", truth)


def _versions(population: Population) -> pl.DataFrame:
    """One row per version of an ad, with the list of weeks it is online."""
    schema: dict[str, PolarsType] = {
        **{name: kind for name, kind in COLUMNS.items() if name != "week"},
        "advertiser_id": pl.Int64,
        "planted": pl.String,
        "weeks": pl.List(pl.Int32),
    }
    return pl.DataFrame(
        [_row(posting) for posting in population.postings],
        schema=schema,
        orient="row",
    )


def _row(posting: Posting) -> tuple[object, ...]:
    ad = posting.ad
    return (
        ad.source,
        ad.code,
        ad.name,
        ad.phone,
        ad.municipality,
        ad.title,
        ad.text,
        ad.price_hour,
        ad.age,
        ad.gender,
        " ".join(ad.work_types) or None,
        ad.origin,
        ad.advertiser,
        " ".join(ad.planted) or None,
        list(posting.weeks),
    )


def _online(versions: pl.DataFrame, start: Week, week: int) -> pl.DataFrame:
    here = versions.filter(pl.col("weeks").list.contains(week))
    return here.with_columns(week=pl.lit(str(start + week))).sort("source", "code")


def _linked(population: Population) -> pl.DataFrame:
    """What is true of an ad in one week only because of others (see sandbox/linked.py)."""
    rows = [(*key, " ".join(marks)) for key, marks in linked_marks(population).items()]
    schema = {"source": pl.String, "code": pl.String, "offset": pl.Int32, "linked": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _truth(rows: pl.DataFrame, linked: pl.DataFrame, week: int) -> pl.DataFrame:
    here = linked.filter(pl.col("offset") == week)
    joined = rows.join(here, on=["source", "code"], how="left", maintain_order="left")
    planted = pl.concat_str("planted", "linked", separator=" ", ignore_nulls=True)
    return joined.with_columns(planted.replace("", None).alias("planted")).select(TRUTH)


def _join(folder: Path, name: str, out: Path) -> None:
    pl.scan_parquet(folder / f"{name}-*.parquet").sink_parquet(out, compression="zstd", maintain_order=True)
