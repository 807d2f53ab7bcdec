"""ISO weeks: the unit of every series."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_ISO_WEEK = re.compile(r"^(\d{4})-?W(\d{1,2})$")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO 8601 week, for example 2026-W03. Weeks sort and count in time order."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)  # ValueError when there is no such week

    @classmethod
    def of(cls, moment: date | datetime) -> Week:
        year, number, _ = moment.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read `2026-W03` or a date `2026-01-14`. Raises ValueError."""
        found = _ISO_WEEK.match(text.strip())
        if found:
            return cls(int(found[1]), int(found[2]))
        return cls.of(date.fromisoformat(text.strip()))

    @classmethod
    def from_index(cls, index: int) -> Week:
        return cls.of(date.fromordinal(index * 7 + 1))

    @property
    def index(self) -> int:
        """Whole weeks since Monday 1 January of year 1: consecutive over year ends."""
        return (self.monday.toordinal() - 1) // 7

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    def __add__(self, weeks: int) -> Week:
        return Week.of(self.monday + timedelta(weeks=weeks))

    def __sub__(self, other: Week) -> int:
        return self.index - other.index

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"
