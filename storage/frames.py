"""Whole tables as polars frames, for the rooms that link and count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import polars as pl
from sqlalchemy import ColumnElement, Connection, Integer, Select, and_, case, func, select, type_coerce

from domain.crawls import Outcome
from domain.weeks import Week
from storage.keys import Keyring
from storage.tables.ads import contents, sightings
from storage.tables.base import Moment
from storage.tables.crawls import crawls
from storage.tables.links import advertisements, uniques

Schema = Mapping[str, pl.DataType]


def linking_input(
    connection: Connection, keyring: Keyring, *, now: datetime, text_kept: timedelta
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Contents and sightings as linking takes them; the columns are those of dedup/frames.py.

    `redacted` is null for texts past their retention, erased or not.
    """
    return (
        _contents(connection, keyring, readable_after=now - text_kept),
        frame(
            connection,
            select(sightings.c.source, sightings.c.code, _index(sightings.c.week), sightings.c.content),
            {"source": pl.String(), "code": pl.String(), "week": pl.Int32(), "content": pl.Int64()},
        ).with_columns(pl.col("content").cast(pl.String)),
    )


def series_input(connection: Connection) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sightings and measurements as the series take them; the columns are those of trends/frames.py.

    A partial week that a person accepted counts as complete. Call after linking has been saved.
    """
    seen = (
        select(
            uniques.c.source,
            uniques.c.advertisement,
            advertisements.c.advertiser,
            _index(uniques.c.week),
            uniques.c.unique,
            contents.c.municipality,
            contents.c.age,
            contents.c.price_hour,
            contents.c.gender,
            contents.c.work_types,
            contents.c.business_words,
            advertisements.c.strict,
            advertisements.c.loose,
        )
        .join(advertisements, advertisements.c.id == uniques.c.advertisement)
        .join(sightings, _same_sighting())
        .join(contents, contents.c.id == sightings.c.content)
    )
    columns: Schema = {
        **dict.fromkeys(("source", "advertisement", "advertiser"), pl.String()),
        "week": pl.Int32(),
        **dict.fromkeys(("unique", "municipality"), pl.String()),
        "age": pl.Int32(),
        "price_hour": pl.Float64(),
        **dict.fromkeys(("gender", "work_types", "business_words", "strict", "loose"), pl.String()),
    }
    sighted = frame(connection, seen, columns).with_columns(_words("work_types"), _words("business_words"))
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
    """The rows of a query with exactly these columns and types, also when there are none."""
    return pl.DataFrame(connection.execute(rows).fetchall(), schema=dict(columns), orient="row")


def _contents(connection: Connection, keyring: Keyring, *, readable_after: datetime) -> pl.DataFrame:
    last_seen = (
        select(sightings.c.content, func.max(sightings.c.seen_at).label("last_seen"))
        .group_by(sightings.c.content)
        .subquery()
    )
    rows = select(
        contents.c.id,
        contents.c.name_key,
        contents.c.name_tokens,
        contents.c.contact_key,
        contents.c.municipality,
        contents.c.age,
        contents.c.price_hour,
        contents.c.gender,
        contents.c.work_types,
        contents.c.language,
        contents.c.sketch,
        contents.c.sealed_text,
        type_coerce(last_seen.c.last_seen, Moment).label("last_seen"),
    ).join(last_seen, last_seen.c.content == contents.c.id)
    stored = frame(
        connection,
        rows,
        {
            "content": pl.Int64(),
            **dict.fromkeys(("name_key", "name_tokens", "contact_key", "municipality"), pl.String()),
            "age": pl.Int32(),
            "price_hour": pl.Float64(),
            **dict.fromkeys(("gender", "work_types", "language"), pl.String()),
            **dict.fromkeys(("sketch", "sealed_text"), pl.Binary()),
            "last_seen": pl.Datetime("us", "UTC"),
        },
    )
    texts = [
        keyring.open(sealed) if sealed and last_seen >= readable_after else None
        for sealed, last_seen in stored.select("sealed_text", "last_seen").iter_rows()
    ]
    return stored.drop("sealed_text", "last_seen").with_columns(
        pl.col("content").cast(pl.String),
        _words("name_tokens"),
        _words("work_types"),
        redacted=pl.Series(texts, dtype=pl.String),
    )


def _measurements(connection: Connection) -> pl.DataFrame:
    outcome = case((crawls.c.accepted_by.is_not(None), Outcome.COMPLETE.value), else_=crawls.c.outcome)
    rows = select(crawls.c.source, _index(crawls.c.week), outcome, crawls.c.id, crawls.c.config_digest)
    names = ("source", "week", "outcome", "crawl", "digest")
    return frame(connection, rows, {name: pl.Int32() if name == "week" else pl.String() for name in names})


def _same_sighting() -> ColumnElement[bool]:
    return and_(*(sightings.c[name] == uniques.c[name] for name in ("source", "code", "week")))


def _index(week: ColumnElement[object]) -> ColumnElement[int]:
    return type_coerce(week, Integer)


def _words(column: str) -> pl.Expr:
    # "" is the empty list, not a list with one empty word
    return pl.col(column).str.split(" ").list.filter(pl.element() != "")


def holdings(connection: Connection) -> pl.DataFrame:
    """Every sighting with its phone: source, code, week, contact_key."""
    rows = select(sightings.c.source, sightings.c.code, _index(sightings.c.week), contents.c.contact_key).join(
        contents, contents.c.id == sightings.c.content
    )
    columns = {
        name: pl.Int32() if name == "week" else pl.String() for name in ("source", "code", "week", "contact_key")
    }
    return frame(connection, rows, columns)
