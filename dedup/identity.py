"""Identifiers that stay: a cluster keeps the name it had, and every split or merge is told."""

from __future__ import annotations

import hashlib

import polars as pl

from dedup.frames import EVENTS


def named(ads: pl.DataFrame, cluster: pl.Series, previous: pl.DataFrame | None) -> tuple[pl.Series, pl.DataFrame]:
    """Advertiser ids for `cluster` (a number per row of `ads`), and the events since `previous`.

    `ads`: advertisement and first_week. `previous`: advertisement and advertiser of the last linking.
    A cluster keeps the id that most of its advertisements had; an id goes to the cluster that holds
    most of it; what is left over is named after its first advertisement.
    """
    marked = ads.select("advertisement", "first_week").with_columns(cluster=cluster)
    if previous is None or previous.is_empty():
        fresh = _fresh(marked)
        return marked.join(fresh, on="cluster", maintain_order="left")["new"].alias("advertiser"), _events([])
    held = marked.join(previous.select("advertisement", old="advertiser"), on="advertisement", how="left")
    kept = _kept(held)
    fresh = _fresh(marked.join(kept, on="cluster", how="anti"))
    ids = pl.concat([kept.rename({"old": "id"}), fresh.select("cluster", id=_unused("new", previous))])
    told = held.join(ids, on="cluster")
    result = marked.join(ids, on="cluster", maintain_order="left")["id"].alias("advertiser")
    return result, _told(told)


def _fresh(marked: pl.DataFrame) -> pl.DataFrame:
    """An id for each cluster, after its first advertisement."""
    founders = marked.sort("first_week", "advertisement").unique("cluster", keep="first", maintain_order=True)
    ids = [_id(founder) for founder in founders["advertisement"]]
    return founders.select("cluster", new=pl.Series(ids, dtype=pl.String))


def _kept(held: pl.DataFrame) -> pl.DataFrame:
    """Which cluster keeps which old id: largest overlap first, each side once."""
    shares = held.drop_nulls("old").group_by("cluster", "old").len()
    alone = ~pl.col("cluster").is_duplicated() & ~pl.col("old").is_duplicated()
    contested = shares.filter(~alone).sort(["len", "old", "cluster"], descending=[True, False, False])
    return pl.concat([shares.filter(alone).select("cluster", "old"), _won(contested)])


def _won(shares: pl.DataFrame) -> pl.DataFrame:
    taken: set[str] = set()
    kept: dict[int, str] = {}
    for cluster, old, _ in shares.iter_rows():
        if old not in taken and cluster not in kept:
            kept[cluster] = old
            taken.add(old)
    return pl.DataFrame(
        {"cluster": list(kept), "old": list(kept.values())},
        schema_overrides={"cluster": shares["cluster"].dtype, "old": pl.String},
    )


def _unused(column: str, previous: pl.DataFrame) -> pl.Expr:
    """A fresh id that an older cluster already carries gets a suffix: ids are never used twice."""
    used = previous["advertiser"].unique().implode()
    return pl.when(pl.col(column).is_in(used)).then(pl.col(column) + "s").otherwise(pl.col(column))


def _told(held: pl.DataFrame) -> pl.DataFrame:
    moved = held.filter(pl.col("old").is_null() | (pl.col("old") != pl.col("id")))
    still = held["id"].unique().implode()
    kind = (
        pl.when(pl.col("old").is_null())
        .then(pl.lit("new"))
        .when(pl.col("old").is_in(still))
        .then(pl.lit("split"))
        .otherwise(pl.lit("merge"))
    )
    known = held.drop_nulls("old")["id"].unique().implode()
    rows = moved.with_columns(kind=kind).filter((pl.col("kind") != "new") | ~pl.col("id").is_in(known))
    grouped = rows.group_by("kind", "old", "id").agg(pl.col("advertisement").sort())
    return (
        grouped.select("kind", "old", new="id", advertisements="advertisement")
        .sort("kind", "old", "new")
        .cast(pl.Schema(EVENTS))
    )


def _events(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(EVENTS))


def _id(advertisement: str) -> str:
    return hashlib.blake2b(advertisement.encode(), digest_size=8, person=b"advertiser").hexdigest()
