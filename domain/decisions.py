"""A person's decision is a row, never an overwritten value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Review:
    """Who decided what about which subject, when, and which earlier decision it replaces."""

    id: str
    subject: str
    kind: str
    state: str
    by: str
    at: datetime
    note: str = ""
    supersedes: str | None = None
