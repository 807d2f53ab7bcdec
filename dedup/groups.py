"""Facts for signals: phones that several advertisers share, and texts that several advertisers copy.

Neither is a link. The innocent explanation comes first: duos, agencies, a friend who answers, a
template that a site offers.
"""

from __future__ import annotations

import hashlib

import polars as pl

from dedup.columns import Ints
from dedup.frames import GROUPS

_TEMPLATE = 3  # advertisers with about the same text, from which it counts as a template


def phone_groups(seen: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Phones on which more than one probable advertiser advertised, as a frame of GROUPS.

    `seen`: ad (number), advertisement, advertiser, week, contact_key, name_key, municipality;
    `said`: the same of every version of an ad, which are far fewer, without weeks.
    """
    several = pl.min("advertiser") != pl.max("advertiser")
    shared = said.drop_nulls("contact_key").group_by(group="contact_key").agg(several=several).filter("several")
    known = seen.rename({"contact_key": "group"}).join(shared, on="group", how="semi")
    return _facts(known, "phone", 2, contact="group")


def template_groups(seen: pl.DataFrame, label: Ints, advertisements: pl.DataFrame) -> pl.DataFrame:
    """About equal texts of three or more probable advertisers, as a frame of GROUPS.

    `label`: per advertisement its group of texts (dedup/copies.py), `advertisements`: those, in order.
    """
    labelled = advertisements.select("advertisement", "advertiser").with_row_index("ad").with_columns(_label=label)
    several = labelled.filter(pl.col("_label").is_duplicated())
    members = several.filter(pl.n_unique("advertiser").over("_label") >= _TEMPLATE)
    names = members.group_by("_label").agg(pl.col("advertisement").min().alias("_first"))
    names = names.with_columns(group=pl.col("_first").map_elements(_digest, return_dtype=pl.String))
    marked = seen.join(members.join(names, on="_label").select("ad", "group"), on="ad")
    return _facts(marked, "template", _TEMPLATE, contact="contact_key")


def _facts(seen: pl.DataFrame, kind: str, least: int, contact: str) -> pl.DataFrame:
    weekly = seen.group_by("group", "week").agg(pl.n_unique("advertiser").alias("at_once"))
    facts = seen.group_by("group").agg(
        pl.col("advertisement").unique().sort().alias("advertisements"),
        pl.n_unique("advertiser").alias("advertisers"),
        pl.col("name_key").drop_nulls().n_unique().alias("names"),
        pl.col("municipality").drop_nulls().n_unique().alias("municipalities"),
        pl.col(contact).drop_nulls().n_unique().alias("contacts"),
        pl.min("week").alias("first_week"),
        pl.max("week").alias("last_week"),
    )
    return (
        facts.filter(pl.col("advertisers") >= least)
        .join(weekly.group_by("group").agg(pl.max("at_once")), on="group")
        .with_columns(kind=pl.lit(kind))
        .select(list(GROUPS))
        .cast(pl.Schema(GROUPS))
        .sort("group")
    )


def _digest(advertisement: str) -> str:
    return hashlib.blake2b(advertisement.encode(), digest_size=8, person=b"template").hexdigest()
