"""From contents and sightings to advertisements over time (the first level of identity)."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl

from dedup.frames import CONTENTS, SIGHTINGS, checked
from dedup.numbers import word
from dedup.sketch import similarity
from domain.errors import BadInput

ABSENCE = 4  # weeks a code must have been gone before it can be someone else's
UNLIKE = 0.15  # similarity under which two texts have nothing to do with each other


class Corpus(NamedTuple):
    """`ads`: number `ad`, id `advertisement`, source, code, incarnation, sorted as blocks want them;
    `versions`: number `version`, one row per ad and content, with `since`; `seen`: distinct ad, week and version.

    `content` is a number here: the row of `contents`, which holds the ids of the contents.
    """

    ads: pl.DataFrame
    versions: pl.DataFrame
    seen: pl.DataFrame
    contents: pl.Series


def gather(contents: pl.DataFrame, sightings: pl.DataFrame) -> Corpus:
    """Number the advertisements of a corpus. Raises BadInput for a sighting of an unknown content."""
    known = checked(contents, CONTENTS, "inhoud").unique("content", keep="first", maintain_order=True)
    seen, codes = _numbered(checked(sightings, SIGHTINGS, "waarnemingen"), known["content"])
    said = seen.group_by("said").agg(pl.first("posting", "content"), since=pl.min("week"), until=pl.max("week"))
    stated = known.with_columns(content=pl.int_range(pl.len(), dtype=pl.UInt32))
    versions = _incarnations(said.join(stated, on="content").sort("posting", "since", "content"))
    key = ["posting", "incarnation"]
    ads = (
        versions.group_by(key, maintain_order=True)
        .agg(pl.first("name_key"), pl.first("municipality"), pl.first("since"))
        .join(codes, on="posting")
        .sort("name_key", "municipality", "since", "source", "code", "incarnation")  # see candidates.WINDOW
        .select("posting", "source", "code", "incarnation")
        .with_row_index("ad")
    )
    with ThreadPoolExecutor() as threads:
        ids = threads.submit(_ids, ads.select("source", "code", "incarnation"))
        versions = versions.join(ads.select("ad", "source", *key), on=key).sort("ad", "since", "content")
        versions = versions.with_row_index("version")
        seen = seen.join(versions.select("said", "ad", "version"), on="said").select("ad", "week", "version")
        seen = seen.sort(word("ad", "week"))
    ads = ads.drop("posting").with_columns(advertisement=ids.result())
    return Corpus(ads, versions.drop("posting", "said"), seen, known["content"])


def _numbered(sightings: pl.DataFrame, contents: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sightings as numbers, one per posting and week, with `said` for posting and content; and each posting's code."""
    place = pl.DataFrame({"content": contents}).with_row_index("at")
    rows = sightings.join(place, on="content", how="left", maintain_order="left")
    if rows["at"].null_count():
        raise BadInput(f"koppelen: {rows['at'].null_count()} waarnemingen verwijzen naar inhoud die er niet is")
    rows = rows.with_columns(mark=pl.col("source").hash(0) + pl.col("code").hash(1))
    codes = rows.filter(pl.col("mark").is_first_distinct()).select("source", "code", "mark").with_row_index("posting")
    numbered = rows.join(codes, on="mark", maintain_order="left").select("posting", "week", content="at")
    seen = numbered.filter(word("posting", "week").is_first_distinct())
    return seen.with_columns(said=word("posting", "content")), codes.drop("mark")


def _ids(ads: pl.DataFrame) -> pl.Series:
    rows = ads.select(pl.concat_str(pl.all(), separator="\x1f")).to_series()
    return pl.Series([hashlib.blake2b(row.encode(), digest_size=8).hexdigest() for row in rows], dtype=pl.String)


def _incarnations(versions: pl.DataFrame) -> pl.DataFrame:
    """A code that comes back with another name, another number and another text is another advertisement.

    Sites give freed codes out again; the study's rule (code + name) keeps those apart too.
    """
    names = versions.group_by("posting").agg(pl.col("name_key").drop_nulls().n_unique().alias("names"))
    renamed = versions.join(names.filter(pl.col("names") > 1), on="posting", how="semi", maintain_order="left")
    turns = [
        (now["posting"], now["content"])
        for before, now in pairwise(renamed.iter_rows(named=True))
        if now["posting"] == before["posting"] and _another(before, now)
    ]
    marks = pl.DataFrame(turns, schema={"posting": pl.UInt32, "content": pl.UInt32}, orient="row")
    marked = versions.join(marks.with_columns(turn=1), on=["posting", "content"], how="left", maintain_order="left")
    number = pl.col("turn").fill_null(0).cum_sum().over("posting") if turns else pl.lit(0)
    return marked.with_columns(incarnation=number.cast(pl.Int32)).drop("turn")


def _another(before: dict[str, Any], now: dict[str, Any]) -> bool:
    return bool(
        now["since"] > before["until"] + ABSENCE
        and before["name_key"]
        and now["name_key"] not in (None, before["name_key"])
        and (now["contact_key"] is None or now["contact_key"] != before["contact_key"])
        and similarity(now["sketch"] or b"", before["sketch"] or b"") < UNLIKE
    )
