"""What the pages show, read from storage afresh at every request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.clock import now
from app.house import House
from config.sources import read_sources
from dashboard.reader import SourceState
from domain.dossiers import DossierState
from domain.measures import Measurement
from domain.sources import Source
from legal.gate import Gate
from storage.crawls import load_certificates
from storage.database import reading
from storage.dossiers import load_review
from storage.series import load_measurements
from trends.events import Event, read_events


@dataclass(frozen=True, slots=True)
class StoredReader:
    """dashboard.reader.Reader over one installation."""

    house: House

    def weekly(self, source: str) -> Sequence[Measurement]:
        with reading(self.house.engine).connect() as connection:
            return [figure for figure in load_measurements(connection) if figure.source == source]

    def sources(self) -> Sequence[SourceState]:
        return [self._state(source) for source in read_sources(self.house.settings.sources)]

    def events(self) -> Sequence[Event]:
        """Annotated events, from events.yml in the installation's folder when there is one."""
        path = self.house.settings.home / "events.yml"
        return read_events(path) if path.exists() else []

    def _state(self, source: Source) -> SourceState:
        with reading(self.house.engine).connect() as connection:
            review = load_review(connection, source.name)
            certificates = load_certificates(connection, source.name)
        return SourceState(
            name=source.name,
            title=source.title,
            state=review.state if review else DossierState.DRAFT,
            valid_until=review.valid_until if review else None,
            reason=Gate.of(source, review).opens(now()).reason,
            digest_matches=review is None or review.digest == source.digest,
            certificate=certificates[0] if certificates else None,
        )
