"""From the clear rows of a collection to keyed contents and sightings: what may be stored of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dedup.kernels import sketches
from pipelines.cells import read_age, read_number, read_price, read_week, read_works
from pipelines.gender import read_gender
from pipelines.observe import Keys
from pipelines.place import read_place

MASKS = (
    r"\S+@\S+",  # e-mail
    r"(?i)\b(?:https?://|www\.|wa\.me/|t\.me/)\S+",
    r"@\w{3,}",  # handles
    r"\+?\d[\d\s.\-/()]{6,}\d",  # phone numbers, IBANs
)
"""Enough masking for a fingerprint that cannot be read back; texts that are kept go through `redact`."""


TWICE = "tweede rij voor dezelfde bron, code en week"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong on a line. `refused` says whether the row was left out, or only the value."""

    line: int
    what: str
    refused: bool


@dataclass(frozen=True, slots=True)
class Keyed:
    """What may be stored. `contents` has one row per version of an ad, `sightings` one per ad and week.

    `codes` holds source, keyed code and the clear code, to be sealed: whoever brought the collection
    needs it back in an export.
    """

    contents: pl.DataFrame = field(repr=False)
    sightings: pl.DataFrame = field(repr=False)
    codes: pl.DataFrame = field(repr=False)
    problems: Sequence[Problem]


def keyed(rows: pl.DataFrame, keys: Keys) -> Keyed:
    """Key a collection (columns of `read_collection`). Wrong rows and values are left out and told by line."""
    problems: list[Problem] = []
    rows = _placed_in_time(rows, problems)
    rows = _read(rows, "price_hour", read_price, problems)
    rows = _read(rows, "age", read_age, problems)
    rows = _read(rows, "gender", read_gender, problems)
    rows = _read(rows, "municipality", read_place, problems)
    rows = _read(rows, "work_type", read_works, problems)
    rows = _read(rows, "phone", lambda value: _phone(value, keys), problems).rename({"phone": "contact_key"})
    rows = _read(rows, "code", str, problems, new="clear")
    rows = _coded(rows, keys)
    rows = _content(rows, keys)
    contents = rows.unique("content_hash", keep="first", maintain_order=True)
    return Keyed(
        contents=_fingerprinted(_named(contents, keys), keys),
        sightings=rows.select("source", "code", "week", "content_hash"),
        codes=rows.select("source", "code", "clear").unique(maintain_order=True),
        problems=sorted(problems, key=lambda problem: problem.line),
    )


def _placed_in_time(rows: pl.DataFrame, problems: list[Problem]) -> pl.DataFrame:
    """Rows with a source, a code and a week; of two for one ad and week the first."""
    for name, what in (("source", "geen bron"), ("code", "geen code"), ("week", "geen week")):
        rows = _refuse(rows, pl.col(name).is_null(), what, problems)
    rows = _refuse(rows, ~pl.col("source").str.contains(r"^[\w.\-]{1,60}$"), "bron heeft vreemde tekens", problems)
    rows = _read(rows, "week", read_week, problems, refuse=True)
    double = pl.struct("source", "code", "week").is_first_distinct().not_()
    return _refuse(rows, double, TWICE, problems)


def _refuse(rows: pl.DataFrame, wrong: pl.Expr, what: str, problems: list[Problem]) -> pl.DataFrame:
    marked = rows.with_columns(_wrong=wrong.fill_null(True))
    problems += [Problem(line, what, refused=True) for line in marked.filter("_wrong")["line"]]
    return marked.filter(~pl.col("_wrong")).drop("_wrong")


def _read(
    rows: pl.DataFrame,
    column: str,
    read: Callable[[str], Any],
    problems: list[Problem],
    *,
    new: str | None = None,
    refuse: bool = False,
) -> pl.DataFrame:
    """Read each distinct value once. A value that says nothing known becomes empty, and is told by line."""
    values = rows[column].drop_nulls().unique(maintain_order=True).to_list()
    meaning = pl.DataFrame(
        {column: values, "_read": [read(value) for value in values]}, schema_overrides={column: pl.String}
    )
    joined = rows.join(meaning, on=column, how="left", maintain_order="left")
    lost = joined.filter(pl.col(column).is_not_null() & pl.col("_read").is_null())
    # The value itself stays out: it may be a number or a name in the wrong column.
    problems += [Problem(line, f"{column} is niet te lezen", refused=refuse) for line in lost["line"]]
    kept = joined.filter(pl.col("_read").is_not_null()) if refuse else joined
    return kept.with_columns(pl.col("_read").alias(new or column)).drop("_read")


def _phone(value: str, keys: Keys) -> str | None:
    number = read_number(value)
    return keys.phone(number) if number else None


def _coded(rows: pl.DataFrame, keys: Keys) -> pl.DataFrame:
    ads = rows.select("source", "clear").unique(maintain_order=True)
    return rows.drop("code").join(
        ads.with_columns(code=pl.Series([keys.code(*row) for row in ads.iter_rows()], dtype=pl.String)),
        on=["source", "clear"],
        maintain_order="left",
    )


def _content(rows: pl.DataFrame, keys: Keys) -> pl.DataFrame:
    """A version of an ad is everything it says; its hash is keyed, so that no text can be guessed."""
    said = ["advertiser", "contact_key", "municipality", "title", "text", "price_hour", "age", "gender", "work_type"]
    versions = rows.select("source", "code", *said).unique(maintain_order=True)
    hashes = [keys.content("\x1f".join(map(str, row))) for row in versions.iter_rows()]
    return rows.join(
        versions.with_columns(content_hash=pl.Series(hashes, dtype=pl.String)),
        on=["source", "code", *said],
        nulls_equal=True,
        maintain_order="left",
    )


def _named(contents: pl.DataFrame, keys: Keys) -> pl.DataFrame:
    names = contents["advertiser"].drop_nulls().unique().to_list()
    meaning = pl.DataFrame(
        {
            "advertiser": names,
            "name_key": [keys.name(name) for name in names],
            "name_tokens": [" ".join(keys.tokens(name)) for name in names],
        },
        schema=dict.fromkeys(("advertiser", "name_key", "name_tokens"), pl.String),
    )
    joined = contents.join(meaning, on="advertiser", how="left", maintain_order="left")
    return joined.with_columns(pl.col("name_tokens", "work_type").fill_null(""))


def _fingerprinted(contents: pl.DataFrame, keys: Keys) -> pl.DataFrame:
    written = pl.concat_str("title", "text", separator="\n", ignore_nulls=True)
    for mask in MASKS:
        written = written.str.replace_all(mask, " ")
    said = contents.select("content_hash", "source", written.alias("said"))
    distinct = said.select("said").unique(maintain_order=True)
    marks = distinct.with_columns(sketch=sketches(distinct["said"], keys.sketch_key))
    said = said.join(marks, on="said", maintain_order="left")
    return contents.drop("advertiser", "title", "text", "origin", "clear").with_columns(said["sketch"])
