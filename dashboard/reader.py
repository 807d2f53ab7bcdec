"""What the pages ask for; whoever starts them decides where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.certificates import Certificate
from domain.crawls import Accepted
from domain.dossiers import DossierState
from domain.measures import Measurement
from trends.events import Event


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as a reader sees it: may it be visited, until when, and how the last visit went.

    `digest_matches` False means that the source's file was changed after its approval.
    `reason` is a Dutch sentence, empty when there is nothing to explain.
    """

    name: str
    title: str
    state: DossierState
    valid_until: date | None = None
    reason: str = ""
    digest_matches: bool = True
    certificate: Certificate | None = None


class Reader(Protocol):
    """Read-only access to what the pages show."""

    def weekly(self, source: str) -> Sequence[Measurement]:
        """National figures of one source, or of "all" together, of one method version, in week order."""
        ...

    def sources(self) -> Sequence[SourceState]:
        """Every configured source, by name."""
        ...

    def accepted(self) -> Sequence[Accepted]:
        """Partial weeks that a person let count, oldest first."""
        ...

    def expiring(self) -> Sequence[str]:
        """Dutch lines about dossiers and legal opinions that lapse soon, or did."""
        ...

    def events(self) -> Sequence[Event]:
        """Annotated events, oldest first."""
        ...
