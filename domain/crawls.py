"""One weekly visit of one source, and how far its counts can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.weeks import Week


class Outcome(StrEnum):
    RUNNING = "running"
    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Crawl:
    """A measurement (meetmoment). Only a complete crawl can close an ad; anything else is a gap.

    `pages` counts responses received, `ads` distinct ad codes observed.
    """

    id: str
    source: str
    week: Week
    started: datetime
    outcome: Outcome = Outcome.RUNNING
    finished: datetime | None = None
    pages: int = 0
    ads: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A partial week that a person takes for whole: `because` stands beside the figures it adds to."""

    crawl: str
    source: str
    week: Week
    by: str
    because: str
