"""Linking: from what was seen to advertisements, unique ads per measurement and probable advertisers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dedup.columns import columns
from dedup.copies import text_groups
from dedup.corpus import Corpus, gather
from dedup.explain import explain
from dedup.frames import ADVERTISERS, DECISIONS, checked
from dedup.groups import phone_groups, template_groups
from dedup.identity import named
from dedup.judgement import Judgement, judge
from dedup.numbers import mark
from dedup.study import over_time, unique_ads
from dedup.uniques import richest_first, uniques
from dedup.weights import Weights, read_weights
from domain.links import Link, LinkLevel


@dataclass(frozen=True, slots=True)
class Linkage:
    """What linking found; the columns of every frame stand in dedup/frames.py.

    `method` is the version of the weights, `truncated` the number of pairs that big blocks left out.
    """

    advertisements: pl.DataFrame = field(repr=False)
    advertisers: pl.DataFrame = field(repr=False)
    links: pl.DataFrame = field(repr=False)
    uniques: pl.DataFrame = field(repr=False)
    groups: pl.DataFrame = field(repr=False)
    events: pl.DataFrame = field(repr=False)
    method: str
    truncated: int

    def records(self) -> Iterator[Link]:
        """The links and refused merges as domain records."""
        for row in self.links.iter_rows(named=True):
            yield Link(
                row["left"],
                row["right"],
                LinkLevel(row["level"]),
                row["score"],
                tuple(row["reasons"]),
                row["refused"],
            )


def link(
    contents: pl.DataFrame,
    sightings: pl.DataFrame,
    *,
    weights: Weights | None = None,
    previous: pl.DataFrame | None = None,
    decisions: pl.DataFrame | None = None,
) -> Linkage:
    """Link a corpus (frames CONTENTS and SIGHTINGS).

    `previous`: `Linkage.advertisements` of the last run, from which identifiers are kept. `decisions`:
    what people confirmed and revoked (frame DECISIONS); the newest about a pair stands last.
    Raises BadInput when a frame does not fit.
    """
    weights = weights or read_weights()
    corpus = gather(contents, sightings)
    richest = richest_first(corpus.versions)
    with ThreadPoolExecutor() as threads:  # beside the judging, which leaves the interpreter's lock free
        study = threads.submit(_study, corpus, richest)
        of = columns(corpus.versions, corpus.seen, corpus.ads.height)
        copies = threads.submit(text_groups, of)
        judged = judge(of, weights, *_decided(decisions, corpus.ads), texts=_newest_texts(corpus.versions))
    advertisements, events = _advertisements(corpus, judged, study.result(), previous)
    seen, ids = _described(corpus, advertisements), corpus.ads["advertisement"]
    said = corpus.versions.with_columns(advertisements["advertiser"].gather(corpus.versions["ad"]).alias("advertiser"))
    with ThreadPoolExecutor() as threads:
        people = threads.submit(_advertisers, said, advertisements)
        single = threads.submit(uniques, seen, richest)
        phones = threads.submit(phone_groups, seen, said)
        templates = threads.submit(template_groups, seen, copies.result(), advertisements)
        why = explain(judged, ids.to_numpy())
    return Linkage(
        advertisements=advertisements,
        advertisers=people.result(),
        links=why,
        uniques=single.result(),
        groups=pl.concat([phones.result(), templates.result()]),
        events=events,
        method=weights.method,
        truncated=judged.truncated,
    )


def _newest_texts(versions: pl.DataFrame) -> pl.Series:
    kept = versions.select("ad", "redacted").drop_nulls().group_by("ad").last()
    return (
        versions.select("ad")
        .unique(maintain_order=True)
        .join(kept, on="ad", how="left", maintain_order="left")["redacted"]
    )


def _decided(decisions: pl.DataFrame | None, ads: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Confirmed and revoked pairs as left * size + right, sorted; pairs of vanished ads are left out."""
    if decisions is None or decisions.is_empty():
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    number = ads.select("advertisement", "ad")
    known = (
        checked(decisions, DECISIONS, "besluiten")
        .join(number, left_on="left", right_on="advertisement")
        .join(number, left_on="right", right_on="advertisement", suffix="_right")
        .select(
            code=pl.min_horizontal("ad", "ad_right").cast(pl.Int64) * ads.height
            + pl.max_horizontal("ad", "ad_right").cast(pl.Int64),
            same="same",
        )
        .unique("code", keep="last", maintain_order=True)
        .sort("code")
    )
    same = known["same"]
    return known["code"].filter(same).to_numpy(), known["code"].filter(~same).to_numpy()


def _advertisements(
    corpus: Corpus, judged: Judgement, study: pl.DataFrame, previous: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    weeks = corpus.seen.group_by("ad").agg(pl.min("week").alias("first_week"), pl.max("week").alias("last_week"))
    ads = corpus.ads.join(weeks, on="ad", maintain_order="left")
    advertiser, events = named(ads, pl.Series(judged.merged), previous)
    ids = ads["advertisement"]
    found = ads.with_columns(
        advertiser=advertiser,
        strict=ids.gather(judged.strict),
        loose=ids.gather(judged.loose),
    ).join(study, on="ad", maintain_order="left")
    return found.drop("ad"), events


def _study(corpus: Corpus, richest: list[str]) -> pl.DataFrame:
    key = ("contact_key", "municipality", "name_key")
    numbered = corpus.versions.select("source", *(mark(name).alias(name) for name in key))
    observations = corpus.seen.select("week", code="ad").hstack(numbered[corpus.seen["version"]])
    marked = unique_ads(observations, richest)
    labels = marked.select(ad="code", label=over_time(marked)).unique("ad", keep="first", maintain_order=True)
    first = labels.join(corpus.ads.select("ad", "advertisement"), on="ad", maintain_order="left")
    return first.select("ad", study=pl.col("advertisement").first().over("label"))


def _described(corpus: Corpus, advertisements: pl.DataFrame) -> pl.DataFrame:
    """Every sighting with who it is and what linking knows of it."""
    who = corpus.ads.select("ad", "code", "advertisement").with_columns(advertisements["advertiser"])
    known = corpus.versions.select("source", "name_key", "contact_key", "municipality", "content")
    known = known.with_columns(corpus.contents.gather(known["content"]).alias("content"))
    return corpus.seen.join(who, on="ad", maintain_order="left").hstack(known[corpus.seen["version"]])


def _advertisers(said: pl.DataFrame, advertisements: pl.DataFrame) -> pl.DataFrame:
    found = advertisements.group_by("advertiser").agg(
        pl.len().alias("advertisements"), pl.min("first_week"), pl.max("last_week")
    )
    for name, column in (("contacts", "contact_key"), ("names", "name_key"), ("municipalities", "municipality")):
        stated = said.select("advertiser", pl.col(column).alias(name)).drop_nulls().unique().sort("advertiser", name)
        listed = stated.group_by("advertiser", maintain_order=True).agg(name)
        found = found.join(listed, on="advertiser", how="left").with_columns(pl.col(name).fill_null([]))
    return found.sort("advertiser").select(list(ADVERTISERS)).cast(pl.Schema(ADVERTISERS))
