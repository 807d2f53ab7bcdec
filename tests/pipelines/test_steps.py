"""What happens to an ad page on its way to storage, step by step and in the order of the settings."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from scrapy.utils.misc import load_object

from config.settings import CONFIG
from config.sources import read_source
from crawler.settings import settings_for
from domain.certificates import Fate
from domain.listings import Listing, Published
from domain.visits import AdPage, Kept
from domain.weeks import Week
from legal.gate import Gate
from pipelines.observe import observe
from pipelines.steps import Dropped, NotAnAd, RequireAd
from storage.keys import Keyring

KEYS = Keyring.generate()
WEEK = Week(2026, 2)
NUMBER, TEXT = "06 00 00 00 31", "Vriendelijke dame ontvangt in Utrecht, bel 06 00 00 00 31, 150 euro per uur."


def listing(title: str = "Rustig adres", text: str = TEXT) -> Listing:
    fields = {"phone": (Published(NUMBER),), "advertiser": (Published("Verzonnen Vera"),)}
    return Listing("winkel", "w-1", datetime(2026, 1, 7, tzinfo=UTC), "https://winkel.example/w-1", title, text, fields)


def read(one: Listing):
    seen = observe(one, crawl="winkel-1", week=WEEK, keys=KEYS)
    return seen.observation, seen.contact


def walked(item: object) -> object:
    """The item after all steps of the settings, before the last one that stores."""
    source = read_source(CONFIG / "sources" / "sandbox_a.yml")
    order = settings_for(Gate.of(source, None), "Peilmoment", 30.0)["ITEM_PIPELINES"]
    paths = sorted(order, key=order.__getitem__)
    assert paths[-1] == "crawler.sink.Store"
    crawler = SimpleNamespace(spider=SimpleNamespace(job=SimpleNamespace(observe=read)))
    for path in paths[:-1]:
        kind = load_object(path)
        step = kind.from_crawler(crawler) if hasattr(kind, "from_crawler") else kind()
        item = step.process_item(item)
    return item


def test_an_ad_page_leaves_the_steps_as_what_may_be_stored() -> None:
    kept = walked(AdPage(listing(), etag='"7"', last_modified="Wed, 07 Jan 2026 04:00:00 GMT"))
    assert isinstance(kept, Kept)
    assert (kept.observation.municipality, kept.observation.price_hour) == ("GM0344", 150.0)
    assert kept.contact is not None
    assert kept.contact.key == KEYS.phone("+31600000031")
    assert (kept.etag, kept.last_modified) == ('"7"', "Wed, 07 Jan 2026 04:00:00 GMT")


@pytest.mark.parametrize("item", [AdPage(listing()), walked(AdPage(listing()))], ids=["entering", "leaving"])
def test_no_item_shows_a_number_name_or_address_in_a_log(item: object) -> None:
    for clear in (NUMBER, "600000031", "0600000031", "Verzonnen Vera", "w-1", "Vriendelijke dame"):
        assert clear not in repr(item)


def test_a_page_with_neither_title_nor_text_is_dropped_by_name() -> None:
    with pytest.raises(NotAnAd) as dropped:
        walked(AdPage(listing(title="", text="")))
    assert dropped.value.fate is Fate.FAILED
    assert "titel" in str(dropped.value)


@pytest.mark.parametrize(("title", "text"), [("Alleen een titel", ""), ("", "Alleen een tekst")])
def test_half_an_ad_is_still_an_ad(title: str, text: str) -> None:
    page = AdPage(listing(title=title, text=text))
    assert RequireAd().process_item(page) is page


def test_every_reason_to_drop_can_be_told_to_people() -> None:
    for reason in Dropped.__subclasses__():
        assert reason().told == str(reason())
        assert reason.fate in Fate
