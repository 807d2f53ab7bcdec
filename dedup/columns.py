"""Advertisements as columns of numbers: what comparing and clustering read, without any clear value."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dedup.bands import BANDS, band_keys
from dedup.sketch import BINS

Ints = NDArray[np.int32]
WORK = {"at_home": 1, "escort": 2, "massage": 4}
TEXTS_KEPT = 4  # versions of one ad that are compared: the first two and the last two


class Many(NamedTuple):
    """Several values per advertisement: those of number i stand at `values[at[i] : at[i + 1]]`, sorted."""

    at: Ints
    values: Ints


class Columns(NamedTuple):
    """One entry per advertisement (source and code), in a fixed order; n of them."""

    source: Ints
    first: Ints  # weeks since the first week of the corpus
    last: Ints
    weeks: NDArray[np.uint64]  # n x words: bit w is set when the ad was seen in week w
    phones: Many
    names: Many
    tokens: Many
    places: Many
    texts: Many  # rows of `sketches`
    sketches: NDArray[np.uint64]  # 16 words of 8 bins each
    age_low: Ints  # 0 when the ad states none
    age_high: Ints
    price_low: NDArray[np.float32]  # 0 when the ad states none
    price_high: NDArray[np.float32]
    gender: Ints  # 0 when unknown
    work: Ints  # bit mask, 0 when unknown
    language: NDArray[np.uint64]  # bit mask over the languages of its versions, 0 when unknown
    personas: Ints  # per phone: distinct names on it
    crowd: Ints  # per phone: most advertisements of one source active in one week
    namesakes: Ints  # per name: advertisements that carry it
    sharers: Ints  # per name token: advertisements that carry it
    neighbours: Ints  # per place: advertisements in it
    likes: NDArray[np.float32]  # per text: how many other personas use about the same (sum of similarity^4)


def columns(versions: pl.DataFrame, seen: pl.DataFrame, size: int) -> Columns:
    """Columns of `size` advertisements.

    `versions`: one row per advertisement (`ad`, 0..size-1) and content, with `source`, CONTENTS' columns
    and `since` (its first week); `seen`: the distinct pairs of `ad` and `week`, sorted.
    """
    base = seen["week"].min() or 0
    ads = _per_ad(versions.sort("ad", "since", "content"), seen)
    phones, names = _many(versions, "contact_key", size), _many(versions, "name_key", size)
    tokens = _many(versions.explode("name_tokens"), "name_tokens", size)
    places = _many(versions, "municipality", size)
    texts, sketches = _texts(versions, size)
    source = _ints(ads["source"].rank("dense") - 1)
    return Columns(
        source=source,
        first=_ints(ads["first"] - base),
        last=_ints(ads["last"] - base),
        weeks=_weeks(_ints(seen["ad"]), _ints(seen["week"] - base), size),
        phones=phones,
        names=names,
        tokens=tokens,
        places=places,
        texts=texts,
        sketches=sketches.view(np.uint64),
        age_low=_ints(ads["age_low"]),
        age_high=_ints(ads["age_high"]),
        price_low=ads["price_low"].to_numpy().astype(np.float32),
        price_high=ads["price_high"].to_numpy().astype(np.float32),
        gender=_ints(ads["gender"].rank("dense")),
        work=_ints(ads["work"]),
        language=ads["language"].to_numpy().astype(np.uint64),
        personas=_personas(phones, names),
        crowd=_crowd(seen, source, phones),
        namesakes=_carriers(names),
        sharers=_carriers(tokens),
        neighbours=_carriers(places),
        likes=_likes(texts, names, sketches),
    )


def _per_ad(versions: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """One row per advertisement; of what can hold one value only the newest stated one counts."""
    spans = seen.group_by("ad", maintain_order=True).agg(pl.min("week").alias("first"), pl.max("week").alias("last"))
    tongue = (pl.col("language").rank("dense").cast(pl.UInt64) - 1) % 64
    tongues = versions.select("ad", bit=pl.lit(2, pl.UInt64).pow(tongue)).drop_nulls().unique()
    attributes = (
        versions.with_columns(work=_work())
        .group_by("ad", maintain_order=True)
        .agg(
            pl.first("source"),
            pl.min("age").alias("age_low"),
            pl.max("age").alias("age_high"),
            pl.min("price_hour").alias("price_low"),
            pl.max("price_hour").alias("price_high"),
            pl.col("gender").drop_nulls().last(),
            pl.col("work").last(),
        )
    )
    return (
        spans.join(attributes, on="ad", maintain_order="left")
        .join(tongues.group_by("ad").agg(pl.sum("bit").alias("language")), on="ad", how="left", maintain_order="left")
        .with_columns(pl.col("gender").fill_null("\uffff"))
        .fill_null(0)
    )


def _work() -> pl.Expr:
    held = pl.col("work_types").list
    return pl.sum_horizontal(held.contains(word).fill_null(False).cast(pl.Int32) * bit for word, bit in WORK.items())


def _ints(series: pl.Series) -> Ints:
    return series.fill_null(0).to_numpy().astype(np.int32)


def _many(versions: pl.DataFrame, column: str, size: int) -> Many:
    pairs = versions.select("ad", value=pl.col(column)).drop_nulls().unique()
    pairs = pairs.with_columns(pl.col("value").rank("dense").cast(pl.Int32) - 1).sort("ad", "value")
    return _packed(_ints(pairs["ad"]), _ints(pairs["value"]), size)


def _packed(ads: Ints, values: Ints, size: int) -> Many:
    at = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(ads, minlength=size), out=at[1:])
    return Many(at, values)


def _texts(versions: pl.DataFrame, size: int) -> tuple[Many, NDArray[np.uint8]]:
    written = versions.filter(pl.col("sketch").bin.size() == BINS).sort("ad", "since", "content")
    distinct = written.unique("sketch", keep="first", maintain_order=True).select("sketch").with_row_index("text")
    rows = np.frombuffer(b"".join(distinct["sketch"].to_list()), dtype=np.uint8).reshape(-1, BINS)
    place, count = pl.int_range(pl.len()).over("ad"), pl.len().over("ad")
    kept = (
        written.join(distinct, on="sketch", maintain_order="left")
        .unique(["ad", "text"], keep="first", maintain_order=True)
        .filter((place < TEXTS_KEPT // 2) | (place + TEXTS_KEPT // 2 >= count))
    )
    return _packed(_ints(kept["ad"]), _ints(kept["text"]), size), rows


def _weeks(ad: Ints, week: Ints, size: int) -> NDArray[np.uint64]:
    bits = np.zeros((size, int(week.max(initial=0)) // 64 + 1), dtype=np.uint64)
    np.bitwise_or.at(bits, (ad, week // 64), np.uint64(1) << (week % 64).astype(np.uint64))
    return bits


def _carriers(many: Many) -> Ints:
    return np.bincount(many.values).astype(np.int32)


def pairs_of(many: Many) -> pl.DataFrame:
    """The pairs of advertisement (`ad`) and value (`value`)."""
    ads = np.repeat(np.arange(len(many.at) - 1, dtype=np.int32), np.diff(many.at))
    return pl.DataFrame({"ad": ads, "value": many.values})


def _personas(phones: Many, names: Many) -> Ints:
    """Distinct names per phone; a phone with nameless ads only has none."""
    both = pairs_of(phones).join(pairs_of(names), on="ad", suffix="_name")
    counted = both.group_by("value").agg(pl.n_unique("value_name").alias("names"))
    return _per_value(counted, "names", phones)


def _crowd(seen: pl.DataFrame, source: Ints, phones: Many) -> Ints:
    """Per phone the most advertisements of one source that were active in one week."""
    active = pairs_of(phones).join(seen.select(pl.col("ad").cast(pl.Int32), "week"), on="ad")
    at_once = active.with_columns(source=source[active["ad"].to_numpy()]).group_by("value", "source", "week").len()
    return _per_value(at_once.group_by("value").agg(pl.max("len")), "len", phones)


def _per_value(frame: pl.DataFrame, column: str, many: Many) -> Ints:
    result = np.zeros(int(many.values.max(initial=-1)) + 1, dtype=np.int32)
    result[frame["value"].to_numpy()] = frame[column].to_numpy()
    return result


def _likes(texts: Many, names: Many, sketches: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Over the bands of each text the mean number of other personas with that band.

    A band of four bins agrees with probability similarity^4, so this counts near-equal texts as one
    and passing resemblance as almost nothing. A persona is a name, or the advertisement without one.
    """
    size = len(names.at) - 1
    named = names.at[1:] > names.at[:-1]
    persona = np.arange(size, dtype=np.int64) + len(names.values)
    persona[named] = names.values[names.at[:-1][named]]
    users = np.repeat(persona, np.diff(texts.at))
    keys = band_keys(sketches)
    total = np.zeros(len(sketches), dtype=np.float32)
    for band in range(BANDS):
        _, number = np.unique(keys[:, band], return_inverse=True)
        pairs = np.unique(number[texts.values].astype(np.int64) * (int(users.max(initial=0)) + 1) + users)
        total += np.bincount(pairs // (int(users.max(initial=0)) + 1))[number]
    return total / np.float32(BANDS) - np.float32(1)
