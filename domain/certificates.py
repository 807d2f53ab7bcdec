"""Why a measurement may be believed, or why it is a gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.crawls import Crawl


class Kind(StrEnum):
    """What a request is for. Requests, responses and denials are counted per kind."""

    ROBOTS = "robots"
    TERMS = "terms"
    TDM = "tdm"
    SITEMAP = "sitemap"
    OVERVIEW = "overview"
    AD = "ad"
    CHECK = "check"  # one direct look at an ad that is missing from the overview
    BROWSER = "browser"  # whatever a browser page asks for besides the page itself


class Fate(StrEnum):
    """What became of an ad that an overview promised, or that was there in the last complete week."""

    OBSERVED = "observed"
    UNCHANGED = "unchanged"  # not read again: its overview card or the site's 304 says nothing changed
    FAILED = "failed"  # asked for and not read; says nothing about the ad
    GONE = "gone"  # the site itself says it has ended (404, 410, its own notice)
    ELSEWHERE = "elsewhere"  # missing from the overview, yet its page is there
    BARRED = "barred"  # a barrier stood before it


@dataclass(frozen=True, slots=True)
class Denial:
    """Requests the gate did not let out, counted. `host` is where they would have gone; never an ad's URL."""

    kind: Kind
    reason: str
    count: int
    host: str = ""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What left for one host for one purpose: requests, answers per status, bytes of their bodies.

    Requests without an answer are those beyond the sum of `statuses`; status 0 is an answer that broke off.
    """

    kind: Kind
    host: str
    requests: int
    statuses: Mapping[int, int] = field(default_factory=dict)
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two requests to one host, each measured when the second left, against the `delay` to be kept.

    `gaps` counts them per length in milliseconds, to three figures. Scripts and styles of a browser page come with
    that page and have no turn of their own.
    """

    host: str
    delay: float
    smallest: float
    gaps: Mapping[int, int]

    @property
    def median(self) -> float:
        """The middle gap in seconds; of an even number the lower of the two."""
        half, passed = (sum(self.gaps.values()) + 1) // 2, 0
        for length, count in sorted(self.gaps.items()):
            passed += count
            if passed >= half:
                return length / 1000
        return 0.0

    @property
    def kept(self) -> bool:
        return self.smallest >= self.delay


@dataclass(frozen=True, slots=True)
class Basis:
    """Under what a run was made: the version of the dossier and the SHA-256 of the source file."""

    dossier: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the certificate. `passed` False makes the week partial, or failed if `fatal`."""

    name: str
    passed: bool
    value: float | None
    limit: float | None
    reason: str = ""  # Dutch, shown to people
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What robots.txt, the terms or the TDM files said. `text` is the normalised text that is compared."""

    kind: Kind
    url: str
    digest: str
    text: str
    taken: datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """The counts behind one crawl's outcome, its checks and what the gate refused.

    `requests` counts requests on the wire per Kind, `responses` per "kind status" ("ad 200"),
    `fates` ads per Fate, `read` ads whose page was read, `fill` the share (0-1) of those per field, `strange` those
    with an unknown value per field, `dropped` fields read and thrown away per name, `suspend` a Dutch reason when
    the source must be suspended, `faults` what the overview contradicted itself in (Dutch). A crawl that was gone
    on with counts what all its runs did.
    """

    crawl: Crawl
    checks: tuple[Check, ...] = ()
    listed: int = 0
    declared: int | None = None
    overview_pages: int = 0
    fates: Mapping[str, int] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    responses: Mapping[str, int] = field(default_factory=dict)
    denials: tuple[Denial, ...] = ()
    read: int = 0
    fill: Mapping[str, float] = field(default_factory=dict)
    strange: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    bytes: int = 0
    traffic: tuple[Traffic, ...] = ()
    pace: tuple[Pace, ...] = ()
    basis: tuple[Basis, ...] = ()  # of each run in turn, where it differs from the one before
    suspend: str = ""
    sent_when_stopped: int | None = None  # requests sent when the stop sign was seen


@dataclass(frozen=True, slots=True)
class Past:
    """What an earlier complete measurement of the same source had, for comparison: ads listed, fill per field of
    the ads that were read."""

    listed: int
    fill: Mapping[str, float] = field(default_factory=dict)
    read: int = 0
