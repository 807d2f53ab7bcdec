"""Keeps what linking found. Only rows that changed are written, so a weekly run touches little."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

import polars as pl
from sqlalchemy import Connection, Integer, Table, and_, bindparam, insert, select, type_coerce

from domain.errors import BadInput
from domain.links import Link, LinkLevel
from storage.audit import append
from storage.frames import frame, whole
from storage.tables.base import WeekNumber
from storage.tables.links import advertisements, groups, identity_events, link_decisions, links, uniques
from storage.upsert import BATCH

_TEXT = pl.String()
_ADVERTISEMENTS: Mapping[str, pl.DataType] = {
    "id": _TEXT,
    "source": _TEXT,
    "code": _TEXT,
    "incarnation": pl.Int32(),
    "first_week": pl.Int32(),
    "last_week": pl.Int32(),
    **dict.fromkeys(("advertiser", "strict", "loose", "study"), _TEXT),
}
_UNIQUES: Mapping[str, pl.DataType] = {
    "source": _TEXT,
    "code": _TEXT,
    "week": pl.Int32(),
    "advertisement": _TEXT,
    "unique": _TEXT,
    "kept": pl.Boolean(),
}
_GROUPS: Mapping[str, pl.DataType] = dict.fromkeys(("kind", "group", "advertisement"), _TEXT)


class Linked(Protocol):
    """What linking found, as dedup/link.py gives it; the columns of the frames are those of dedup/frames.py."""

    @property
    def advertisements(self) -> pl.DataFrame: ...
    @property
    def uniques(self) -> pl.DataFrame: ...
    @property
    def links(self) -> pl.DataFrame: ...
    @property
    def groups(self) -> pl.DataFrame: ...
    @property
    def events(self) -> pl.DataFrame: ...
    @property
    def method(self) -> str: ...


def save_linkage(connection: Connection, found: Linked, at: datetime) -> None:
    """Store a linking. The newest is what stands; events tell how identifiers moved."""
    known = whole(connection, advertisements, _ADVERTISEMENTS)
    _replace(connection, advertisements, known, found.advertisements.rename({"advertisement": "id"}), ("id",))
    _replace(connection, uniques, whole(connection, uniques, _UNIQUES), found.uniques, ("source", "code", "week"))
    members = found.groups.select("kind", "group", advertisement="advertisements").explode("advertisement").unique()
    _replace(connection, groups, _stored(connection, groups, _GROUPS), members, tuple(_GROUPS))
    connection.execute(links.delete().where(links.c.method == found.method))
    _insert(connection, links, [_link_row(row, found.method) for row in found.links.iter_rows(named=True)])
    moved = [_event_row(row, found.method, at) for row in found.events.iter_rows(named=True)]
    _insert(connection, identity_events, moved)


def load_advertisements(connection: Connection) -> pl.DataFrame:
    """The advertisements that stand, with the columns of dedup/frames.py."""
    return whole(connection, advertisements, _ADVERTISEMENTS).rename({"id": "advertisement"})


def load_decisions(connection: Connection) -> pl.DataFrame:
    """Links that a person confirmed or revoked for good: left, right, same."""
    rows = select(link_decisions.c.left_ad, link_decisions.c.right_ad, link_decisions.c.same).order_by(
        link_decisions.c.at
    )
    return frame(connection, rows, {"left": _TEXT, "right": _TEXT, "same": pl.Boolean()})


def save_decision(
    connection: Connection, left: str, right: str, *, same: bool, by: str, note: str, at: datetime
) -> None:
    """A person confirms or revokes a link for good. Raises BadInput for an advertisement that is not there."""
    known = set(connection.execute(select(advertisements.c.id).where(advertisements.c.id.in_([left, right]))).scalars())
    unknown = [each for each in (left, right) if each not in known]
    if unknown or left == right:
        raise BadInput(f"geen paar van twee bestaande advertenties: {', '.join(unknown) or left}")
    left, right = sorted((left, right))
    row = {"id": uuid4().hex, "left_ad": left, "right_ad": right, "same": same, "by": by, "at": at, "note": note}
    connection.execute(insert(link_decisions).values(**row))
    append(connection, by, "confirm link" if same else "revoke link", f"{left} {right}", {"note": note}, at)


def load_groups(connection: Connection) -> pl.DataFrame:
    """Membership of groups that share a number or a text: kind, group, advertisement."""
    return frame(connection, select(groups.c.kind, groups.c.group, groups.c.advertisement), _GROUPS)


def load_links(connection: Connection, advertisement: str) -> list[Link]:
    """Every link and refused merge of one advertisement, strongest first."""
    mine = (links.c.left_ad == advertisement) | (links.c.right_ad == advertisement)
    rows = connection.execute(select(links).where(mine).order_by(links.c.score.desc()))
    return [
        Link(row.left_ad, row.right_ad, LinkLevel(row.level), row.score, tuple(json.loads(row.reasons)), row.refused)
        for row in rows
    ]


def _stored(connection: Connection, table: Table, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return frame(connection, select(*(_plain(table, name) for name in columns)), columns)


def _replace(
    connection: Connection, table: Table, stored: pl.DataFrame, wanted: pl.DataFrame, key: tuple[str, ...]
) -> None:
    """Make the rows of `table` those of `wanted`; what is already there stays untouched."""
    wanted = wanted.select(pl.col(name).cast(kind) for name, kind in stored.schema.items())
    here, there = _marks(stored), _marks(wanted)
    stale = stored.filter(~here.is_in(there.implode()))
    same_key = and_(*(table.c[name] == bindparam(f"k_{name}") for name in key))
    rows = stale.select(pl.col(name).alias(f"k_{name}") for name in key).to_dicts()
    for start in range(0, len(rows), BATCH):
        connection.execute(table.delete().where(same_key), rows[start : start + BATCH])
    _insert(connection, table, wanted.filter(~there.is_in(here.implode())).to_dicts())


def _marks(rows: pl.DataFrame) -> pl.Series:
    """A 64-bit word per row: comparing those of a year takes a tenth of comparing the rows."""
    return rows.select(pl.sum_horizontal(pl.col(name).hash(at) for at, name in enumerate(rows.columns))).to_series()


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        connection.execute(insert(table), rows[start : start + BATCH])


def _plain(table: Table, name: str) -> Any:
    column = table.c[name]
    return type_coerce(column, Integer) if isinstance(column.type, WeekNumber) else column


def _link_row(row: Mapping[str, Any], method: str) -> dict[str, Any]:
    return {
        "left_ad": row["left"],
        "right_ad": row["right"],
        "level": row["level"],
        "score": row["score"],
        "reasons": json.dumps(row["reasons"], ensure_ascii=False),
        "refused": row["refused"],
        "method": method,
    }


def _event_row(row: Mapping[str, Any], method: str, at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "kind": row["kind"],
        "old": row["old"],
        "new": row["new"],
        "advertisements": json.dumps(row["advertisements"]),
        "method": method,
    }


def load_identities(connection: Connection) -> pl.DataFrame:
    """Per source, code and week the advertisement and the probable advertiser that stand."""
    seen = whole(connection, uniques, {"source": _TEXT, "code": _TEXT, "week": pl.Int32(), "advertisement": _TEXT})
    who = whole(connection, advertisements, {"id": _TEXT, "advertiser": _TEXT})
    return seen.join(who, left_on="advertisement", right_on="id").select(
        "source", "code", "week", "advertisement", "advertiser"
    )


def load_all_links(connection: Connection) -> pl.DataFrame:
    """Every link and refused merge, with the columns of dedup/frames.py."""
    rows = select(links.c.left_ad, links.c.right_ad, links.c.level, links.c.score, links.c.reasons, links.c.refused)
    names = ("left", "right", "level", "score", "reasons", "refused")
    stored = frame(connection, rows, {name: pl.Float64() if name == "score" else _TEXT for name in names})
    return stored.with_columns(pl.col("reasons").str.json_decode(pl.List(pl.String)))
