"""Reads listings from a WARC file: old snapshots give the same listings as pages on the wire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from parsel import Selector
from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.answers import selector_of
from crawler.page import matched, read_ad, read_overview
from domain.errors import BadInput
from domain.listings import Listing
from domain.sources import Source
from legal.policy import Policy

Opened = Callable[[Path], BinaryIO]


def open_plain(path: Path) -> BinaryIO:
    return path.open("rb")


@dataclass(slots=True)
class Passed:
    """Why records gave no listing, counted."""

    reasons: Counter[str] = field(default_factory=Counter)


def read_archive(
    path: Path, source: Source, policy: Policy, passed: Passed, opened: Opened = open_plain
) -> Iterator[Listing]:
    """The ads of `source` in a WARC file, as far as `policy` lets them be read, now as on the wire.

    Goes through the file twice: the overview pages in it tell the codes of the ads. Raises BadInput when it is
    no WARC file.
    """
    codes = {
        card.url: card.code
        for url, taken, record in _responses(path, opened)
        if not policy.objection(url, taken) and (page := _page(record, url))
        for card in read_overview(source, page, url).cards
    }
    for url, taken, record in _responses(path, opened):
        status = record.http_headers.get_statuscode()
        if reason := policy.objection(url, taken) or ("" if status == "200" else f"status {status}"):
            passed.reasons[reason] += 1
        elif listing := _listing(record, url, taken, source, policy, codes, passed):
            yield listing


def _responses(path: Path, opened: Opened) -> Iterator[tuple[str, datetime, Any]]:
    """Address, moment and record (warcio carries no types) of every answer."""
    try:
        with opened(path) as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "response":
                    url = record.rec_headers.get_header("WARC-Target-URI") or ""
                    yield url, datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")), record
    except FileNotFoundError as error:
        raise BadInput(f"{path}: dit bestand bestaat niet") from error
    except (ArchiveLoadFailed, ValueError, TypeError) as error:
        raise BadInput(f"{path}: geen leesbaar WARC-bestand ({error})") from error


def _page(record: Any, url: str) -> Selector | None:
    if record.http_headers.get_statuscode() != "200":
        return None
    kind = record.http_headers.get_header("Content-Type") or "text/html"
    return selector_of(HtmlResponse(url, body=record.content_stream().read(), headers={"Content-Type": kind}))


def _listing(
    record: Any,
    url: str,
    taken: datetime,
    source: Source,
    policy: Policy,
    codes: Mapping[str, str],
    passed: Passed,
) -> Listing | None:
    page = _page(record, url)
    code = codes.get(url) or (matched(source.overview.code, url) if source.overview.code else "")
    if page is None or not code:
        passed.reasons["geen advertentiecode in het adres of in een overzicht van het archief"] += 1
        return None
    listing = read_ad(source, page, url, code, taken, policy.fields_off).listing
    if listing.title and listing.text:
        return listing
    passed.reasons["geen advertentiepagina"] += 1
    return None
