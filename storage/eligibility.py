"""Contact keys that must stay out of every wave, whatever anyone chooses."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, select

from domain.crawls import Outcome
from domain.weeks import Week
from storage.tables.ads import contents, sightings
from storage.tables.crawls import crawls
from storage.tables.links import advertisements
from storage.tables.signals import signals


def minors(connection: Connection, indicator: str) -> frozenset[str]:
    """Numbers ever shown with a stated age under 18, or in ads on which that `indicator` fired."""
    stated = select(contents.c.contact_key).where(contents.c.under_18, contents.c.contact_key.is_not(None))
    return frozenset(connection.execute(stated.distinct()).scalars()) | _numbers(
        connection, signals.c.indicator == indicator
    )


def recruiters(connection: Connection, family: str, tiers: Collection[str]) -> frozenset[str]:
    """Numbers in ads on which a rule of the recruiting family fired, in a tier that counts."""
    return _numbers(connection, (signals.c.family == family) & signals.c.tier.in_(list(tiers)))


def contacts_of(connection: Connection, week: Week) -> frozenset[str]:
    """Numbers shown in the complete measurements of a week."""
    rows = (
        select(contents.c.contact_key)
        .join(sightings, sightings.c.content == contents.c.id)
        .join(crawls, crawls.c.id == sightings.c.crawl)
        .where(sightings.c.week == week, crawls.c.outcome == Outcome.COMPLETE, contents.c.contact_key.is_not(None))
    )
    return frozenset(connection.execute(rows.distinct()).scalars())


def _numbers(connection: Connection, which: ColumnElement[bool]) -> frozenset[str]:
    rows = (
        select(contents.c.contact_key)
        .join(sightings, sightings.c.content == contents.c.id)
        .join(
            advertisements,
            (advertisements.c.source == sightings.c.source) & (advertisements.c.code == sightings.c.code),
        )
        .join(signals, signals.c.advertisement == advertisements.c.id)
        .where(which, contents.c.contact_key.is_not(None))
        .distinct()
    )
    return frozenset(connection.execute(rows).scalars())
