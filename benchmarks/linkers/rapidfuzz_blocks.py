"""The usual hand-made linker: blocks by phone and by name and place, RapidFuzz on text, fixed rules."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from rapidfuzz import fuzz, process

from benchmarks.linkers.corpus import observations, postings
from benchmarks.linkers.joined import joined

BLOCKS = (["phone"], ["advertiser", "municipality"], ["municipality", "age", "price_hour"])
BIGGEST = 80


def clusters(path: Path) -> pl.DataFrame:
    ads = postings(observations(path)).with_row_index("ad")
    pairs = pl.concat([_block(ads, key) for key in BLOCKS]).unique(maintain_order=True)
    text = ads["text"].fill_null("")
    alike = process.cpdist(
        text.gather(pairs["ad"]).to_list(), text.gather(pairs["ad_right"]).to_list(), scorer=fuzz.ratio, workers=-1
    )
    left, right = ads[pairs["ad"].to_list()], ads[pairs["ad_right"].to_list()]
    same = {name: (left[name] == right[name]).fill_null(False).to_numpy() for name in ("phone", "advertiser", "age")}
    name_and_age = same["advertiser"] & same["age"]
    links = (same["phone"] & (same["advertiser"] | (alike >= 85))) | (name_and_age & (alike >= 60)) | (alike >= 92)
    return joined(ads, pairs["ad"].to_numpy()[links], pairs["ad_right"].to_numpy()[links])


def _block(ads: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    held = ads.drop_nulls(key).filter(pl.len().over(key) <= BIGGEST).select("ad", *key)
    return held.join(held, on=key).filter(pl.col("ad") < pl.col("ad_right")).select("ad", "ad_right")
