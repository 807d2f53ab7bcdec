"""An ad that a visit did not read, and that is not known to be gone, is seen again as it was last time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, literal, select, update

from domain.crawls import Crawl
from storage.tables.ads import contacts, contents, sightings
from storage.tables.crawls import ad_pages, visits
from storage.upsert import insert_on


def carry_newest(connection: Connection, crawl: Crawl, codes: Sequence[str], *, seen: bool) -> None:
    """The newest earlier sighting of each ad counts again in this crawl, with its contents.

    `seen`: the site said that the ad is as it was. Otherwise nobody knows, and what may be kept of the ad ends when it
    would have ended: moments stay those of the visit that read it.
    """
    now: datetime = crawl.started
    earlier = (
        select(sightings.c.code, func.max(sightings.c.week).label("week"))
        .where(
            sightings.c.source == crawl.source,
            sightings.c.code.in_(codes),
            sightings.c.week < crawl.week,
        )
        .group_by(sightings.c.code)
        .subquery()
    )
    newest = (
        select(
            sightings.c.source,
            sightings.c.code,
            literal(crawl.week, sightings.c.week.type),
            sightings.c.content,
            literal(crawl.id),
            literal(now, sightings.c.seen_at.type) if seen else sightings.c.seen_at,
        )
        .join(earlier, (earlier.c.code == sightings.c.code) & (earlier.c.week == sightings.c.week))
        .where(sightings.c.source == crawl.source)
    )
    names = ["source", "code", "week", "content", "crawl", "seen_at"]
    connection.execute(insert_on(connection, sightings).from_select(names, newest).on_conflict_do_nothing())
    if seen:
        _renew(connection, crawl, codes, now)


def _renew(connection: Connection, crawl: Crawl, codes: Sequence[str], now: datetime) -> None:
    """Number and page of an ad that is as it was were seen today as well."""
    keys = (
        select(contents.c.contact_key)
        .join(sightings, sightings.c.content == contents.c.id)
        .where(sightings.c.crawl == crawl.id, sightings.c.code.in_(codes))
    )
    connection.execute(
        update(contacts).where(contacts.c.key.in_(keys), contacts.c.last_seen < now).values(last_seen=now)
    )
    card = select(visits.c.card).where(visits.c.crawl == crawl.id, visits.c.code == ad_pages.c.code).scalar_subquery()
    connection.execute(
        update(ad_pages)
        .where(ad_pages.c.source == crawl.source, ad_pages.c.code.in_(codes))
        .values(last_seen=now, card=func.coalesce(card, ad_pages.c.card))
    )


def drop_carried(connection: Connection, crawl: Crawl, codes: Sequence[str]) -> None:
    """What is known after all takes the place of what was carried over when an ad could not be read."""
    if codes:
        connection.execute(delete(sightings).where(sightings.c.crawl == crawl.id, sightings.c.code.in_(codes)))
