"""Which legal dossiers and opinions lapse soon, so that nobody finds out when a measurement is refused; and the
lapsing itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.house import House
from config.sources import read_catalogue, read_sources
from domain.dossiers import DossierState, LegalReview
from legal.dossier import expire, lapses
from storage.database import reading
from storage.dossiers import load_review, save_review, sources_with_dossier
from storage.waves import load_opinions

AHEAD = timedelta(days=30)  # an opinion is a lawyer's work
AHEAD_DOSSIER = timedelta(days=10)  # the shortest answers count a month, so earlier would be always
MACHINE = "peil"
_DATED = {DossierState.APPROVED, DossierState.EXPIRED}


def expiring(house: House, moment: datetime) -> list[str]:
    """Dutch lines about everything that lapses soon, or did."""
    limit, soon = (moment + AHEAD).date(), (moment + AHEAD_DOSSIER).date()
    lines = []
    with reading(house.engine).connect() as connection:
        for source in read_sources(house.settings.sources):
            review = load_review(connection, source.name)
            if review and review.state in _DATED and review.valid_until and review.valid_until <= soon:
                lines.append(_about(review))
        for one in load_opinions(connection):
            if one.valid_until <= limit:
                lines.append(f"juridisch advies voor {one.organisation} via {one.channel} geldt tot {one.valid_until}")
    return lines


def lapse(house: House, moment: datetime) -> list[str]:
    """Write down which approvals have lapsed; the names of their sources. The gate was closed already."""
    names = []
    with house.engine.begin() as connection:
        for name in sorted(sources_with_dossier(connection)):
            review = load_review(connection, name)
            until = review.valid_until if review and review.state is DossierState.APPROVED else None
            if review and until and moment.date() >= until:
                save_review(connection, expire(review), "expire", MACHINE, moment)
                names.append(name)
    return names


def _about(review: LegalReview) -> str:
    asked = {question.id: question for question in read_catalogue().questions}
    first = [
        one.question
        for one in review.answers.values()
        if one.question in asked and lapses(one, asked[one.question]) == review.valid_until
    ]
    return f"dossier van {review.source} geldt tot {review.valid_until} (antwoord op {', '.join(first) or '?'})"
