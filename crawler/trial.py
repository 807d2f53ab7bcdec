"""A source file tried on saved pages: what each field gives, where it came from, what might fit better."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import extruct
from parsel import Selector

from crawler.page import AdRead, OverviewRead, read_ad, read_overview
from domain.sources import Source

HIDDEN = {"phone", "advertiser"}  # shown as read, never in clear: terminals are copied and logged
SHORT = 40  # characters of a value in the table


@dataclass(frozen=True, slots=True)
class Row:
    """One field over all tried ad pages. `filled` of `pages`; `example` is shortened or hidden."""

    field: str
    filled: int
    pages: int
    example: str = ""
    rule: str = ""
    missing: tuple[str, ...] = ()  # names of pages without it


@dataclass(frozen=True, slots=True)
class Trial:
    """What a source file makes of some pages. `problems` are Dutch; empty means it works."""

    rows: tuple[Row, ...]
    overviews: tuple[str, ...]
    dropped: Mapping[str, int]
    suggestions: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=())


def try_pages(source: Source, pages: Mapping[str, str]) -> Trial:
    """Read each page (name -> HTML) as overview or ad, whichever it is."""
    ads: dict[str, AdRead] = {}
    overviews: dict[str, OverviewRead] = {}
    for name, html in pages.items():
        page = Selector(html)
        overview = read_overview(source, page, source.start_url)
        ad = read_ad(source, page, source.start_url, name, datetime.now(UTC))
        if ad.listing.title and ad.listing.text:
            ads[name] = ad
        elif overview.cards or overview.codeless:
            overviews[name] = overview
        else:
            ads[name] = ad
    rows = tuple(_rows(source, ads))
    return Trial(
        rows=rows,
        overviews=tuple(_told(name, read) for name, read in overviews.items()),
        dropped=_dropped(ads),
        suggestions=tuple(_suggestions(pages, ads, rows)),
        problems=tuple(_problems(source, ads, overviews, rows)),
    )


def _rows(source: Source, ads: Mapping[str, AdRead]) -> Iterator[Row]:
    names = ["title", "text", *source.ad.fields]
    names += [name for name in (source.ad.pairs.names.values() if source.ad.pairs else ()) if name not in names]
    for name in names:
        found = {page: value for page, ad in ads.items() if (value := _value(ad, name))[0]}
        example, rule = next(iter(found.values()), ("", ""))
        yield Row(
            name, len(found), len(ads), _shown(name, example), rule, tuple(page for page in ads if page not in found)
        )


def _value(ad: AdRead, name: str) -> tuple[str, str]:
    if name in {"title", "text"}:
        return (ad.listing.title if name == "title" else ad.listing.text), "html"
    first = next(iter(ad.listing.fields.get(name, ())), None)
    return (first.value, f"{first.found_in}: {first.rule}") if first else ("", "")


def _shown(name: str, value: str) -> str:
    if name in HIDDEN:
        return f"(gelezen, {len(value)} tekens)" if value else ""
    plain = " ".join(value.split())
    return plain if len(plain) <= SHORT else f"{plain[: SHORT - 1]}…"


def _told(name: str, read: OverviewRead) -> str:
    onward = "met volgende pagina" if read.next_url else "zonder volgende pagina"
    declared = f", de site noemt er {read.declared}" if read.declared is not None else ""
    return f"{name}: {len(read.cards)} advertenties, {onward}{declared}"


def _dropped(ads: Mapping[str, AdRead]) -> dict[str, int]:
    names = {name for ad in ads.values() for name in ad.dropped}
    return {name: sum(ad.dropped[name] for ad in ads.values()) for name in sorted(names)}


def _problems(
    source: Source, ads: Mapping[str, AdRead], overviews: Mapping[str, OverviewRead], rows: tuple[Row, ...]
) -> Iterator[str]:
    if not ads:
        yield "geen advertentiepagina bij de pagina's: bewaar er minstens twee"
    if not overviews:
        yield "geen overzichtspagina herkend: klopt `overview.ad`, en is er een bewaard?"
    for name, read in overviews.items():
        if read.codeless:
            yield f"{name}: {read.codeless} koppelingen zonder advertentiecode; klopt `overview.code`?"
    for row in rows:
        floor = 1.0 if row.field in {"title", "text"} else source.ad.floors.get(row.field, 0.0)
        if row.pages and row.filled / row.pages < floor:
            pages = ", ".join(row.missing[:3])
            yield f"veld {row.field}: {row.filled} van {row.pages}, minstens {floor:.0%} nodig; leeg op {pages}"


def _suggestions(pages: Mapping[str, str], ads: Mapping[str, AdRead], rows: tuple[Row, ...]) -> Iterator[str]:
    """Machine-readable values on the first ad page, when some field stayed empty."""
    empty = [row.field for row in rows if row.filled < row.pages]
    if not empty or not ads:
        return
    html = pages[next(iter(ads))]
    told = extruct.extract(html, syntaxes=["json-ld", "microdata", "opengraph"], uniform=True)
    for syntax, objects in told.items():
        for path, value in _paths(objects):
            key = f"json_ld: {path}" if syntax == "json-ld" else f"{syntax}: {path}"
            yield f"{key} = {_shown('', value)}"


def _paths(told: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        for key, value in told.items():
            if not str(key).startswith("@"):
                yield from _paths(value, f"{path}.{key}" if path else str(key))
    elif isinstance(told, list):
        for value in told[:1]:
            yield from _paths(value, path)
    elif told and not _private(path):
        yield path, told if isinstance(told, str) else json.dumps(told)


def _private(path: str) -> bool:
    """Names, numbers and addresses are offered by their path only where they are not shown."""
    return any(word in path.lower() for word in ("phone", "telephone", "email", "name", "street", "image", "photo"))
