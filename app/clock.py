"""Where time enters the house; everywhere else it is passed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from domain.errors import Refused
from domain.sources import Source
from domain.weeks import Week
from legal.policy import only_loopback

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The date as people in the Netherlands read it."""
    return now().astimezone(AMSTERDAM).date()


def measuring_week(moment: datetime) -> Week:
    """The ISO week of a moment as people in the Netherlands count it."""
    return Week.of(moment.astimezone(AMSTERDAM))


def spoken(moment: datetime) -> str:
    """A moment as people here read it, with the zone named."""
    return f"{moment.astimezone(AMSTERDAM):%Y-%m-%d %H:%M} Amsterdam"


def clock_from(at: datetime | None, source: Source) -> Clock:
    """The wall clock, or for invented sites a clock that starts at `at`.

    Raises Refused for any other source: a moved clock would outlive dossiers and retention.
    """
    if at is None:
        return now
    if not only_loopback(source):
        raise Refused(f"--at kan alleen bij bronnen op 127.0.0.1; {source.name} is er geen")
    start = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - start)
