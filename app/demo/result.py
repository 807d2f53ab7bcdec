"""What a demonstration found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from app.demo.compare import Comparison
from app.house import House
from domain.weeks import Week
from sandbox.population import Population

NEXT_STEPS = (
    ("De weekreeksen en de bronnen bekijken", "make serve"),
    ("Het logboek controleren", "PEIL_HOME=var/demo .venv/bin/peil audit verify"),
    ("Alle opdrachten", ".venv/bin/peil --help"),
)


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demonstration found."""

    house: House
    population: Population
    comparison: Comparison
    measurements: int
    observations: int
    advertisers: int
    drafts: int
    seconds: float
    peak_rss_mb: float

    @property
    def ended(self) -> datetime:
        """The simulated moment of the last measurement."""
        return ended(self.population)


def summary(demo: Demo) -> dict[str, object]:
    """The figures of var/demo/summary.json."""
    found = demo.comparison
    return {
        "measurements": demo.measurements,
        "observations": demo.observations,
        "advertisers": demo.advertisers,
        "truth": {"advertisers": found.true_advertisers},
        "links": {"precision": round(found.links.precision, 4), "recall": round(found.links.recall, 4)},
        "wrongly_closed": found.wrongly_closed,
        "signals": {"planted": found.signals.planted, "found": found.signals.found},
        "critical": {"planted": found.critical.planted, "found": found.critical.found},
        "drafts": demo.drafts,
        "seconds": round(demo.seconds, 1),
        "peak_rss_mb": round(demo.peak_rss_mb),
    }


def moment(week: Week) -> datetime:
    """The simulated moment of a week's measurement."""
    return datetime.combine(week.monday, time(4), tzinfo=UTC)


def ended(population: Population) -> datetime:
    """The simulated moment of the last measurement."""
    return moment(population.start + (population.weeks - 1))
