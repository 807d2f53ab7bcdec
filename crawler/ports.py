"""What the crawler needs from outside, as protocols: storage implements them, app hands them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.certificates import Certificate, Fate
from domain.visits import Kept, OverviewPage, Promised, Remembered, Settled

Clock = Callable[[], datetime]  # timezone-aware now; a test or the demo passes its own


class VisitPlan(Protocol):
    """What the overviews of one crawl promised and what became of each ad. Durable; one crawl id.

    Every method is one transaction and may be repeated without effect (a killed crawl repeats its
    last batch). `resume = listed minus settled minus observed`.
    """

    def record_page(self, page: OverviewPage, ads: Sequence[Promised]) -> None:
        """Store an overview page and the ads on it. An ad already in the plan stays as it is, unless it was only
        looked for directly: then it is listed after all, and pending when it was taken for gone."""

    def pages(self) -> Sequence[OverviewPage]:
        """The overview pages recorded so far, ordered by round and number."""

    def pending(self) -> Sequence[Promised]:
        """Ads listed and neither observed nor settled, in the order of listing. FAILED and BARRED ads
        count as pending: a second run of the same week asks for them again."""

    def settle(self, settled: Sequence[Settled]) -> None:
        """Store fates other than OBSERVED. A code that was never promised (a missing ad that was looked
        for directly) is added to the plan. Every fate except GONE and ELSEWHERE also copies the ad's
        newest observation from an earlier crawl of this source, if there is one, into this crawl (new
        crawl id and week): the ad is not known to be gone, so no series may close it. UNCHANGED moves
        `seen_at` and its contact's `last_seen` too; of an ad that was not read, they stay. ELSEWHERE comes
        with an observation of its own through `Keep`."""

    def doubt_gone(self, reason: str) -> None:
        """So many ads are said to be gone that the site is not believed: each GONE becomes FAILED, as `settle`
        would have stored it, and one that was not listed is absent again. Whoever accepts this week closes none of
        them; a second run asks again."""

    def remembered(self) -> Mapping[str, Remembered]:
        """Per keyed code, for ads that have an observation in an earlier crawl of this source."""

    def before(self) -> int:
        """How many ads the newest crawl of this source before this one had that counts: complete, or accepted."""

    def absent(self) -> Sequence[Promised]:
        """Ads with an observation in the newest crawl of this source before this one that counts, and
        neither in this plan nor observed in this crawl: each is looked for directly once before it
        counts as gone."""

    def missing(self) -> int:
        """How many ads `absent` would name if addresses were kept for ever: after a long gap they are erased."""

    def promised(self) -> int:
        """How many different ads the overview and the sitemap listed, whatever became of them."""

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
