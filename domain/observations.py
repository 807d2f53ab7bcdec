"""One ad, seen once, without anything that identifies a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.listings import FoundIn
from domain.weeks import Week


class WorkType(StrEnum):
    AT_HOME = "at_home"
    ESCORT = "escort"
    MASSAGE = "massage"


class Gender(StrEnum):
    """As the site's form offers it; the studied sites offer only woman and man."""

    WOMAN = "woman"
    MAN = "man"
    TRANS = "trans"
    COUPLE = "couple"


class LanguageStatus(StrEnum):
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


class Missing(StrEnum):
    """Why a variable has no value."""

    ABSENT = "absent"
    SELECTOR_FAILED = "selector_failed"
    NONE_IN_TEXT = "none_in_text"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Language:
    """ISO 639-1 code and how sure; only a confirmed language may choose a message's language."""

    code: str | None = None
    status: LanguageStatus = LanguageStatus.UNKNOWN
    second: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a variable came from, or why it is missing. `span` counts characters in the clear text."""

    field: str
    found_in: FoundIn | None = None
    rule: str = ""
    span: tuple[int, int] | None = None
    confidence: float = 0.0
    conflicts: tuple[str, ...] = ()
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One ad at one measurement.

    Keyed values (`code`, `name_key`, `name_tokens`, `contact_key`, `content_hash`) are hex HMACs.
    `age` in years, `price_hour` in euros per hour, `municipality` a CBS code such as GM0363,
    `sketch` the keyed MinHash of the masked text (bytes, see dedup/sketch.py), `redacted` the
    masked title and text, empty once past its retention.
    """

    crawl: str
    source: str
    code: str
    week: Week
    seen_at: datetime
    content_hash: str
    redacted: str = field(default="", repr=False)
    language: Language = Language()
    municipality: str | None = None
    age: int | None = None
    under_18: bool = False
    price_hour: float | None = None
    work_types: frozenset[WorkType] = frozenset()
    gender: Gender | None = None
    business_words: tuple[str, ...] = ()
    name_key: str | None = None
    name_tokens: tuple[str, ...] = ()
    contact_key: str | None = None
    sketch: bytes = b""
    provenance: tuple[Provenance, ...] = ()
