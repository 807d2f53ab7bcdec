"""Joins storage, law, extraction and the crawler into one measurement of one source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.clock import Clock, now
from app.evidence import suspend_unsound
from app.house import House
from config.sources import find_source
from crawler.job import CrawlJob
from crawler.run import crawl
from domain.certificates import Certificate
from domain.contacts import Contact
from domain.crawls import Crawl, Outcome
from domain.errors import Refused
from domain.listings import Listing
from domain.observations import Observation
from domain.sources import Source
from domain.weeks import Week
from legal.gate import Gate
from legal.policy import only_loopback
from pipelines.observe import observe
from storage.archive import new_archive
from storage.audit import append
from storage.crawls import (
    begin_crawl,
    load_certificates,
    load_counts,
    load_history,
    record_crawl,
    save_counts,
)
from storage.database import Connection, reading
from storage.dossiers import MACHINE, halted, load_review, load_snapshots, save_snapshots, suspend_source
from storage.observations import load_observations
from storage.plan import StoredPlan


def measure(house: House, name: str, week: Week, clock: Clock, archive: bool = False) -> Crawl:
    """Crawl one source for one week, in this process; a complete crawl is not repeated.

    `archive` keeps its pages sealed. Raises Refused when that is asked for a site that is not on this
    machine, ConfigError when the source's file is wrong or missing.
    """
    source = find_source(house.settings.sources, name)
    if archive and not only_loopback(source):
        raise Refused(f"--archive: alleen bij bronnen op 127.0.0.1; pagina's van {name} worden nooit bewaard")
    suspend_unsound(house, name, clock())
    _suspend_as_recorded(house, name, clock())
    with house.engine.begin() as connection:
        begun = begin_crawl(connection, source, week, clock())
        if begun.outcome is Outcome.COMPLETE:
            return begun
        append(connection, "peil", "crawl began", name, {"week": str(week), "digest": source.digest}, clock())
    job = _job(house, source, begun, clock)
    if not archive:
        return crawl(job)
    # The wall clock, also in a simulated week: how long a file is kept is never simulated.
    with new_archive(house.settings.archives, begun.id, house.keyring, now()) as pages:
        return crawl(replace(job, archive=pages))


def _suspend_as_recorded(house: House, name: str, at: datetime) -> None:
    """Suspend for what a crawl since the approval met, where its process died after recording that."""
    with house.engine.begin() as connection:
        review = load_review(connection, name)
        if review is None or review.decided_on is None:
            return
        for one in load_certificates(connection, name):
            if one.suspend and one.crawl.finished and one.crawl.finished > review.decided_on:
                suspend_source(connection, name, one.suspend, MACHINE, at)


def told(crawl: Crawl) -> str:
    """One line about a crawl, with the reasons when it is not complete."""
    words = {
        Outcome.COMPLETE: "compleet",
        Outcome.PARTIAL: "gedeeltelijk (telt als gat, sluit niets)",
        Outcome.FAILED: "mislukt",
        Outcome.REFUSED: "geweigerd, er is geen verzoek verstuurd",
        Outcome.RUNNING: "bezig",
    }
    line = f"{crawl.source} {crawl.week}: {words[crawl.outcome]}, {crawl.ads} advertenties, {crawl.pages} pagina's"
    again = f"wat gelezen is, is bewaard; `peil crawl {crawl.source} --week {crawl.week}` gaat verder waar het bleef"
    unfinished = [again] if crawl.outcome in {Outcome.PARTIAL, Outcome.FAILED} else []
    return "\n".join([line, *(f"  - {reason}" for reason in (*crawl.reasons, *unfinished))])


def _job(house: House, source: Source, begun: Crawl, clock: Clock) -> CrawlJob:
    plan = StoredPlan(house.engine, house.keyring, begun)
    with reading(house.engine).connect() as connection:
        review = load_review(connection, source.name)
        history = load_history(connection, source.name, begun.week)
        earlier = load_counts(connection, begun.id)
        snapshots = load_snapshots(connection, source.name)
        known = _known(connection, house, begun, clock())
    return CrawlJob(
        crawl=begun,
        gate=Gate.of(source, review),
        plan=plan,
        keep=plan.keep,
        record=_Recorder(house, source, clock),
        keys=house.keyring,
        observe=_Observer(house, begun, known),
        user_agent=house.settings.deployment.user_agent,
        clock=clock,
        halted=_Switch(house, source),
        earlier=earlier,
        count=_Counter(house),
        history=history,
        snapshots=snapshots,
    )


def _known(connection: Connection, house: House, begun: Crawl, at: datetime) -> Mapping[str, Observation]:
    """Last week's observations by contents: an ad that did not change is not read a second time."""
    kept = house.settings.deployment.retention.text
    last = begun.week + -1
    earlier = load_observations(connection, house.keyring, last, now=at, text_kept=kept, source=begun.source)
    return {one.content_hash: one for one in earlier if one.redacted}


@dataclass(frozen=True, slots=True)
class _Observer:
    house: House
    crawl: Crawl
    known: Mapping[str, Observation]

    def __call__(self, listing: Listing) -> tuple[Observation, Contact | None]:
        keys = self.house.keyring
        seen = observe(listing, crawl=self.crawl.id, week=self.crawl.week, keys=keys, known=self.known)
        return seen.observation, seen.contact


@dataclass(frozen=True, slots=True)
class _Recorder:
    house: House
    source: Source
    clock: Clock

    def __call__(self, certificate: Certificate) -> None:
        ended, at = certificate.crawl, self.clock()
        detail = {"week": str(ended.week), "outcome": ended.outcome, "reasons": ended.reasons}
        with self.house.engine.begin() as connection:
            record_crawl(connection, certificate)
            append(connection, "peil", "crawl ended", self.source.name, detail, at)
            save_snapshots(connection, self.source.name, certificate.snapshots)
        if certificate.suspend:  # apart: whatever stands in its way, what the crawl saw is kept
            with self.house.engine.begin() as connection:
                suspend_source(connection, self.source.name, certificate.suspend, MACHINE, at)


@dataclass(frozen=True, slots=True)
class _Counter:
    house: House

    def __call__(self, so_far: Certificate) -> None:
        with self.house.engine.begin() as connection:
            save_counts(connection, so_far)


@dataclass(frozen=True, slots=True)
class _Switch:
    house: House
    source: Source

    def __call__(self) -> str | None:
        with reading(self.house.engine).connect() as connection:
            return halted(connection, self.source.name)
