"""The last step before a socket: the gatekeeper is asked once more, and counts what leaves."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response

from crawler.gatekeeper import gatekeeper_of, kind_of


class WireHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler behind the gate."""

    async def download_request(self, request: Request) -> Response:
        gatekeeper = gatekeeper_of(self.crawler)
        await gatekeeper.let_out(request.url, kind_of(request), request.meta.get("not_before", 0.0))
        response = await super().download_request(request)
        host = urlsplit(request.url).netloc
        gatekeeper.tally.count(kind_of(request), host, response.status, len(response.body))
        return response
