"""What an overview promised, what became of it, and what a crawl hands over to be kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.certificates import Fate
from domain.contacts import Contact
from domain.listings import Listing
from domain.observations import Observation


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """One overview page that was read. `next_url` is None on the last page of a round.

    `round` is 1 or 2 (two passes over the overview), `number` counts pages from 1 within it,
    `declared` is the total number of ads the site itself states on this page.
    An overview address holds nothing about a person and is stored as it is.
    """

    round: int
    number: int
    url: str
    next_url: str | None
    listed: int
    declared: int | None = None
    declared_pages: int | None = None


@dataclass(frozen=True, slots=True)
class Promised:
    """An ad that an overview page links to.

    `code` and `url` are clear and live in memory only: the plan stores the keyed code
    (`Keyring.code(source, code)`, the same value as `Observation.code`) and the pair sealed.
    `card` is the keyed content hash of the overview card, "" when there is none.
    """

    code: str = field(repr=False)
    url: str = field(repr=False)
    card: str = ""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of an ad page from an earlier crawl, for asking politely whether it changed."""

    etag: str = ""
    last_modified: str = ""
    card: str = ""
    weeks_since_read: int = 0  # weeks since the page itself was last read in full


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one ad of the plan other than being observed. `reason` is Dutch and impersonal."""

    code: str = field(repr=False)
    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AdPage:
    """An ad page as it was read, with the validators for next time. Lives in memory only."""

    listing: Listing
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """One ad read from its page, ready to be stored, with the validators for next time."""

    observation: Observation
    contact: Contact | None
    etag: str = ""
    last_modified: str = ""
