"""Advertisements as arrays of numbers: what comparing and clustering read, without any clear value."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dedup.bands import BANDS, band_words
from dedup.compiled import compiled
from dedup.numbers import numbered, word
from dedup.sketch import BINS

Ints = NDArray[np.int32]
Likes = NDArray[np.float32]
WORK = {"at_home": 1, "escort": 2, "massage": 4}
TEXTS_KEPT = 4  # versions of one ad's text that are compared: the first two and the last two

# What an ad states once, by position in `Columns.facts`; 0 is "not stated" except for source and weeks.
FACTS = ("source", "first", "last", "age_low", "age_high", "price_low", "price_high", "gender", "work", "language")
SOURCE, FIRST, LAST, AGE_LOW, AGE_HIGH, PRICE_LOW, PRICE_HIGH, GENDER, WORK_MASK, LANGUAGES = range(len(FACTS))
# What an ad states several times over its life, by position in `Columns.at`.
LISTS = {"contact_key": 0, "name_key": 1, "name_tokens": 2, "municipality": 3, "sketch": 4}
PHONES, NAMES, TOKENS, PLACES, TEXTS = LISTS.values()


class Columns(NamedTuple):
    """n advertisements (source and code), in a fixed order.

    Values of a list are numbered over all lists together, so that one array says of each how many
    advertisements carry it. Few arrays on purpose: compiled code pays for each one it is handed.
    """

    facts: NDArray[np.int64]  # n x FACTS
    weeks: NDArray[np.uint64]  # n x words: bit w is set when the ad was seen in week w of the corpus
    at: Ints  # LISTS x (n + 1): the values of ad i in list k are values[at[k, i] : at[k, i + 1]], sorted
    values: Ints
    carriers: Ints  # per value: advertisements that carry it; of a phone the distinct names on it
    crowd: Ints  # per value, for phones: most advertisements of one source active in one week
    sketches: NDArray[np.uint64]  # per text: 16 words of 8 bins; row = value - first value of TEXTS
    bands: NDArray[np.uint64]  # band and text of every band of every text, sorted
    likes: Likes  # per text: how many other personas use about the same
    first_text: int


def columns(versions: pl.DataFrame, seen: pl.DataFrame, size: int) -> Columns:
    """Arrays of `size` advertisements.

    `versions`: one row per advertisement (`ad`, 0..size-1) and content, with `source`, CONTENTS' columns
    and `since`, sorted by these two; `seen`: the distinct pairs of `ad` and `week`, sorted.
    """
    week = seen["week"].to_numpy()
    base = int(week.min(initial=2**31 - 1))
    source = versions.group_by("ad", maintain_order=True).agg(pl.first("source"))["source"].rank("dense")
    with ThreadPoolExecutor() as threads:
        facts = threads.submit(_facts, versions, seen, source, base)
        weeks = threads.submit(_weeks, seen["ad"].to_numpy(), week - np.int32(base), size)
        sketches, texts = _distinct_texts(versions)
        words = threads.submit(band_words, sketches)
        lists = [_list(versions, name) for name in ("contact_key", "name_key", "name_tokens", "municipality")]
        at, values, starts = _packed([*lists, _ends(texts)], size)
        phones = slice(starts[PHONES], starts[PHONES + 1])
        crowd = threads.submit(_crowd, lists[PHONES], seen, source, phones.stop)
        carriers = np.bincount(values, minlength=starts[-1]).astype(np.int32)
        carriers[phones] = _names_per_phone(lists[PHONES], lists[NAMES], phones.stop)
        likes = _likes(at, values, starts[TEXTS], words.result(), len(sketches))
    return Columns(
        facts=facts.result(),
        weeks=weeks.result(),
        at=at,
        values=values,
        carriers=carriers,
        crowd=crowd.result(),
        sketches=sketches.view(np.uint64),
        bands=words.result(),
        likes=likes,
        first_text=starts[TEXTS],
    )


def _facts(versions: pl.DataFrame, seen: pl.DataFrame, source: pl.Series, base: int) -> NDArray[np.int64]:
    """Of what can hold one value only, the newest stated one counts; of numbers the lowest and highest."""
    spans = seen.group_by("ad", maintain_order=True).agg(first=pl.min("week") - base, last=pl.max("week") - base)
    tongue = (pl.col("language").rank("dense").cast(pl.Int64) - 1) % 62
    stated = versions.select(
        "ad",
        age=pl.col("age").cast(pl.Int64),
        price=pl.col("price_hour").round().cast(pl.Int64),
        gender=pl.col("gender").rank("dense").cast(pl.Int64),
        work=_work(),
        language=pl.lit(2, pl.Int64).pow(tongue),
    )
    found = stated.group_by("ad", maintain_order=True).agg(
        pl.min("age").alias("age_low"),
        pl.max("age").alias("age_high"),
        pl.min("price").alias("price_low"),
        pl.max("price").alias("price_high"),
        pl.col("gender").drop_nulls().last(),
        pl.col("work").filter(pl.col("work") > 0).last(),
        pl.col("language").bitwise_or(),
    )
    facts = pl.concat([spans, found.drop("ad")], how="horizontal").with_columns(source=source - 1)
    return np.ascontiguousarray(facts.select(FACTS).fill_null(0).to_numpy().astype(np.int64))


def _work() -> pl.Expr:
    held = pl.col("work_types").list
    return pl.sum_horizontal(held.contains(word).fill_null(False).cast(pl.Int64) * bit for word, bit in WORK.items())


def _list(versions: pl.DataFrame, column: str) -> pl.DataFrame:
    """The distinct pairs of `ad` and `value`, sorted; a value is its rank, whatever the order of rows was."""
    held = versions.select("ad", column)
    pairs, firsts = numbered(held.explode(column) if column == "name_tokens" else held, column)
    rank = firsts[column].rank("ordinal").cast(pl.Int32) - 1
    return _distinct(pairs.with_columns(rank.gather(pairs["value"]).alias("value"))).sort(word("ad", "value"))


def _distinct_texts(versions: pl.DataFrame) -> tuple[NDArray[np.uint8], pl.DataFrame]:
    """The distinct sketches as rows of bytes; and which of them each ad used, oldest first."""
    written = versions.filter(pl.col("sketch").bin.size() == BINS).select("ad", "sketch")
    used, texts = numbered(written, "sketch")
    rows = texts["sketch"].bin.reinterpret(dtype=pl.Array(pl.UInt8, BINS), endianness="little").to_numpy()
    return rows, _distinct(used)


def _distinct(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.select("ad", "value").filter(word("ad", "value").is_first_distinct())


def _ends(texts: pl.DataFrame) -> pl.DataFrame:
    """Of each ad's texts the first and the last ones."""
    ad = texts["ad"].to_numpy()
    first, behind = np.searchsorted(ad, ad, side="left"), np.searchsorted(ad, ad, side="right")
    place, half = np.arange(len(ad)), TEXTS_KEPT // 2
    return texts.filter((place < first + half) | (place >= behind - half))


def _packed(lists: list[pl.DataFrame], size: int) -> tuple[Ints, Ints, list[int]]:
    """All lists one after the other, their values numbered through; `starts` has the first of each."""
    at = np.zeros((len(lists), size + 1), dtype=np.int32)
    starts, taken = [0], 0
    for row, pairs in enumerate(lists):
        np.cumsum(np.bincount(pairs["ad"].to_numpy(), minlength=size), out=at[row, 1:])
        at[row] += taken
        taken += pairs.height
        starts.append(starts[-1] + pairs["value"].n_unique())
    values = [pairs["value"].to_numpy() + np.int32(start) for pairs, start in zip(lists, starts, strict=False)]
    return at, np.concatenate(values).astype(np.int32), starts


def _weeks(ad: NDArray[np.uint32], week: Ints, size: int) -> NDArray[np.uint64]:
    bits = np.zeros((size, int(week.max(initial=0)) // 64 + 1), dtype=np.uint64)
    np.bitwise_or.at(bits, (ad, week // 64), np.uint64(1) << (week % 64).astype(np.uint64))
    return bits


def _names_per_phone(phones: pl.DataFrame, names: pl.DataFrame, size: int) -> Ints:
    both = phones.join(names, on="ad", suffix="_name")
    return _per_value(both.group_by("value").agg(pl.n_unique("value_name").alias("n")), size)


def _crowd(phones: pl.DataFrame, seen: pl.DataFrame, source: pl.Series, size: int) -> Ints:
    shared = phones.filter(pl.len().over("value") > 1)
    active = shared.with_columns(source=source.gather(shared["ad"])).join(seen.select("ad", "week"), on="ad")
    weekly = active.group_by("value", "source", "week").len("n")
    return _per_value(weekly.group_by("value").agg(pl.max("n")), size)


def _per_value(counted: pl.DataFrame, size: int) -> Ints:
    result = np.zeros(size, dtype=np.int32)
    result[counted["value"].to_numpy()] = counted["n"].to_numpy()
    return result


def _likes(at: Ints, values: Ints, first_text: int, words: NDArray[np.uint64], size: int) -> Likes:
    """Over the bands of each text the mean number of other personas with that band.

    A band of four bins agrees with probability similarity^4, so this counts near-equal texts as one
    and passing resemblance as almost nothing. A persona is a name, or the advertisement without one.
    """
    counts = np.diff(at[NAMES])
    persona = np.arange(len(counts), dtype=np.int32) + np.int32(len(values))
    persona[counts > 0] = values[at[NAMES, :-1][counts > 0]]
    texts = values[at[TEXTS, 0] :] - first_text
    users = np.repeat(persona, np.diff(at[TEXTS]))[np.argsort(texts, kind="stable")]
    begins = np.concatenate([[0], np.cumsum(np.bincount(texts, minlength=size))])
    return _mean_users(words, begins, users, len(values) + len(counts)) - np.float32(1)


@compiled
def _mean_users(words: NDArray[np.uint64], begins: NDArray[np.int64], users: Ints, personas: int) -> Likes:
    """Per text the mean over its bands of how many personas have a text in that band.

    `words`: band and text of every band, sorted; `users[begins[t] : begins[t + 1]]` are those of text t.
    """
    sums = np.zeros(len(begins) - 1, dtype=np.float32)
    met = np.full(personas, -1, dtype=np.int64)  # the last band in which a persona was counted
    mask, start = np.uint64(0xFFFFFFFF), 0
    for end in range(1, len(words) + 1):
        if end == len(words) or words[end] >> np.uint64(32) != words[start] >> np.uint64(32):
            count = 0
            for word in words[start:end]:
                text = int(word & mask)
                for user in users[begins[text] : begins[text + 1]]:
                    count += met[user] != start
                    met[user] = start
            for word in words[start:end]:
                sums[int(word & mask)] += count
            start = end
    return sums / np.float32(BANDS)
