"""Reads listings from a WARC file: old snapshots give the same listings as pages on the wire."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from parsel import Selector
from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.answers import selector_of
from crawler.page import read_ad
from domain.errors import BadInput
from domain.listings import Listing
from domain.sources import Source
from legal.policy import policy_of

Opened = Callable[[Path], BinaryIO]


def open_plain(path: Path) -> BinaryIO:
    return path.open("rb")


@dataclass(slots=True)
class Passed:
    """Why records gave no listing, counted."""

    reasons: Counter[str] = field(default_factory=Counter)


def read_archive(path: Path, source: Source, passed: Passed, opened: Opened = open_plain) -> Iterator[Listing]:
    """The ads of `source` in a WARC file. Raises BadInput when it is no WARC file."""
    policy = policy_of(source, None)
    try:
        with opened(path) as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type != "response":
                    continue
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                taken = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
                if reason := policy.objection(url, taken):
                    passed.reasons[reason] += 1
                elif listing := _listing(record, url, taken, source, passed):
                    yield listing
    except FileNotFoundError as error:
        raise BadInput(f"{path}: dit bestand bestaat niet") from error
    except (ArchiveLoadFailed, ValueError, TypeError) as error:
        raise BadInput(f"{path}: geen leesbaar WARC-bestand ({error})") from error


def _listing(record: object, url: str, taken: datetime, source: Source, passed: Passed) -> Listing | None:
    status = record.http_headers.get_statuscode()  # type: ignore[attr-defined]  # warcio carries no types
    if status != "200":
        passed.reasons[f"status {status}"] += 1
        return None
    kind = record.http_headers.get_header("Content-Type") or "text/html"  # type: ignore[attr-defined]
    body = record.content_stream().read()  # type: ignore[attr-defined]
    page = selector_of(HtmlResponse(url, body=body, headers={"Content-Type": kind}))
    code = _code(source, url, page)
    listing = read_ad(source, page, url, code, taken).listing
    if listing.title and listing.text and code:
        return listing
    passed.reasons["geen advertentiepagina" if code else "geen advertentiecode in het adres"] += 1
    return None


def _code(source: Source, url: str, page: Selector) -> str:
    """The ad's code: by the source's regex, else the last part of the address that looks like one."""
    found = re.search(source.overview.code or r"([A-Za-z0-9]+)[^A-Za-z0-9]*$", url.split("?", maxsplit=1)[0])
    return found[1] if found else ""
