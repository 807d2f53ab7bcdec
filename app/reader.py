"""What the pages show, read from storage afresh at every request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.clock import Clock, now
from app.house import House
from app.reminders import expiring
from config.sources import read_sources
from dashboard.reader import SourceState
from domain.crawls import Accepted
from domain.dossiers import DossierState, LegalReview
from domain.measures import Measurement
from domain.sources import Source
from legal.gate import Gate
from storage.crawls import load_accepted, load_certificates
from storage.database import reading
from storage.dossiers import load_review, stopped
from storage.series import load_measurements
from trends.events import Event, read_events


@dataclass(frozen=True, slots=True)
class StoredReader:
    """dashboard.reader.Reader over one installation."""

    house: House
    clock: Clock = now

    def weekly(self, source: str) -> Sequence[Measurement]:
        with reading(self.house.engine).connect() as connection:
            return [figure for figure in load_measurements(connection) if figure.source == source]

    def sources(self) -> Sequence[SourceState]:
        return [self._state(source) for source in read_sources(self.house.settings.sources)]

    def accepted(self) -> Sequence[Accepted]:
        with reading(self.house.engine).connect() as connection:
            return load_accepted(connection)

    def expiring(self) -> Sequence[str]:
        return expiring(self.house, self.clock())

    def events(self) -> Sequence[Event]:
        """Annotated events, from events.yml in the installation's folder when there is one."""
        path = self.house.settings.home / "events.yml"
        return read_events(path) if path.exists() else []

    def _state(self, source: Source) -> SourceState:
        with reading(self.house.engine).connect() as connection:
            review = load_review(connection, source.name)
            stop = stopped(connection, source.name)
            certificates = load_certificates(connection, source.name)
        return SourceState(
            name=source.name,
            title=source.title,
            state=_state_on(review, self.clock().date()),
            valid_until=review.valid_until if review else None,
            reason=stop or Gate.of(source, review).opens(self.clock()).reason,
            digest_matches=review is None or review.digest == source.digest,
            certificate=certificates[0] if certificates else None,
        )


def _state_on(review: LegalReview | None, day: date) -> DossierState:
    """The state to show: an approval whose last day is past is expired, also before anyone writes that down."""
    if review is None:
        return DossierState.DRAFT
    past = review.valid_until is not None and review.valid_until < day
    return DossierState.EXPIRED if past and review.state is DossierState.APPROVED else review.state
