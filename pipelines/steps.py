"""Scrapy's item steps: thin coats over pure functions, in the order in which crawler/settings.py lists them.

An item enters as an AdPage and leaves as a Kept. A step that drops one raises the reason, and Scrapy counts
the drops of each reason by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from domain.certificates import Fate
from domain.contacts import Contact
from domain.listings import Listing
from domain.observations import Observation
from domain.visits import AdPage, Kept


class Dropped(DropItem):
    """A page that is not kept: what becomes of its ad in the visit plan, and why, in Dutch."""

    fate: ClassVar[Fate] = Fate.FAILED
    told: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.told)


class NotAnAd(Dropped):
    """Raised for a page with neither title nor text, which a new layout gives as well."""

    told = "pagina zonder de verwachte titel of tekst (nieuwe opmaak? zie `peil source try`)"


class RequireAd:
    """What an address promised must stand on its page."""

    def process_item(self, item: AdPage) -> AdPage:
        if item.listing.empty:
            raise NotAnAd
        return item


class Observe:
    """Read the variables, mask the text, key what links ads and seal the number: nothing clear goes further."""

    def __init__(self, observe: Callable[[Listing], tuple[Observation, Contact | None]]) -> None:
        self.observe = observe

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.spider.job.observe)  # type: ignore[union-attr]  # every spider here has a job

    def process_item(self, item: AdPage) -> Kept:
        observation, contact = self.observe(item.listing)
        return Kept(observation, contact, item.etag, item.last_modified)
