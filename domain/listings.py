"""An ad as published. Lives in memory only and never shows its contents in a log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FoundIn(StrEnum):
    """Where a value was read, in order of precedence."""

    HTML = "html"
    JSON_LD = "json-ld"
    TEXT = "text"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Published:
    """One pre-filled value of an ad page, as the page has it."""

    value: str = field(repr=False)
    found_in: FoundIn = FoundIn.HTML
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One ad page. Clear text and number stay in memory: Scrapy logs the repr of dropped items.

    `fields` holds the allowed pre-filled fields under the names of `config/fields.yml`
    (phone, advertiser, age, gender, municipality, price_hour, work_type, language, ...).
    `failed` names the fields whose selector matched nothing.
    """

    source: str
    code: str = field(repr=False)
    seen_at: datetime
    url: str = field(repr=False)
    title: str = field(repr=False)
    text: str = field(repr=False)
    fields: Mapping[str, tuple[Published, ...]] = field(default_factory=dict, repr=False)
    failed: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Neither a title nor a text: whatever its address promised, this is no ad."""
        return not (self.title or self.text)
