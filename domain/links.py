"""Which observations are one advertisement, which advertisements one probable advertiser, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.weeks import Week


class LinkLevel(StrEnum):
    """Levels of agreement, strongest first. Near text alone never merges."""

    SAME_CODE_AND_NAME = "same_code_and_name"
    SAME_PHONE_AND_MUNICIPALITY = "same_phone_and_municipality"
    SAME_PHONE_AND_SIMILAR = "same_phone_and_similar"
    REPOSTED_TEXT = "reposted_text"
    SAME_NAME_AND_ATTRIBUTES = "same_name_and_attributes"
    NEAR_TEXT = "near_text"


@dataclass(frozen=True, slots=True)
class Advertisement:
    """One ad over time: a source and a code."""

    id: str
    source: str
    code: str
    first_seen: Week
    last_seen: Week


@dataclass(frozen=True, slots=True)
class Link:
    """Why two advertisements are thought the same, or why a merge was refused.

    `score` is a sum of log2 agreement weights (bits), not a probability.
    """

    left: str
    right: str
    level: LinkLevel
    score: float
    reasons: tuple[str, ...] = ()
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Advertiser:
    """A hypothesis about ads, never a file on a person."""

    id: str
    advertisements: tuple[str, ...]
    contacts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
