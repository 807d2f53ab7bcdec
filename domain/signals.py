"""A reason for a person to look, never a decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Signal:
    """One indicator that fired on one advertisement.

    `quote` is masked text, `span` its characters in the masked text (None for linkage facts);
    `reviewed` is False when no native speaker has judged the rule's language yet.
    """

    advertisement: str
    indicator: str
    version: int
    family: str
    tier: str
    weight: float
    observed_on: date
    quote: str = field(default="", repr=False)
    span: tuple[int, int] | None = None
    reviewed: bool = True
