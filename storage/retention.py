"""Erases what may no longer be kept. Reading refuses the same rows even when this has not run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from config.settings import Retention
from storage.collections import erase_codes
from storage.language_choices import forget_choices
from storage.messages import forget_messages
from storage.notices import forget_notices
from storage.referrals import erase_referrals
from storage.register import forget_approaches
from storage.replies import forget_replies
from storage.reservations import forget_plans
from storage.reveals import forget_reveals
from storage.tables.ads import contacts, contents, sightings
from storage.tables.crawls import ad_pages, crawls, visits


def erase_expired(connection: Connection, retention: Retention, now: datetime) -> Mapping[str, int]:
    """Erase what is past its term; the number of rows touched per kind."""
    return {
        "numbers": connection.execute(contacts.delete().where(contacts.c.last_seen < now - retention.vault)).rowcount,
        "addresses": _addresses(connection, retention, now),
        "texts": connection.execute(
            update(contents)
            .where(contents.c.sealed_text.is_not(None), contents.c.id.not_in(_seen_since(now - retention.text)))
            .values(sealed_text=None)
        ).rowcount,
        "link keys": connection.execute(
            update(contents)
            .where(_has_link_keys(), contents.c.id.not_in(_seen_since(now - retention.link)))
            .values(name_key=None, name_tokens="", contact_key=None, sketch=b"")
        ).rowcount,
        "imported codes": erase_codes(connection, now - retention.link),
        "approaches": forget_approaches(connection, now - retention.message),
        "plans of others": forget_plans(connection, now),
        "messages": forget_messages(connection, now, retention.message),
        "language choices": forget_choices(connection, now - retention.message),
        "notices": forget_notices(connection, now - retention.signal),
        "reveals": forget_reveals(connection, now - retention.message),
        "referrals": erase_referrals(connection, now - retention.referral),
        "answers": forget_replies(connection, now - retention.message),
    }


def _addresses(connection: Connection, retention: Retention, now: datetime) -> int:
    old_pages = ad_pages.c.sealed.is_not(None) & (ad_pages.c.last_seen < now - retention.vault)
    old_crawls = select(crawls.c.id).where(crawls.c.started < now - retention.vault)
    old_visits = visits.c.sealed.is_not(None) & visits.c.crawl.in_(old_crawls)
    touched = connection.execute(update(ad_pages).where(old_pages).values(sealed=None)).rowcount
    return touched + connection.execute(update(visits).where(old_visits).values(sealed=None)).rowcount


def _seen_since(moment: datetime) -> Select[int]:
    return select(sightings.c.content).group_by(sightings.c.content).having(func.max(sightings.c.seen_at) >= moment)


def _has_link_keys() -> ColumnElement[bool]:
    return contents.c.contact_key.is_not(None) | contents.c.name_key.is_not(None) | (contents.c.sketch != b"")
