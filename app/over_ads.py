"""What linking stored and what was just read, as the columns in which facts over several ads are looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from app.nearby import squares
from signals.engine import Fired
from signals.sightings import SIGHTINGS


@dataclass(frozen=True, slots=True)
class Read:
    """What the text rules say of one ad this week."""

    fired: tuple[Fired, ...]
    recruiting: bool
    text_length: int


def sightings(
    past: pl.DataFrame, groups: pl.DataFrame, read: Mapping[str, Read], recruited: frozenset[str], week: int
) -> pl.DataFrame:
    """The columns of signals.sightings.SIGHTINGS: what linking stored, joined to what was just read."""
    phones, texts = (
        groups.filter(pl.col("kind") == kind).select("advertisement", name="group").unique("advertisement", keep="last")
        for kind in ("phone", "template")
    )
    columns = {"advertisement": pl.String(), "_length": pl.Int32(), "_seeks": pl.Boolean()}
    rows = [(name, one.text_length, one.recruiting) for name, one in read.items()]
    said = pl.DataFrame(rows, schema=columns, orient="row").with_columns(week=pl.lit(week, pl.Int32))
    known = pl.Series(sorted(recruited), dtype=pl.String)
    regions = pl.DataFrame(list(squares().items()), schema=["municipality", "region"], orient="row")
    return (
        past.join(phones.rename({"name": "_phone"}), on="advertisement", how="left", maintain_order="left")
        .join(texts.rename({"name": "text_group"}), on="advertisement", how="left", maintain_order="left")
        .join(said, on=["advertisement", "week"], how="left", maintain_order="left")
        .join(regions, on="municipality", how="left", maintain_order="left")
        .with_columns(
            contact="contact_key",
            persona="name_key",
            cluster=pl.coalesce("_phone", "advertiser"),
            text_length=pl.col("_length").fill_null(0),
            recruiting=pl.coalesce("_seeks", pl.col("advertisement").is_in(known.implode())),
            work_types=pl.col("work_types").list.sort().list.join(" "),
        )
        .select(SIGHTINGS.names())
        .cast(SIGHTINGS)
    )
