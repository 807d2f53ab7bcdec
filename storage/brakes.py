"""Who let an offer go on although many opted out, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from domain.outreach import BrakeRelease
from storage.audit import append
from storage.tables.outreach import brake_releases


def save_release(connection: Connection, release: BrakeRelease) -> None:
    """Store a person's decision; figures of this template count anew from now on."""
    connection.execute(insert(brake_releases), asdict(release))
    detail = {"template": release.template, "reason": release.reason}
    append(connection, release.by, "brake released", release.organisation, detail, release.at)


def releases(connection: Connection) -> list[BrakeRelease]:
    """All releases, oldest first."""
    rows = connection.execute(select(brake_releases).order_by(brake_releases.c.at))
    return [BrakeRelease(row.organisation, row.template, row.by, row.reason, row.at) for row in rows]


def counting_from(connection: Connection) -> Mapping[tuple[str, str], datetime]:
    """The newest release per organisation and template."""
    columns = brake_releases.c
    rows = connection.execute(
        select(columns.organisation, columns.template, func.max(columns.at).label("at")).group_by(
            columns.organisation, columns.template
        )
    )
    return {(row.organisation, row.template): row.at for row in rows}
