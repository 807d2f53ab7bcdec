"""A crawl of the invented town in a process of its own: Scrapy's reactor starts once per process."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from config.settings import CONFIG
from config.sources import read_source
from crawler.job import CrawlJob
from crawler.ports import Keep, Record, VisitPlan
from domain.certificates import Certificate, Fate, Kind, Past, Snapshot
from domain.crawls import Crawl
from domain.dossiers import Conditions, DossierState, LegalReview, UnreadableRobots
from domain.listings import Listing
from domain.observations import Observation
from domain.sources import Source
from domain.visits import Kept, OverviewPage, Promised, Remembered, Settled
from domain.weeks import Week
from legal.gate import Gate
from sandbox.population import Population
from sandbox.town import Town

WEEK = Week(2026, 10)
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
CARRIED = {Fate.UNCHANGED, Fate.FAILED, Fate.BARRED}


class PlainKeys:
    """Keys are storage's: a test needs only that they are stable and not the clear value."""

    def code(self, source: str, code: str) -> str:
        return "k" + hashlib.blake2b(f"{source}/{code}".encode(), digest_size=8).hexdigest()

    def content(self, text: str) -> str:
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


KEYS = PlainKeys()


@dataclass
class Memory:
    """A visit plan in memory, after crawler/ports.py; `earlier` is what the previous crawl left."""

    source: str
    earlier: Mapping[str, Promised] = field(default_factory=dict)
    known: Mapping[str, Remembered] = field(default_factory=dict)
    overview: list[OverviewPage] = field(default_factory=list)
    listed: dict[str, Promised] = field(default_factory=dict)
    settled: dict[str, Settled] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    batches: int = 0
    doubted: set[str] = field(default_factory=set)  # looked for directly, said to be gone, and not believed
    erased: set[str] = field(default_factory=set)  # ads whose address is past its term

    def key(self, code: str) -> str:
        return KEYS.code(self.source, code)

    def record_page(self, page: OverviewPage, ads: Sequence[Promised]) -> None:
        if (page.round, page.number) not in {(one.round, one.number) for one in self.overview}:
            self.overview.append(page)
        for ad in ads:
            self.listed.setdefault(self.key(ad.code), ad)

    def pages(self) -> list[OverviewPage]:
        return sorted(self.overview, key=lambda page: (page.round, page.number))

    def _done(self, key: str) -> bool:
        fate = self.settled[key].fate if key in self.settled else None
        return key in self.kept or fate not in {None, Fate.FAILED, Fate.BARRED}

    def pending(self) -> list[Promised]:
        return [ad for key, ad in self.listed.items() if not self._done(key)]

    def settle(self, settled: Sequence[Settled]) -> None:
        for one in settled:
            self.settled[self.key(one.code)] = one

    def doubt_gone(self, reason: str) -> None:
        gone = {key: one for key, one in self.settled.items() if one.fate is Fate.GONE}
        for key, one in gone.items():
            self.settled[key] = replace(one, fate=Fate.FAILED, reason=reason)
            if key not in self.listed:
                del self.settled[key]
                self.doubted.add(key)

    def remembered(self) -> Mapping[str, Remembered]:
        return self.known

    def before(self) -> int:
        return len(self.earlier)

    def absent(self) -> list[Promised]:
        seen = set(self.listed) | set(self.kept) | set(self.settled)
        return [ad for key, ad in self.earlier.items() if key not in seen and key not in self.erased]

    def missing(self) -> int:
        return len(set(self.earlier) - set(self.listed) - set(self.kept) - set(self.settled))

    def promised(self) -> int:
        return len(self.listed)

    def fates(self) -> Mapping[Fate, int]:
        told = Counter(one.fate for one in self.settled.values())
        told[Fate.OBSERVED] = len(set(self.kept) - {k for k, s in self.settled.items() if s.fate is Fate.ELSEWHERE})
        return told

    def keep(self, batch: Sequence[Kept]) -> None:
        self.batches += 1
        for one in batch:
            self.kept.setdefault(one.observation.code, one)

    def present(self) -> set[str]:
        """Keyed codes that this crawl holds for online: none of these may be closed by a series."""
        carried = {key for key, one in self.settled.items() if one.fate in CARRIED}
        return set(self.kept) | ((carried | self.doubted) & (set(self.earlier) | set(self.known)))

    def next_week(self, weeks_since_read: int = 1) -> Memory:
        """The plan of the following crawl of the same source."""
        ads = {**self.earlier, **self.listed}
        known = {
            key: Remembered(one.etag, one.last_modified, ads[key].card if key in ads else "", weeks_since_read)
            for key, one in self.kept.items()
        }
        present = self.present()
        return Memory(self.source, {k: ad for k, ad in ads.items() if k in present}, {**self.known, **known})


def observe(listing: Listing) -> tuple[Observation, None]:
    """The thinnest observation: extraction has its own tests."""
    digest = KEYS.content(listing.title + listing.text + repr(sorted(map(str, listing.fields))))
    code = KEYS.code(listing.source, listing.code)
    return Observation("crawl", listing.source, code, WEEK, listing.seen_at, digest), None


@dataclass(frozen=True)
class Visited:
    """What a crawl left behind; `returned` is what `crawl` gave back."""

    returned: Crawl
    certificate: Certificate
    plan: Memory


def approved(source: Source, now: datetime = NOW, **conditions: object) -> LegalReview:
    """A dossier in the state that opens the gate; its road there is tested in tests/legal."""
    limits = {"robots_4xx": UnreadableRobots.ALLOW, **conditions}
    return LegalReview(
        source.name, source.digest, 1, DossierState.APPROVED, "auteur",
        conditions=Conditions(**limits), approver="beoordelaar", decided_on=now,  # type: ignore[arg-type]
        valid_until=date(now.year + 1, 1, 1),
    )  # fmt: skip


def job_for(source: Source, plan: VisitPlan, keep: Keep, record: Record, **changes: object) -> CrawlJob:
    review = changes.pop("review", "approved")
    job = CrawlJob(
        crawl=Crawl(f"{source.name}-{WEEK}", source.name, WEEK, NOW),
        gate=Gate.of(source, approved(source) if review == "approved" else review),  # type: ignore[arg-type]
        plan=plan,
        keep=keep,
        record=record,
        keys=KEYS,
        observe=observe,
        user_agent="Peilmoment/0.1 (test; +https://peilmoment.example; test@peilmoment.example)",
        clock=lambda: NOW,
    )
    return replace(job, **changes)  # type: ignore[arg-type]


def _child(source: Source, plan: Memory, sent: Connection, changes: dict[str, object]) -> None:
    from crawler.run import crawl

    def record(certificate: Certificate) -> None:
        sent.send(("certificate", certificate))

    keep: Keep = changes.pop("keep", plan.keep)  # type: ignore[assignment]
    returned = crawl(job_for(source, plan, keep, record, **changes))
    sent.send(("done", (returned, plan)))


@pytest.fixture
def visit() -> Callable[..., Visited]:
    """Run one crawl to its end in a child process. Raises AssertionError after `patience` seconds."""

    def run(source: Source, plan: Memory | None = None, patience: float = 60, **changes: object) -> Visited:
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_child, args=(source, plan or Memory(source.name), theirs, changes))
        child.start()
        theirs.close()
        told: dict[str, object] = {}
        try:
            until = time.monotonic() + patience
            while "done" not in told:
                assert ours.poll(max(0.0, until - time.monotonic())), f"no end after {patience} s"
                name, value = ours.recv()
                told[name] = value
        finally:
            if "done" not in told and child.pid:
                os.kill(child.pid, signal.SIGKILL)
            child.join()
        returned, left = told["done"]  # type: ignore[misc]
        return Visited(returned, told["certificate"], left)  # type: ignore[arg-type]

    return run


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def dossier() -> Callable[..., LegalReview]:
    """An approved dossier for a source, with conditions."""
    return approved


@pytest.fixture
def stored_job() -> Callable[..., CrawlJob]:
    """A job whose plan, keep, record and keys the test brings itself."""
    return job_for


@pytest.fixture
def memory_of() -> Callable[[Source], Memory]:
    """An empty plan in memory."""
    return lambda source: Memory(source.name)


@pytest.fixture(scope="session")
def population() -> Population:
    return Population.invent(seed=7, advertisers=160, weeks=8, start=WEEK)


@pytest.fixture
def town(population: Population) -> Iterator[Town]:
    with Town(population, ports=(0, 0, 0), page_bytes=3_000) as opened:
        opened.go_to(WEEK)
        yield opened


@pytest.fixture
def source_of(town: Town, tmp_path: Path) -> Callable[..., Source]:
    """A source file of the house, moved to the port of this test's town; `swap` replaces text in it."""

    def moved(name: str, **swap: str) -> Source:
        text = (CONFIG / "sources" / f"{name}.yml").read_text(encoding="utf-8")
        text = re.sub(r"127\.0\.0\.1:\d+", town.url(name).removeprefix("http://"), text)
        text = re.sub(r"expect: .*", "expect: {min: 1, max: 5000}", text)
        for key, new in swap.items():
            text = re.sub(rf"^{key}: .*\n", "", text, flags=re.M) + f"{key}: {new}\n"
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
        return read_source(tmp_path / f"{name}.yml")

    return moved


__all__ = ["NOW", "WEEK", "Kind", "Memory", "Past", "Snapshot", "Visited"]
