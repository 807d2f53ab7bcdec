"""May a source be visited? A dossier of answers, decided by two people, bound to one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from domain.certificates import Kind, Snapshot

STRICT = {"extra": "forbid"}


class DossierState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REJECTED = "rejected"


class Block(StrEnum):
    """What an open answer stands in the way of."""

    HARD = "hard"  # no approval without "ok"
    CONDITION = "condition"  # approval without "ok" needs a stored condition
    OUTREACH = "outreach"  # visiting may, messaging may not


class Finding(StrEnum):
    OK = "ok"
    CONDITION = "condition"
    NO = "no"


class Runtime(StrEnum):
    """What in the program keeps to an answer, on every run."""

    BARRIERS = "barriers"  # the crawler stops at the first and the source is suspended
    PATHS = "paths"  # the gate, for every request
    FIELDS = "fields"  # what is off or not on the allow-list is dropped while a page is read
    ROBOTS = "robots"  # read before each visit and compared
    TERMS = "terms"
    TDM = "tdm"
    RATE = "rate"  # pace, hours and page cap, at the gate
    BROWSER = "browser"  # images, media and other hosts are stopped at the browser's routes
    OBJECTION = "objection"  # the operator's: closes at once, and this answer must then be given anew
    EVIDENCE = "evidence"  # its files are hashed again before each visit; changed or gone suspends
    MESSAGES = "messages"  # not "ok": nobody known from this source is offered anything
    RULES = "rules"  # the loader of the indicators takes written rules only


@dataclass(frozen=True, slots=True)
class Question:
    """One review question. `months` is how long an answer stays valid, `evidence` what must support it."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    id: str
    ask: str
    block: Block
    months: int
    evidence: tuple[str, ...] = ()
    runtime: Runtime | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The review questions, one version."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    version: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that supports an answer: its SHA-256 (hex), who made it, when, and until when it counts."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    file: str
    sha256: str
    author: str
    dated: date
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered question."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    question: str
    finding: Finding
    text: str
    by: str
    on: date
    evidence: tuple[Evidence, ...] = ()


class UnreadableRobots(StrEnum):
    """What a 4xx on robots.txt means: RFC 9309 allows; a dossier that does not say so disallows."""

    ALLOW = "allow"
    DISALLOW = "disallow"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the approval demands; it becomes the gate's policy at run time, always the stricter of both.

    `delay` in seconds; `hours` the first and last hour (Europe/Amsterdam) in which requests may leave;
    `page_cap` requests per crawl; `fields_off` fields that are dropped for this source;
    `above_tdm` True when the legal basis stands above a TDM reservation (a licence, article 3);
    `no_terms` why a site has no terms of use that a visit could compare.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    delay: float = 0.0
    hours: tuple[int, int] = (0, 24)
    page_cap: int = 50_000
    fields_off: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    robots_4xx: UnreadableRobots = UnreadableRobots.DISALLOW
    above_tdm: bool = False
    text: str = ""
    no_terms: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """The site's operator does not want visits. `met` is what the dossier said about them when it came in."""

    because: str
    by: str  # who took it in
    at: datetime
    met: str = ""
    answer: str = ""  # the approver's reason to visit all the same
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class LegalReview:
    """The dossier of one source in one state. Every change is a new version, never an overwritten one.

    `digest` is the SHA-256 of the source's YAML at the time of approval: another file, no approval.
    `snapshots` are what robots, terms and TDM files said when approved; each run compares.
    """

    source: str
    digest: str
    catalogue: int
    state: DossierState
    author: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    conditions: Conditions = Conditions()
    approver: str | None = None
    decided_on: datetime | None = None
    valid_until: date | None = None
    decision: str = ""
    snapshots: Mapping[Kind, Snapshot] = field(default_factory=dict)
    version: int = 1
    conditions_by: str = ""
    submitted_by: str = ""
    operator: tuple[Objection, ...] = ()  # what the operator objected, oldest first

    @property
    def writers(self) -> tuple[str, ...]:
        """Everybody whose hand is in this dossier; none of them may decide about it."""
        named = (self.author, self.conditions_by, self.submitted_by, *(one.by for one in self.answers.values()))
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def unanswered(self) -> tuple[Objection, ...]:
        return tuple(one for one in self.operator if not one.answered_by)

    def suspended(self, because: str) -> LegalReview:
        """The next version, in which nothing may be visited. Storage does this too, when a crawl says so."""
        return replace(self, state=DossierState.SUSPENDED, version=self.version + 1, decision=because)


@dataclass(frozen=True, slots=True)
class Step:
    """One version of a dossier, with the act that made it: by whom and when."""

    review: LegalReview
    act: str
    by: str
    at: datetime
