"""How the parts of a crawl ask for one page outside the queue of ads."""

from __future__ import annotations

from typing import Protocol

from scrapy.http import Response

from domain.certificates import Kind


class Fetch(Protocol):
    """One page through the whole chain, gate included; raises what the download raises."""

    async def __call__(self, url: str, kind: Kind, wait_for: str | None = None, once: bool = False) -> Response:
        """`wait_for` is the selector that shows a rendered page is done; `once` = do not try again."""
