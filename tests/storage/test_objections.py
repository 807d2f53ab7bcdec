"""An objection by ad code reaches whoever is behind the ad: nothing of them stays, and no other ad of theirs counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from domain.contacts import Contact, LineType
from domain.messages import MessageState, OutreachMessage
from domain.observations import Observation
from domain.signals import Signal
from domain.weeks import Week
from storage.keys import Keyring
from storage.messages import load_messages, save_drafts
from storage.objections import Suppression, is_suppressed, object_ad, restore, suppression_rows
from storage.observations import save_contacts, save_observations
from storage.refusals import all_refused
from storage.signals import save_signals
from storage.tables.ads import contacts, contents, sightings
from storage.tables.crawls import ad_pages, crawls
from storage.tables.links import advertisements
from storage.tables.messages import messages
from storage.tables.outreach import refusals, suppressions
from storage.tables.signals import signals

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
WEEK = Week(2026, 10)
NUMBER, OTHER = "+31600000012", "+31600000013"


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.generate()


@pytest.fixture
def market(engine: Engine, keyring: Keyring) -> Engine:
    """Two ads of one number and one of another; a quote, an address and a proposed message for each number."""
    ads = [("first", NUMBER), ("second", NUMBER), ("third", OTHER)]
    crawl = {"id": "c", "source": "s", "week": WEEK, "started": NOW, "outcome": "complete", "pages": 1}
    with engine.begin() as connection:
        connection.execute(crawls.insert(), crawl | {"ads": 3, "reasons": "[]", "config_digest": ""})
        for code, number in ads:
            key, keyed = keyring.phone(number), keyring.code("s", code)
            seen = Observation("c", "s", keyed, WEEK, NOW, code, redacted="tekst", age=30, contact_key=key)
            save_observations(connection, keyring, [seen])
            page = {"source": "s", "code": keyed, "sealed": b"x", "read_week": WEEK, "last_seen": NOW}
            connection.execute(ad_pages.insert(), page)
            row = {"id": code, "source": "s", "code": keyed, "incarnation": 1, "advertiser": number[-2:]}
            weeks = {"first_week": WEEK, "last_week": WEEK}
            connection.execute(advertisements.insert(), row | weeks | dict.fromkeys(("strict", "loose", "study"), ""))
        fired = [Signal(code, "A1", 1, "AVAIL", "weak", 0.5, date(2026, 3, 4), quote="dag") for code, _ in ads]
        save_signals(connection, fired, WEEK, lambda _: b"sealed")
        for number in (NUMBER, OTHER):
            key = keyring.phone(number)
            save_contacts(connection, [Contact(key, keyring.seal(number), LineType.MOBILE, NOW, NOW)])
            message = OutreachMessage(number, key, "nl", "nl/offer/1", "d", MessageState.PROPOSED)
            save_drafts(connection, [(number, message)], WEEK, NOW, "w")
    return engine


def left(engine: Engine, keyring: Keyring) -> dict[str, object]:
    """What is known of the first number, in every table that can know something."""
    ads = [keyring.code("s", "first"), keyring.code("s", "second")]
    key = keyring.phone(NUMBER)
    with engine.connect() as connection:
        shown = select(contents).join(sightings, sightings.c.content == contents.c.id).where(sightings.c.code.in_(ads))
        quotes = select(signals.c.sealed_quote).where(signals.c.advertisement.in_(["first", "second"]))
        states = {one.contact_key: one.state for one in load_messages(connection, NOW - timedelta(days=1))}
        return {
            "number": connection.execute(select(func.count()).where(contacts.c.key == key)).scalar(),
            "traits": {(row.contact_key, row.age, row.sealed_text) for row in connection.execute(shown)},
            "quotes": set(connection.execute(quotes).scalars()),
            "addresses": set(connection.execute(select(ad_pages.c.sealed).where(ad_pages.c.code.in_(ads))).scalars()),
            "message": states[key],
            "other message": states[keyring.phone(OTHER)],
        }


def test_an_objection_by_ad_leaves_nothing_of_the_person_and_their_other_ads(market: Engine, keyring: Keyring) -> None:
    with market.begin() as connection:
        object_ad(connection, keyring, "s", "first", "page", NOW)
        assert is_suppressed(connection, keyring.suppressed(NUMBER))
        assert not is_suppressed(connection, keyring.suppressed(OTHER))
    assert left(market, keyring) == {
        "number": 0,
        "traits": {(None, None, None)},
        "quotes": {None},
        "addresses": {None},
        "message": MessageState.WITHDRAWN,
        "other message": MessageState.PROPOSED,
    }


def test_the_copy_beside_the_database_brings_back_the_number_too(market: Engine, keyring: Keyring) -> None:
    with market.begin() as connection:
        about = object_ad(connection, keyring, "s", "first", "page", NOW)
        assert set(suppression_rows(connection)) == set(about)
        connection.execute(suppressions.delete())
        connection.execute(refusals.delete())
        assert restore(connection, about) == 2
        assert is_suppressed(connection, keyring.suppressed(NUMBER))
        assert all_refused(connection) == {keyring.contact_register(NUMBER)}


def test_a_number_erased_after_its_retention_is_known_by_the_message_that_waits(
    market: Engine, keyring: Keyring
) -> None:
    with market.begin() as connection:
        connection.execute(messages.update().values(state=MessageState.LOCKED, approved_by="B"))
        mine = messages.c.contact == keyring.phone(NUMBER)
        connection.execute(messages.update().where(mine).values(suppress=keyring.suppressed(NUMBER)))
        connection.execute(contacts.delete())
        object_ad(connection, keyring, "s", "second", "page", NOW)
        assert is_suppressed(connection, keyring.suppressed(NUMBER))
    assert left(market, keyring)["message"] == MessageState.WITHDRAWN


def test_an_unknown_ad_is_remembered_alike(engine: Engine, keyring: Keyring) -> None:
    with engine.begin() as connection:
        about = object_ad(connection, keyring, "s", "never seen", "page", NOW)
        keyed = keyring.code("s", "never seen")
        assert about == [Suppression(keyring.suppressed(keyed), keyed, NOW)]
        assert is_suppressed(connection, about[0].key)
