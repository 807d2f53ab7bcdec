"""Everything one crawl is told: whom to visit, under which dossier, and where its results go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO, Protocol

from crawler.ports import Clock, Halted, Keep, Record, VisitPlan
from domain.certificates import Certificate, Kind, Past, Snapshot
from domain.contacts import Contact
from domain.crawls import Crawl
from domain.listings import Listing
from domain.observations import Observation
from legal.gate import Gate


class Keys(Protocol):
    """The part of the keyring a crawl needs."""

    def code(self, source: str, code: str) -> str: ...
    def content(self, text: str) -> str: ...


Observe = Callable[[Listing], tuple[Observation, Contact | None]]


def now() -> datetime:
    return datetime.now(UTC)


def never() -> str | None:
    return None


def uncounted(so_far: Certificate) -> None:
    """Where nobody asks for counts while a crawl runs."""


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """One measurement of one source.

    `crawl` is the begun Crawl (id, source, week, started); `observe` turns a listing into an
    observation; `earlier` is what the last run of this same crawl left; `count` is told every second
    what was counted so far, in case the run is killed; `history` are the newest complete measurements,
    newest first; `snapshots` what robots, terms and TDM files said when approved (or at the first
    crawl after it).
    """

    crawl: Crawl
    gate: Gate
    plan: VisitPlan
    keep: Keep
    record: Record
    keys: Keys
    observe: Observe
    user_agent: str
    clock: Clock = now
    halted: Halted = never
    earlier: Certificate | None = None
    count: Callable[[Certificate], None] = uncounted
    history: Sequence[Past] = ()
    snapshots: Mapping[Kind, Snapshot] = field(default_factory=dict)
    timeout: float = 30.0  # seconds for one answer, body included
    archive: BinaryIO | None = None  # where pages are kept as they came; encrypting is its own affair
