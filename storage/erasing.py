"""Erases what stands about an ad or a number whose owner objected; the bare sighting stays, so that no series moves."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select, update

from storage.tables.ads import contents, sightings
from storage.tables.crawls import ad_pages
from storage.tables.links import advertisements
from storage.tables.signals import signals


def erase(connection: Connection, which: ColumnElement[bool]) -> None:
    """Text, quotes, address, link keys and every trait of the ads with these contents."""
    shown = select(sightings.c.source, sightings.c.code).join(contents, contents.c.id == sightings.c.content)
    for source, code in connection.execute(shown.where(which).distinct()).all():
        _erase_around(connection, source, code)
    connection.execute(
        update(contents)
        .where(which)
        .values(
            sealed_text=None,
            name_key=None,
            name_tokens="",
            contact_key=None,
            sketch=b"",
            age=None,
            gender=None,
            price_hour=None,
            work_types="",
            business_words="",
            provenance="[]",
        )
    )


def _erase_around(connection: Connection, source: str, code: str) -> None:
    page = (ad_pages.c.source == source) & (ad_pages.c.code == code)
    connection.execute(update(ad_pages).where(page).values(sealed=None))
    ads = select(advertisements.c.id).where(advertisements.c.source == source, advertisements.c.code == code)
    connection.execute(update(signals).where(signals.c.advertisement.in_(ads)).values(sealed_quote=None))
