"""Municipalities and regions: one fixed division per period, and inhabitants only where someone gave them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from domain.errors import BadInput

PLACES = pl.Schema({"municipality": pl.String(), "name": pl.String(), "region": pl.String(), "population": pl.Int64()})
"""One row per municipality of the division; region and population may be null."""


def read_places(path: Path) -> pl.DataFrame:
    """PLACES from a CSV with columns municipality and name, and perhaps region and population.

    Raises BadInput naming the line of a missing, doubled or unreadable value.
    """
    try:
        raw = pl.read_csv(path, infer_schema=False, comment_prefix="#")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadInput(f"{path}: geen leesbare CSV ({error})") from error
    absent = {"municipality", "name"} - set(raw.columns)
    if absent:
        raise BadInput(f"{path}:1: kolom {', '.join(sorted(absent))} ontbreekt")
    columns = [pl.col(n) if n in raw.columns else pl.lit(None, pl.String).alias(n) for n in PLACES]
    text = raw.select(columns)
    for number, row in enumerate(text.iter_rows(named=True), start=2):
        if not (row["municipality"] or "").startswith("GM"):
            raise BadInput(f"{path}:{number}: {row['municipality']!r} is geen gemeentecode zoals GM0363")
        if row["population"] is not None and not row["population"].isdecimal():
            raise BadInput(f"{path}:{number}: inwonertal {row['population']!r} is geen heel getal")
    if text["municipality"].is_duplicated().any():
        double = text.filter(pl.col("municipality").is_duplicated())["municipality"][0]
        raise BadInput(f"{path}: {double} staat er meer dan één keer; houd één indeling aan")
    return text.cast(PLACES)


def in_regions(sightings: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """`sightings` with a column region, null where the division has none."""
    return sightings.join(places.select("municipality", "region"), on="municipality", how="left")


def per_100_000(table: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """A municipality TABLE with name, population and `rate`: mean ads per 100,000 inhabitants.

    The rate is null where no population was imported. Regioplan 2021, gemeenten: Amsterdam 644, Rotterdam
    462, Boxmeer 389 per 100,000 - over a whole year, so not to be compared with a mean measurement.
    """
    known = table.join(
        places.select("municipality", "name", "population"), left_on="category", right_on="municipality", how="left"
    )
    people = pl.when(pl.col("population") > 0).then(pl.col("population"))
    return known.with_columns(rate=pl.col("mean") / people * 100_000)
