"""A website that may be visited, described so that anyone can read it: one YAML file, no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

STRICT = {"extra": "forbid"}  # a misspelt key is an error with its line, never silently ignored


class Render(StrEnum):
    HTTP = "http"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class Expected:
    """How many ads a normal week has. Outside these bounds the week is partial."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How one value is read from a page: the first of `css`, `xpath`, `json_ld` that gives anything.

    `json_ld` is a dotted path such as `offers.price`; `regex` keeps its first group (or whole match).
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    css: str | None = None
    xpath: str | None = None
    json_ld: str | None = None
    regex: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The pages that promise ads.

    `ad` reads the links, `code` is a regex whose first group on the link's URL is the ad's code (its
    identity: never the URL), or `code_from` reads the code within each `card`.
    The walk follows `next`, or counts up `page` (`{page}` in a URL) while a page brings ads;
    `total` and `pages` read what the site itself declares. `max_pages` bounds the walk.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    ad: Reading
    code: str | None = None
    card: str | None = None
    code_from: Reading | None = None
    next: Reading | None = None
    page: str | None = None
    total: Reading | None = None
    pages: Reading | None = None
    max_pages: int = 500
    wait_for: str | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """A list of label and value on the ad page: each row's label decides the field.

    Labels in `ignore` are known and not wanted; any other label is dropped and counted.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    row: str
    label: str
    value: str
    names: Mapping[str, str]
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdPage:
    """Where the title, the text and the allowed fields stand on an ad page.

    `floors` gives per field the lowest believable share (0-1) of ads that have it; `values` every known
    category of a field (parts of a list apart), so that a new one is reported and not silently misread;
    `gone` is a CSS selector that only a "this ad has ended" page has.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    title: Reading
    text: Reading
    fields: Mapping[str, Reading] = field(default_factory=dict)
    pairs: Pairs | None = None
    floors: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gone: str | None = None
    wait_for: str | None = None

    @property
    def names(self) -> frozenset[str]:
        """The fields that this page is read for."""
        return frozenset(self.fields) | frozenset(self.pairs.names.values() if self.pairs else ())


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap with `lastmod`. `code` is the regex of the ad's code on its addresses, else `overview.code`.

    With `second_look` it takes the place of the second walk over the overview, when both list the same
    ads: it shows in one request which ads moved while the overview was walked.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    url: str
    code: str | None = None
    second_look: bool = False


@dataclass(frozen=True, slots=True)
class Visits:
    """How often unchanged ads are read again: every `refresh` weeks, 1 = each week in full.

    With `refresh` above 1 an ad whose overview card is unchanged is not requested; with a `sitemap`
    its date there must be unchanged too.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    refresh: int = 1
    conditional: bool = True
    sitemap: Sitemap | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One site. `name` is the YAML file's stem; `digest` the SHA-256 (hex) of the YAML file's bytes.

    `hosts` are `host` or `host:port`; `allow` and `deny` are path prefixes, with a query after `?` (deny wins);
    `delay` is in seconds between requests; `terms` the address of the terms of use;
    `barriers` adds CSS selectors that mean "closed to us" on this site.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    name: str
    digest: str
    title: str
    start_url: str
    hosts: tuple[str, ...]
    expect: Expected
    overview: Overview
    ad: AdPage
    allow: tuple[str, ...] = ("/",)
    deny: tuple[str, ...] = ()
    render: Render = Render.HTTP
    delay: float = 2.0
    language: str = "nl"
    terms: str | None = None
    barriers: tuple[str, ...] = ()
    visits: Visits = Visits()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A site from the study's inventory: described, never crawled, because it has no selectors."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    site: str
    title: str
    decision: str  # "in_review" or "not_taken"
    because: str
    free: bool
    open: bool
    without_payment: bool
    note: str = ""
