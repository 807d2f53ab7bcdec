"""The only thing municipalities see."""

from __future__ import annotations

from dataclasses import dataclass

from domain.weeks import Week


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure of a series.

    `value` is None when suppressed or when the week is a gap (`gap` says which);
    `place` a CBS code or "NL", `source` a name or "all". `low` and `high` are the same count
    under looser and stricter linking, None where there is nothing to vary.
    """

    week: Week
    measure: str
    value: float | None
    n: int
    method: str
    place: str = "NL"
    source: str = "all"
    provisional: bool = False
    gap: str | None = None
    low: float | None = None
    high: float | None = None
