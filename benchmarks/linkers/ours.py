"""Peilmoment's linking, from clear rows: fingerprints of the texts included, keys left as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.linkers.corpus import SAID, observations
from dedup.columns import columns
from dedup.corpus import gather
from dedup.judgement import judge
from dedup.kernels import sketches
from dedup.weights import read_weights

KEY = bytes(range(16))
PHONE = r"\+?\d[\d\s.\-/()]{6,}\d"


def clusters(path: Path) -> pl.DataFrame:
    contents, seen = _collapsed(observations(path))
    corpus = gather(contents, seen)
    of = columns(corpus.versions, corpus.seen, corpus.ads.height)
    nobody = np.empty(0, dtype=np.int64)
    found = judge(of, read_weights(), nobody, nobody)
    return corpus.ads.select("source", "code", advertiser=pl.Series(found.merged).cast(pl.String))


def _collapsed(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    # One 64-bit word per row, the columns hashed side by side: two of 10^5 contents never meet.
    word = pl.sum_horizontal(pl.col(name).hash(seed) for seed, name in enumerate(("source", "code", *SAID)))
    numbered = rows.with_columns(content=word.cast(pl.String))
    versions = numbered.filter(pl.col("content").is_first_distinct())
    said = pl.concat_str("title", "text", separator="\n").str.replace_all(PHONE, " ")
    written = versions.select(said=said)
    distinct = written.unique(maintain_order=True)
    marks = distinct.with_columns(sketch=sketches(distinct["said"], KEY))
    contents = versions.select(
        "content",
        name_key=pl.col("advertiser").str.to_lowercase(),
        name_tokens=pl.col("advertiser").str.to_lowercase().str.split(" "),
        contact_key="phone",
        municipality="municipality",
        age="age",
        price_hour="price_hour",
        gender="gender",
        work_types=pl.col("work_type").str.split(" "),
        language=pl.lit(None, pl.String),
        sketch=written.join(marks, on="said", maintain_order="left")["sketch"],
        redacted=pl.lit(None, pl.String),
    )
    return contents, numbered.select("source", "code", "week", "content")
