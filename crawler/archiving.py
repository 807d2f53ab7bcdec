"""Writes pages to a WARC file as they arrive, for reading them again with a later extraction."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.gatekeeper import kind_of
from crawler.ports import Clock
from domain.certificates import Kind

PAGES = {Kind.OVERVIEW, Kind.AD, Kind.CHECK}
# Of the wire, not of the page: the body is stored whole and, by a browser, as it was built.
LEFT_OUT = {"transfer-encoding", "connection", "set-cookie"}


class Archive:
    """One WARC file, a record per page that was read."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self._writer = WARCWriter(out, gzip=True)

    def add(self, response: Response, kind: Kind, at: datetime) -> None:
        """Keep an answer when it is a page; a 304 or an error has none."""
        if kind not in PAGES or response.status != 200:
            return
        told = [(name.decode("latin-1"), values[-1].decode("latin-1")) for name, values in response.headers.items()]
        kept = [(name, value) for name, value in told if name.lower() not in LEFT_OUT]
        record = self._writer.create_warc_record(
            response.url,
            "response",
            payload=BytesIO(response.body),
            length=len(response.body),  # known, so that warcio writes no clear page to a temporary file
            http_headers=StatusAndHeaders("200 OK", kept, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ")},
        )
        self._writer.write_record(record)


def archive_pages(crawler: Crawler, out: BinaryIO, clock: Clock) -> None:
    """Keep every page this crawl reads, unpacked as the reader gets it."""
    archive = Archive(out)

    def keep(response: Response, request: Request, **_: Any) -> None:
        archive.add(response, kind_of(request), clock())

    crawler.signals.connect(keep, signals.response_received, weak=False)
