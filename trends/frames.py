"""The two frames every measure starts from, checked before anything is counted.

`sightings` has one row per ad and measurement, `measurements` one row per visit of a source.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from domain.crawls import Outcome
from domain.errors import BadInput

METHOD = "peil-series-1"
"""Version of the definitions in this room; every figure carries it."""

SIGHTINGS: Mapping[str, pl.DataType] = {
    "source": pl.String(),
    "advertisement": pl.String(),  # one ad over time: source + code
    "advertiser": pl.String(),  # probable advertiser, over sources and time
    "week": pl.Int32(),  # domain.weeks.Week.index
    "unique": pl.String(),  # rows of one week that share this value are one ad over sources
}

STUDIED: Mapping[str, pl.DataType] = {
    "municipality": pl.String(),  # CBS code such as GM0363
    "age": pl.Int32(),  # stated, in years
    "price_hour": pl.Float64(),  # euros per hour
    "gender": pl.String(),  # domain.observations.Gender
    "work_types": pl.List(pl.String()),  # domain.observations.WorkType
    "business_words": pl.List(pl.String()),
    "origin": pl.String(),  # coarse class; absent unless an operator switched it on
    "strict": pl.String(),  # probable advertiser under strict linking (fewer links, more advertisers)
    "loose": pl.String(),  # probable advertiser under loose linking
}
"""Optional columns of `sightings`; an absent one is filled with nulls (no strict or loose: no band)."""

MEASUREMENTS: Mapping[str, pl.DataType] = {
    "source": pl.String(),
    "week": pl.Int32(),
    "outcome": pl.String(),  # domain.crawls.Outcome; several visits in one week are allowed
}

TRACED: Mapping[str, pl.DataType] = {
    "crawl": pl.String(),  # Crawl.id
    "digest": pl.String(),  # digest of the source's configuration
    "accepted": pl.String(),  # why a partial visit counts as complete, in a person's words; null when it was complete
}
"""Optional columns of `measurements`, printed so that a figure can be traced."""


def sightings(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with exactly the columns of SIGHTINGS and STUDIED, one row per week and advertisement.

    Raises BadInput when a required column is missing, has another type or holds an empty cell,
    and when an advertisement stands twice in one week.
    """
    checked = _conform(frame, SIGHTINGS, STUDIED, "waarnemingen")
    double = checked.filter(pl.struct("week", "advertisement").is_duplicated())
    if double.height:
        first = double.row(0, named=True)
        raise BadInput(
            f"waarnemingen: advertentie {first['advertisement']} staat meer dan één keer in week "
            f"{first['week']}; bewaar één rij per advertentie per meting"
        )
    return checked


def measurements(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with exactly the columns of MEASUREMENTS and TRACED. Raises BadInput as `sightings` does."""
    checked = _conform(frame, MEASUREMENTS, TRACED, "metingen")
    known = [outcome.value for outcome in Outcome]
    odd = checked.filter(~pl.col("outcome").is_in(known))
    if odd.height:
        raise BadInput(f"metingen: uitkomst {odd['outcome'][0]!r} bestaat niet; kies uit {', '.join(known)}")
    return checked


def _conform(
    frame: pl.DataFrame, required: Mapping[str, pl.DataType], optional: Mapping[str, pl.DataType], name: str
) -> pl.DataFrame:
    absent = [column for column in required if column not in frame.columns]
    if absent:
        raise BadInput(f"{name}: kolom {', '.join(absent)} ontbreekt; nodig zijn {', '.join(required)}")
    columns = {**required, **optional}
    try:
        typed = frame.select(
            (pl.col(column) if column in frame.columns else pl.lit(None)).cast(kind).alias(column)
            for column, kind in columns.items()
        )
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"{name}: een kolom heeft het verkeerde type ({error})") from error
    for column in required:
        if typed[column].null_count():
            row = typed[column].is_null().arg_max()
            raise BadInput(f"{name}: rij {row} heeft geen {column}; vul de cel of laat de rij weg")
    return typed
