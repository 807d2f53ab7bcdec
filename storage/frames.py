"""Whole tables as polars frames, for the rooms that link and count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    select,
    type_coerce,
)

from domain.crawls import Outcome
from domain.weeks import Week
from storage.crawls import counted_though_partial
from storage.keys import Keyring
from storage.tables.ads import contents, sightings
from storage.tables.crawls import crawls
from storage.tables.links import advertisements, uniques

Schema = Mapping[str, pl.DataType]
_TEXT = pl.String()
_BETWEEN = "\x1f"


def linking_input(
    connection: Connection, keyring: Keyring, *, now: datetime, text_kept: timedelta
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Contents and sightings as linking takes them; the columns are those of dedup/frames.py.

    `redacted` is null for texts past their retention, erased or not.
    """
    seen = whole(connection, sightings, {"source": _TEXT, "code": _TEXT, "week": pl.Int32(), "content": pl.Int64()})
    return (
        _contents(connection, keyring, readable_after=now - text_kept),
        seen.with_columns(pl.col("content").cast(pl.String)),
    )


def series_input(connection: Connection) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sightings and measurements as the series take them; the columns are those of trends/frames.py.

    A partial week that a person accepted counts as complete. Call after linking has been saved.
    """
    ads = whole(connection, advertisements, dict.fromkeys(("id", "advertiser", "strict", "loose"), _TEXT))
    studied: Schema = {
        "id": pl.Int64(),
        "municipality": _TEXT,
        "age": pl.Int32(),
        "price_hour": pl.Float64(),
        **dict.fromkeys(("gender", "work_types", "business_words"), _TEXT),
    }
    said = whole(connection, contents, studied).with_columns(_words("work_types"), _words("business_words"))
    key: Schema = {"source": _TEXT, "code": _TEXT, "week": pl.Int32()}
    linked = whole(connection, uniques, {**key, "advertisement": _TEXT, "unique": _TEXT})
    seen = whole(connection, sightings, {**key, "content": pl.Int64()})
    sighted = (
        linked.join(seen, on=["source", "code", "week"])
        .join(ads, left_on="advertisement", right_on="id")
        .join(said, left_on="content", right_on="id")
        .drop("code", "content")
    )
    return sighted, _measurements(connection)


def facts_input(connection: Connection, since: Week) -> pl.DataFrame:
    """Sightings from week `since` on with what linking and the variables say, for facts over several ads.

    Columns advertisement, advertiser, source, code, week (index), contact_key, name_key, municipality,
    age, price_hour, work_types (list).
    """
    columns: Schema = {
        **dict.fromkeys(("advertisement", "advertiser", "source", "code"), pl.String()),
        "week": pl.Int32(),
        **dict.fromkeys(("contact_key", "name_key", "municipality"), pl.String()),
        "age": pl.Int32(),
        "price_hour": pl.Float64(),
        "work_types": pl.String(),
    }
    rows = (
        select(
            uniques.c.advertisement,
            advertisements.c.advertiser,
            uniques.c.source,
            uniques.c.code,
            _index(uniques.c.week),
            contents.c.contact_key,
            contents.c.name_key,
            contents.c.municipality,
            contents.c.age,
            contents.c.price_hour,
            contents.c.work_types,
        )
        .join(advertisements, advertisements.c.id == uniques.c.advertisement)
        .join(sightings, _same_sighting())
        .join(contents, contents.c.id == sightings.c.content)
        .where(uniques.c.week >= since)
    )
    return frame(connection, rows, columns).with_columns(_words("work_types"))


def frame(connection: Connection, rows: Select[*tuple[object, ...]], columns: Schema) -> pl.DataFrame:
    """The rows of a query with exactly these columns and types, also when there are none.

    Read as the driver gives them, which is several times as fast: the query must ask for plain values.
    """
    cursor = connection.execute(rows).cursor
    found = cursor.fetchall() if cursor is not None else []
    values = zip(*found, strict=True) if found else ((),) * len(columns)
    return pl.DataFrame(
        [
            pl.Series(name, held, dtype=pl.Int8() if kind == pl.Boolean else kind).cast(kind)  # SQLite has no booleans
            for (name, kind), held in zip(columns.items(), values, strict=True)
        ]
    )


def whole(connection: Connection, table: Table, columns: Schema) -> pl.DataFrame:
    """Columns of every row of a large table; a week as its index, an empty text as null, no value may hold _BETWEEN.

    The database writes one text, which polars reads on all processors: a third of the time of fetching rows.
    """
    parts = [_written(table.c[name], kind) for name, kind in columns.items()]
    line = reduce(lambda text, part: text.concat(_BETWEEN).concat(part), parts)
    written = connection.execute(select(func.aggregate_strings(line, "\n"))).scalar_one() or ""
    booleans = [name for name, kind in columns.items() if kind == pl.Boolean]
    return pl.read_csv(
        written.encode(),
        has_header=False,
        separator=_BETWEEN,
        quote_char=None,
        new_columns=list(columns),
        schema=dict(columns) | dict.fromkeys(booleans, pl.Int8()),
        raise_if_empty=False,
    ).with_columns(pl.col(booleans).cast(pl.Boolean))


def _written(column: ColumnElement[Any], kind: pl.DataType) -> ColumnElement[str]:
    if kind.is_float():
        column = cast(column, String)
    elif kind != _TEXT:
        column = cast(cast(column, Integer), String)
    return func.coalesce(column, "")


def _contents(connection: Connection, keyring: Keyring, *, readable_after: datetime) -> pl.DataFrame:
    columns: Schema = {
        "id": pl.Int64(),
        **dict.fromkeys(("name_key", "name_tokens", "contact_key", "municipality"), _TEXT),
        "age": pl.Int32(),
        "price_hour": pl.Float64(),
        **dict.fromkeys(("gender", "work_types", "language"), _TEXT),
    }
    sketched: Schema = {"content": pl.Int64(), "sketch": pl.Binary()}
    stored = whole(connection, contents, columns).rename({"id": "content"})
    sketches = frame(connection, select(contents.c.id, contents.c.sketch), sketched)
    texts = _texts(connection, keyring, readable_after)
    return (
        stored.join(sketches, on="content", how="left", maintain_order="left")
        .join(texts, on="content", how="left", maintain_order="left")
        .with_columns(pl.col("content").cast(pl.String), _words("name_tokens"), _words("work_types"))
    )


def _texts(connection: Connection, keyring: Keyring, readable_after: datetime) -> pl.DataFrame:
    """The masked texts that may still be read, `content` and `redacted`."""
    seen_since = exists().where(sightings.c.content == contents.c.id, sightings.c.seen_at >= readable_after)
    rows = select(contents.c.id, contents.c.sealed_text).where(contents.c.sealed_text.is_not(None), seen_since)
    sealed = frame(connection, rows, {"content": pl.Int64(), "sealed": pl.Binary()})
    opened = pl.Series("redacted", [keyring.open(each) for each in sealed["sealed"]], dtype=pl.String)
    return sealed.select("content", opened)


def _measurements(connection: Connection) -> pl.DataFrame:
    outcome = case((counted_though_partial(), Outcome.COMPLETE.value), else_=crawls.c.outcome)
    accepted = case((counted_though_partial(), crawls.c.accepted_because))
    rows = select(crawls.c.source, _index(crawls.c.week), outcome, crawls.c.id, crawls.c.config_digest, accepted)
    names = ("source", "week", "outcome", "crawl", "digest", "accepted")
    return frame(connection, rows, {name: pl.Int32() if name == "week" else pl.String() for name in names})


def _same_sighting() -> ColumnElement[bool]:
    return and_(*(sightings.c[name] == uniques.c[name] for name in ("source", "code", "week")))


def _index(week: ColumnElement[object]) -> ColumnElement[int]:
    return type_coerce(week, Integer)


def _words(column: str) -> pl.Expr:
    # "" is the empty list, not a list with one empty word
    return pl.col(column).fill_null("").str.split(" ").list.filter(pl.element() != "")


def holdings(connection: Connection) -> pl.DataFrame:
    """Every sighting with its phone: source, code, week, contact_key."""
    rows = select(sightings.c.source, sightings.c.code, _index(sightings.c.week), contents.c.contact_key).join(
        contents, contents.c.id == sightings.c.content
    )
    columns = {
        name: pl.Int32() if name == "week" else pl.String() for name in ("source", "code", "week", "contact_key")
    }
    return frame(connection, rows, columns)
