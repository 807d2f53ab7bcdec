"""From contents and sightings to advertisements over time (the first level of identity)."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import polars as pl

from dedup.frames import CONTENTS, SIGHTINGS, checked
from dedup.sketch import similarity
from domain.errors import BadInput


class Corpus(NamedTuple):
    """`ads`: number `ad`, id `advertisement`, source, code, incarnation, sorted as blocks want them;
    `versions`: one row per ad and content, with `since`; `seen`: distinct ad, week and content.
    """

    ads: pl.DataFrame
    versions: pl.DataFrame
    seen: pl.DataFrame


def gather(contents: pl.DataFrame, sightings: pl.DataFrame) -> Corpus:
    """Number the advertisements of a corpus. Raises BadInput for a sighting of an unknown content."""
    known = checked(contents, CONTENTS, "inhoud").unique("content", keep="first", maintain_order=True)
    seen = checked(sightings, SIGHTINGS, "waarnemingen").unique(["source", "code", "week"], keep="first")
    versions = seen.group_by("source", "code", "content").agg(
        pl.min("week").alias("since"), pl.max("week").alias("until")
    )
    strange = versions.join(known, on="content", how="anti")
    if strange.height:
        raise BadInput(f"koppelen: {strange.height} waarnemingen verwijzen naar inhoud die er niet is")
    versions = _incarnations(versions.join(known, on="content").sort("source", "code", "since", "content"))
    key = ["source", "code", "incarnation"]
    ads = (
        versions.group_by(key, maintain_order=True)
        .agg(pl.first("name_key"), pl.first("municipality"), pl.first("since"))
        .sort("name_key", "municipality", "since", *key)  # neighbours in a big block are then alike
        .select(key)
        .with_row_index("ad")
    )
    ads = ads.with_columns(advertisement=_ids(ads))
    versions = versions.join(ads.select("ad", *key), on=key).sort("ad", "since", "content")
    where = versions.select("ad", "source", "code", "content")
    return Corpus(ads, versions, seen.join(where, on=["source", "code", "content"]).sort("ad", "week"))


def _ids(ads: pl.DataFrame) -> pl.Series:
    rows = ads.select("source", "code", "incarnation").iter_rows()
    return pl.Series(
        [hashlib.blake2b("\x1f".join(map(str, row)).encode(), digest_size=8).hexdigest() for row in rows],
        dtype=pl.String,
    )


def _incarnations(versions: pl.DataFrame) -> pl.DataFrame:
    """A code that comes back with another name, another number and another text is another advertisement.

    Sites give freed codes out again; the study's rule (code + name) keeps those apart too.
    """
    before = {
        name: pl.col(name).shift().over("source", "code") for name in ("name_key", "contact_key", "sketch", "until")
    }
    turned = (
        (pl.col("name_key") != before["name_key"])
        & (pl.col("contact_key").ne_missing(before["contact_key"]))
        & (pl.col("since") > before["until"])
    ).fill_null(False)
    marked = versions.with_columns(turned=turned, earlier=before["sketch"])
    other = [
        similar < 0.15
        for similar in (
            similarity(now or b"", then or b"")
            for now, then in marked.filter("turned").select("sketch", "earlier").iter_rows()
        )
    ]
    rows = (
        marked.with_row_index("row")
        .filter("turned")
        .select("row")
        .with_columns(other=pl.Series(other, dtype=pl.Boolean))
    )
    fresh = marked.with_row_index("row").join(rows, on="row", how="left", maintain_order="left")
    number = pl.col("other").fill_null(False).cast(pl.Int32).cum_sum().over("source", "code")
    return fresh.with_columns(incarnation=number).drop("row", "turned", "earlier", "other")
