"""One measured crawl: `python -m benchmarks.crawl_run MODE SOURCE DATABASE WEEK`; prints pages and outcome.

bare: Scrapy alone, parsing eleven fields. thin: our crawl without text extraction. text: with it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from config.sources import read_source
from crawler.job import CrawlJob
from crawler.run import crawl
from domain.certificates import Certificate
from domain.contacts import Contact
from domain.dossiers import DossierState, LegalReview
from domain.listings import Listing
from domain.observations import Observation
from domain.sources import Source
from domain.weeks import Week
from legal.gate import Gate
from storage.crawls import begin_crawl, record_crawl
from storage.database import Engine, connect, migrate, reading
from storage.keys import Keyring, complete_keys, create_keys
from storage.observations import load_observations
from storage.plan import StoredPlan

KEYS = Path("/tmp") / "peil-benchmark-keys.json"  # of a benchmark: it protects nothing


class Bare(Spider):
    """What a newcomer writes: overview to ad pages, eleven fields by CSS, nothing kept."""

    name = "bare"
    pages = 0

    def __init__(self, start: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_url = start

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.start_url)

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        Bare.pages += 1
        for link in response.css("a.result__link::attr(href)").getall():
            yield response.follow(link, self.read)
        if onward := response.css("a.pager__volgende::attr(href)").get():
            yield response.follow(onward, self.parse)

    def read(self, response: Response, **_: Any) -> Iterator[dict[str, Any]]:
        Bare.pages += 1
        facts = response.css("dl.kenmerken > div.kenmerk")
        yield {
            "title": response.css("h1.advertentie__titel::text").get(),
            "text": response.css(".omschrijving p::text").getall(),
            "name": response.css(".adverteerder__naam::text").get(),
            "phone": response.css("a.contact__telefoon::attr(href)").get(),
            "prices": response.css("table.tarieven td::text").getall(),
        } | {label.css("dt::text").get(default=""): label.css("dd::text").get() for label in facts}


def bare(source: Source) -> dict[str, Any]:
    process = AsyncCrawlerProcess({"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
    process.crawl(Bare, start=source.start_url)
    process.start()
    return {"pages": Bare.pages, "outcome": "-"}


def ours(source: Source, database: str, week: Week, with_text: bool) -> dict[str, Any]:
    engine, keys = connect(database), complete_keys(KEYS) if KEYS.exists() else create_keys(KEYS)
    migrate(engine)
    now = datetime.combine(week.monday, datetime.min.time(), UTC) + timedelta(hours=10)
    known = _known(engine, keys, week, now) if with_text else {}
    with engine.begin() as connection:
        begun = begin_crawl(connection, source, week, now)
    plan = StoredPlan(engine, keys, begun)
    review = LegalReview(
        source.name,
        source.digest,
        1,
        DossierState.APPROVED,
        "a",
        approver="b",
        decided_on=now,
        valid_until=now.date() + timedelta(days=300),
    )

    def thin(listing: Listing) -> tuple[Observation, None]:
        code, content = keys.code(source.name, listing.code), keys.content(listing.title + listing.text)
        return Observation(begun.id, source.name, code, week, listing.seen_at, content, listing.text), None

    def full(listing: Listing) -> tuple[Observation, Contact | None]:
        from pipelines.observe import observe

        seen = observe(listing, crawl=begun.id, week=week, keys=keys, known=known)
        return seen.observation, seen.contact

    def record(certificate: Certificate) -> None:
        with engine.begin() as connection:
            record_crawl(connection, certificate)

    ended = crawl(
        CrawlJob(
            crawl=replace(begun, started=now),
            gate=Gate.of(source, review),
            plan=plan,
            keep=plan.keep,
            record=record,
            keys=keys,
            observe=full if with_text else thin,
            user_agent="Peilmoment benchmark",
            clock=lambda: now,
        )
    )
    return {"pages": ended.pages, "outcome": ended.outcome}


def _known(engine: Engine, keys: Keyring, week: Week, now: datetime) -> dict[str, Observation]:
    """Last week's observations by contents, as the weekly crawl brings them."""
    with reading(engine).connect() as connection:
        earlier = load_observations(connection, keys, week + -1, now=now, text_kept=timedelta(days=14))
    return {one.content_hash: one for one in earlier if one.redacted}


if __name__ == "__main__":
    mode, path, url, told_week = sys.argv[1:5]
    described = read_source(Path(path))
    answer = bare(described) if mode == "bare" else ours(described, url, Week.parse(told_week), mode == "text")
    print(json.dumps(answer))
