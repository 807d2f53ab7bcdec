"""What the crawler needs from outside, as protocols: storage implements them, app hands them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.certificates import Certificate, Fate
from domain.contacts import Contact
from domain.observations import Observation

Clock = Callable[[], datetime]  # timezone-aware now; a test or the demo passes its own


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """One overview page that was read. `next_url` is None on the last page of a round.

    `round` is 1 or 2 (two passes over the overview), `number` counts pages from 1 within it,
    `declared` is the total number of ads the site itself states on this page.
    An overview address holds nothing about a person and is stored as it is.
    """

    round: int
    number: int
    url: str
    next_url: str | None
    listed: int
    declared: int | None = None
    declared_pages: int | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """An ad that an overview page links to.

    `code` and `url` are clear and live in memory only: the plan stores the keyed code
    (`Keyring.code(source, code)`, the same value as `Observation.code`) and the pair sealed.
    `card` is the keyed content hash of the overview card, "" when there is none.
    """

    code: str = field(repr=False)
    url: str = field(repr=False)
    card: str = ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of an ad page from an earlier crawl, for asking politely whether it changed."""

    etag: str = ""
    last_modified: str = ""
    card: str = ""
    weeks_since_read: int = 0  # weeks since the page itself was last read in full


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one ad of the plan other than being observed. `reason` is Dutch and impersonal."""

    code: str = field(repr=False)
    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """One ad read from its page, ready to be stored, with the validators for next time."""

    observation: Observation
    contact: Contact | None
    etag: str = ""
    last_modified: str = ""


class VisitPlan(Protocol):
    """What the overviews of one crawl promised and what became of each ad. Durable; one crawl id.

    Every method is one transaction and may be repeated without effect (a killed crawl repeats its
    last batch). `resume = listed minus settled minus observed`.
    """

    def record_page(self, page: OverviewPage, ads: Sequence[Promised]) -> None:
        """Store an overview page and the ads on it. An ad already in the plan stays as it is."""

    def pages(self) -> Sequence[OverviewPage]:
        """The overview pages recorded so far, ordered by round and number."""

    def pending(self) -> Sequence[Promised]:
        """Ads listed and neither observed nor settled, in the order of listing."""

    def settle(self, settled: Sequence[Settled]) -> None:
        """Store fates other than OBSERVED. UNCHANGED also copies the ad's newest observation (of an
        earlier crawl of this source) into this crawl: new crawl id, week and seen_at, rest identical,
        and moves `last_seen` of its contact. A code that was never promised (a missing ad that was
        looked for directly) is added to the plan."""

    def remembered(self) -> Mapping[str, Remembered]:
        """Per keyed code, for ads that have an observation in an earlier crawl of this source."""

    def absent(self) -> Sequence[Promised]:
        """Ads observed or unchanged in the newest complete crawl of this source before this one, and
        not in this plan: each is looked for directly once before it counts as gone."""

    def fates(self) -> Mapping[Fate, int]:
        """Ads of this crawl per fate; OBSERVED is the number of stored observations read from pages."""


class Keep(Protocol):
    """The batch sink: stores observations and contacts and thereby marks their ads observed in the
    plan, all in one transaction (INSERT ... ON CONFLICT DO NOTHING on crawl + code)."""

    def __call__(self, batch: Sequence[Kept]) -> None: ...


class Record(Protocol):
    """Called once at the end, also of a refused crawl: stores the crawl, its certificate, checks,
    denials and response counts in one transaction. When `certificate.suspend` is not empty the
    caller suspends the source with that reason."""

    def __call__(self, certificate: Certificate) -> None: ...


Halted = Callable[[], str | None]
"""Asked every second during a crawl: the Dutch reason to stop now (kill switch, suspension), or None."""
