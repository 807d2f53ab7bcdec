"""Which legal dossiers and opinions lapse soon, so that nobody finds out when a measurement is refused."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.house import House
from config.sources import read_sources
from domain.dossiers import DossierState
from storage.database import reading
from storage.dossiers import load_review
from storage.waves import load_opinions

AHEAD = timedelta(days=30)


def expiring(house: House, moment: datetime) -> list[str]:
    """Dutch lines about everything that lapses within 30 days, or did."""
    limit = (moment + AHEAD).date()
    lines = []
    with reading(house.engine).connect() as connection:
        for source in read_sources(house.settings.sources):
            review = load_review(connection, source.name)
            if review and review.state is DossierState.APPROVED and review.valid_until and review.valid_until <= limit:
                lines.append(f"dossier van {source.name} geldt tot {review.valid_until}")
        for one in load_opinions(connection):
            if one.valid_until <= limit:
                lines.append(f"juridisch advies voor {one.organisation} via {one.channel} geldt tot {one.valid_until}")
    return lines
