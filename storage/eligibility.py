"""Contact keys that must stay out of every wave, whatever anyone chooses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, select

from domain.crawls import Outcome
from domain.weeks import Week
from storage.tables.ads import contents, sightings
from storage.tables.crawls import crawls
from storage.tables.links import advertisements
from storage.tables.signals import signals


def minors(connection: Connection, indicator: str, *, only: str | None = None) -> frozenset[str]:
    """Numbers ever shown with a stated age under 18, or in ads on which that `indicator` fired; or `only` that one."""
    stated = _shown(select(contents.c.contact_key).where(contents.c.under_18), only)
    return frozenset(connection.execute(stated).scalars()) | _numbers(
        connection, signals.c.indicator == indicator, only
    )


def recruiters(
    connection: Connection, family: str, tiers: Collection[str], *, only: str | None = None
) -> frozenset[str]:
    """Numbers in ads on which a rule of the recruiting family fired, in a tier that counts; or `only` that one."""
    return _numbers(connection, (signals.c.family == family) & signals.c.tier.in_(list(tiers)), only)


def contacts_of(connection: Connection, week: Week) -> frozenset[str]:
    """Numbers shown in the complete measurements of a week."""
    rows = (
        select(contents.c.contact_key)
        .join(sightings, sightings.c.content == contents.c.id)
        .join(crawls, crawls.c.id == sightings.c.crawl)
        .where(sightings.c.week == week, crawls.c.outcome == Outcome.COMPLETE, contents.c.contact_key.is_not(None))
    )
    return frozenset(connection.execute(rows.distinct()).scalars())


def places_of(connection: Connection, contact: str, since: datetime) -> frozenset[str | None]:
    """Municipalities in the ads that showed this number since then; None stands for an ad that names none."""
    rows = (
        select(contents.c.municipality)
        .join(sightings, sightings.c.content == contents.c.id)
        .where(contents.c.contact_key == contact, sightings.c.seen_at >= since)
    )
    return frozenset(connection.execute(rows.distinct()).scalars())


def _numbers(connection: Connection, which: ColumnElement[bool], only: str | None) -> frozenset[str]:
    rows = (
        select(contents.c.contact_key)
        .join(sightings, sightings.c.content == contents.c.id)
        .join(
            advertisements,
            (advertisements.c.source == sightings.c.source) & (advertisements.c.code == sightings.c.code),
        )
        .join(signals, signals.c.advertisement == advertisements.c.id)
        .where(which)
    )
    return frozenset(connection.execute(_shown(rows, only)).scalars())


def _shown(rows: Select[str], only: str | None) -> Select[str]:
    contact = contents.c.contact_key
    return rows.where(contact.is_not(None) if only is None else contact == only).distinct()
