"""Reading a page is a pure function of the page: the same on the wire, on saved pages and in an archive."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urljoin

from parsel import Selector

from config.sources import allowed_fields
from crawler.queries import Element, Node, by_css, by_xpath, read_text
from domain.listings import FoundIn, Listing, Published
from domain.sources import Overview, Pairs, Reading, Source

_DIGITS = re.compile(r"\d")
_PARTS = re.compile(r"[,/+;|]")  # how sites part the values of one list


@dataclass(frozen=True, slots=True)
class AdRead:
    """An ad page as read. `dropped` counts fields that may not be kept, by name or label;
    `strange` counts values outside a field's known categories, by field."""

    listing: Listing
    dropped: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Card:
    """One ad as an overview page shows it. `text` is the card's clear text, for noticing a change."""

    code: str = field(repr=False)
    url: str = field(repr=False)
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OverviewRead:
    """`codeless` counts links that gave no code: a sign of a changed layout."""

    cards: tuple[Card, ...]
    next_url: str | None
    declared: int | None
    declared_pages: int | None
    codeless: int = 0


def read_ad(
    source: Source, page: Selector, url: str, code: str, seen_at: datetime, off: frozenset[str] = frozenset()
) -> AdRead:
    """The listing on an ad page. Values outside the allow-list, or in `off`, never enter it."""
    root, linked = page.root, _Linked(page.root)
    found: dict[str, list[Published]] = {
        name: list(read_values(root, reading, linked)) for name, reading in source.ad.fields.items()
    }
    failed = tuple(name for name, values in found.items() if not values)
    dropped: Counter[str] = Counter()
    if source.ad.pairs:
        for name, value in _read_pairs(root, source.ad.pairs, dropped):
            found.setdefault(name, []).append(value)
    kept = _kept_fields() - off
    dropped.update(name for name, values in found.items() if values and name not in kept)
    listing = Listing(
        source=source.name,
        code=code,
        seen_at=seen_at,
        url=url,
        title=_first(read_values(root, source.ad.title, linked)) if "title" in kept else "",
        text=_first(read_values(root, source.ad.text, linked)) if "text" in kept else "",
        fields={name: tuple(values) for name, values in found.items() if values and name in kept},
        failed=failed,
    )
    return AdRead(listing, dropped, _strange(source, listing.fields))


def read_overview(source: Source, page: Selector, url: str) -> OverviewRead:
    """The ads an overview page promises, and where the overview goes on."""
    told, root = source.overview, page.root
    linked = _Linked(root)
    cards = list(_read_cards(told, root, url, linked))
    onward = _first(read_values(root, told.next, linked, attribute="href")) if told.next else ""
    return OverviewRead(
        cards=tuple(card for card in cards if card.code),
        next_url=urljoin(url, onward) if onward else None,
        declared=_number(root, told.total, linked),
        declared_pages=_number(root, told.pages, linked),
        codeless=sum(not card.code for card in cards),
    )


@cache
def _kept_fields() -> frozenset[str]:
    return frozenset(name for name, told in allowed_fields().items() if told.kept)


def text_of(page: Selector) -> str:
    """A page's text as people read it, block by block."""
    return read_text(page.root)


def read_values(
    part: Element, reading: Reading, linked: _Linked | None = None, attribute: str = ""
) -> Iterator[Published]:
    """Every value a reading gives, from the first of css, xpath, json_ld that gives any.

    `attribute` is taken when a selector points at an element instead of at a text or attribute.
    """
    for rule, found_in, values in _sources_of(part, reading, linked or _Linked(part), attribute):
        kept = [found for value in values if (found := matched(reading.regex, value))]
        if kept:
            yield from (Published(value, found_in, rule) for value in kept)
            return


def _sources_of(
    part: Element, reading: Reading, linked: _Linked, attribute: str
) -> Iterator[tuple[str, FoundIn, Iterable[str]]]:
    if reading.css:
        yield reading.css, FoundIn.HTML, _texts(by_css(part, reading.css), attribute)
    if reading.xpath:
        yield reading.xpath, FoundIn.HTML, _texts(by_xpath(part, reading.xpath), attribute)
    if reading.json_ld:
        yield reading.json_ld, FoundIn.JSON_LD, linked.values(reading.json_ld)


def _texts(nodes: Iterable[Node], attribute: str = "") -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node.strip()
        else:
            yield node.get(attribute, "") if attribute else read_text(node)


def matched(regex: str | None, value: str) -> str:
    """The part of a value that `regex` finds, its first group where it has one; the whole value without a regex."""
    if not regex:
        return value
    found = re.search(regex, value)
    return (found[1] if found.re.groups else found[0]).strip() if found else ""


def _first(values: Iterable[Published]) -> str:
    return next((value.value for value in values), "")


def _number(root: Element, reading: Reading | None, linked: _Linked) -> int | None:
    told = _first(read_values(root, reading, linked)) if reading else ""
    digits = "".join(_DIGITS.findall(told))  # "1.234 advertenties"
    return int(digits) if digits else None


def _read_cards(told: Overview, root: Element, url: str, linked: _Linked) -> Iterator[Card]:
    for part in by_css(root, told.card) if told.card else [root]:
        if isinstance(part, str):
            continue  # a card is an element
        text = read_text(part) if told.card else ""
        for link in read_values(part, told.ad, linked, attribute="href"):
            address = urljoin(url, link.value)
            if told.code:
                code = matched(told.code, address)
            else:
                code = _first(read_values(part, told.code_from, linked)) if told.code_from else ""
            yield Card(code, address, text)


def _read_pairs(root: Element, pairs: Pairs, dropped: Counter[str]) -> Iterator[tuple[str, Published]]:
    for row in by_css(root, pairs.row):
        if isinstance(row, str):
            continue  # a row is an element
        label = " ".join(next(_texts(by_css(row, pairs.label)), "").split()).rstrip(":")
        if label in pairs.ignore or not label:
            continue
        name = pairs.names.get(label)
        if name is None:
            dropped[f"label: {_DIGITS.sub('0', label[:30])}"] += 1  # a label, never a value
            continue
        for value in filter(None, _texts(by_css(row, pairs.value))):
            yield name, Published(value, FoundIn.HTML, label)


def _strange(source: Source, fields: Mapping[str, tuple[Published, ...]]) -> Counter[str]:
    """Fields with a part that is in none of their known categories."""
    return Counter(
        name
        for name, known in source.ad.values.items()
        for given in fields.get(name, ())
        if not {part.strip() for part in _PARTS.split(given.value)} <= set(known)
    )


class _Linked:
    """The JSON-LD of one page, parsed once and only when a reading asks for it."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._objects: list[Any] | None = None

    def values(self, path: str) -> list[str]:
        """Every value at a dotted path such as `offers.price`, in any object of the page."""
        if self._objects is None:
            self._objects = list(self._parse())
        found: list[Any] = self._objects
        for step in path.split("."):
            found = [value for one in found for value in _step_into(one, step)]
        return [str(value) for value in found if isinstance(value, (str, int, float)) and str(value).strip()]

    def _parse(self) -> Iterator[Any]:
        for script in by_xpath(self._root, '//script[@type="application/ld+json"]/text()'):
            try:
                told = json.loads(str(script), strict=False)
            except ValueError:
                continue  # broken JSON-LD gives nothing, which the fill rate shows
            for one in told if isinstance(told, list) else [told]:
                yield from one["@graph"] if isinstance(one, dict) and isinstance(one.get("@graph"), list) else [one]


def _step_into(one: Any, step: str) -> list[Any]:
    value = one.get(step) if isinstance(one, dict) else None
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
