"""How often the fields of the invented sites' pages are read right, and how full they are: gender before all.

Every HTML ad page of a small population is rendered, read with its source's own selectors, and compared with
what the seed knows. `python -m benchmarks.sandbox_fields` prints the table.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from parsel import Selector

from benchmarks.tally import Tally, percent, tally_sets
from config.settings import CONFIG
from config.sources import read_sources
from crawler.page import read_ad
from domain.listings import Listing
from domain.weeks import Week
from pipelines.extract import Extracted, extract
from pipelines.place import read_place
from sandbox.population import Population
from sandbox.records import Advertisement
from sandbox.shelf import Shelf
from sandbox.sites.a import SiteA
from sandbox.sites.b import SiteB

WEEK = Week(2026, 3)
SEED, ADVERTISERS = 20260115, 1_500
SEEN = datetime(2026, 1, 14, 12, tzinfo=UTC)


def pages(seed: int, advertisers: int) -> Iterator[tuple[Advertisement, Listing]]:
    """Every ad online in one week on the two sites that are plain HTML, with the listing read from its page."""
    sources = {source.name: source for source in read_sources(CONFIG / "sources")}
    market = Population.invent(seed=seed, advertisers=advertisers, weeks=4, start=WEEK)
    for kind in (SiteA, SiteB):
        site = kind(page_bytes=0)
        shelf = Shelf(WEEK).restock(WEEK, [ad for ad in market.online(WEEK) if ad.source == site.name])
        for ad in shelf.ads:
            reply = site.answer(site.read("GET", site.address(ad), {}, ""), shelf)
            page = Selector(body=reply.body, encoding=_charset(reply.content_type))
            yield ad, read_ad(sources[site.name], page, "http://127.0.0.1/", ad.code, SEEN).listing


def _charset(content_type: str | None) -> str:
    return (content_type or "").partition("charset=")[2] or "utf-8"


def _told(ad: Advertisement) -> dict[str, object]:
    """What the seed says, in the words of an observation; only where the ad has it."""
    place = read_place(ad.municipality) if ad.municipality else None
    every = {
        "gender": ad.gender,
        "age": ad.age,
        "work_type": frozenset(ad.work_types) or None,
        "price_hour": ad.price_hour,
        "municipality": place,
    }
    return {name: value for name, value in every.items() if value is not None}


def _read(found: Extracted) -> dict[str, object]:
    every = {
        "gender": found.gender,
        "age": found.age,
        "work_type": found.work_types or None,
        "price_hour": found.price_hour,
        "municipality": found.municipality,
    }
    return {name: value for name, value in every.items() if value is not None}


def measured(seed: int, advertisers: int) -> dict[str, Tally]:
    """Per field what was read of the pages against what the seed knows."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for ad, listing in pages(seed, advertisers):
        told = _told(ad)
        found = _read(extract(listing.title, listing.text, fields=listing.fields, failed=listing.failed))
        for name, value in told.items():  # what the form left out may still stand in the text, and is not judged
            tallies[name] += tally_sets([value], [found[name]] if name in found else [])
    return tallies


def main() -> int:
    print(f"{'field':<14} precision recall  right wrong missed")
    for name, t in measured(SEED, ADVERTISERS).items():
        print(f"{name:<14} {percent(t.precision)}   {percent(t.recall)}  {t.right:5} {t.wrong:5} {t.missed:6}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
