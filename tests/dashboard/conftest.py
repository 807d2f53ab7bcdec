"""An invented half year of figures, two sources, and a client that talks to the pages without a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import httpx
import polars as pl
import pytest

from dashboard.reader import SourceState
from dashboard.web import create_app
from domain.certificates import Certificate, Check, Denial, Kind
from domain.crawls import Accepted, Crawl, Outcome
from domain.dossiers import DossierState
from domain.measures import Measurement
from domain.weeks import Week
from trends import frames
from trends.events import Event
from trends.series import records, weekly

FIRST = Week(2026, 1)
SEEN = datetime(2026, 6, 30, 12, tzinfo=UTC)
GAP = 14


def market() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sightings and measurements of 26 weeks; source b failed in week 14."""
    rows = [
        {
            "source": source,
            "advertisement": f"{source}{number}",
            "advertiser": f"p{number}",
            "week": FIRST.index + week,
            "unique": f"p{number}",
        }
        for source, share in (("sandbox_a", 2), ("sandbox_b", 5))
        for number in range(0, 240, share)
        for week in range(number % 23, min(26, number % 23 + 4 + number % 9))
        if (week + number) % 7 and not (source == "sandbox_b" and week == GAP)
    ]
    visits = [
        {
            "source": source,
            "week": FIRST.index + week,
            "outcome": "failed" if source == "sandbox_b" and week == GAP else "complete",
        }
        for source in ("sandbox_a", "sandbox_b")
        for week in range(26)
    ]
    return frames.sightings(pl.DataFrame(rows)), frames.measurements(pl.DataFrame(visits))


def certificate(source: str, outcome: Outcome) -> Certificate:
    crawl = Crawl(f"{source}-1", source, FIRST + 25, SEEN, outcome, SEEN, pages=190, ads=171)
    whole = outcome is Outcome.COMPLETE
    checks = (
        Check("expected", whole, 171, 150 if whole else 400, "171 advertenties, verwacht 400 tot 900"),
        Check("ads_read", True, 0.006, 0.02, "1 van 172 advertenties niet gelezen"),
    )
    reasons = () if whole else ("171 advertenties gezien, verwacht minstens 400",)
    return Certificate(
        replace(crawl, reasons=reasons), checks, listed=172, declared=172, denials=(Denial(Kind.AD, "path", 3),)
    )


class Invented:
    """A Reader over the invented market."""

    def __init__(self) -> None:
        frames_of_market = market()
        self.series = {
            source: records(weekly(*frames_of_market, source))
            for source in ("all", "sandbox_a", "sandbox_b", "sandbox_c")
        }

    def weekly(self, source: str) -> Sequence[Measurement]:
        return self.series[source]

    def sources(self) -> Sequence[SourceState]:
        return [
            SourceState(
                "sandbox_a",
                "Voorbeeldmarkt A",
                DossierState.APPROVED,
                date(2027, 1, 31),
                certificate=certificate("sandbox_a", Outcome.COMPLETE),
            ),
            SourceState(
                "sandbox_b",
                "Voorbeeldmarkt <B>",
                DossierState.SUSPENDED,
                date(2026, 12, 1),
                "De gebruiksvoorwaarden zijn veranderd op 29 juni 2026.",
                digest_matches=False,
                certificate=certificate("sandbox_b", Outcome.PARTIAL),
            ),
            SourceState("sandbox_c", "Voorbeeldmarkt C", DossierState.IN_REVIEW),
        ]

    def accepted(self) -> Sequence[Accepted]:
        week = self.series["sandbox_b"][3].week
        return [Accepted(f"sandbox_b-{week}", "sandbox_b", week, "Anna", "storing bij de <site>, aantallen kloppen")]

    def expiring(self) -> Sequence[str]:
        return ["dossier van sandbox_a geldt tot 2026-07-04 (antwoord op <Q1>)"]

    def events(self) -> Sequence[Event]:
        return [Event(date(2026, 4, 1), "Nieuw vergunningstelsel", "verzonnen voor deze test")]


@pytest.fixture(scope="session")
def invented() -> Invented:
    return Invented()


@pytest.fixture(scope="session")
def get(invented: Invented) -> Callable[..., httpx.Response]:
    """get("/bronnen"): the response of the application, without following redirects; asked once per path."""
    app = create_app(invented)

    @cache
    def ask(path: str, **headers: str) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(go())

    return ask
