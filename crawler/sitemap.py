"""A site's own list of its ads: when each last changed, and whether the overview showed them all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scrapy.http import Response
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap as Parsed

from crawler.answers import barrier
from crawler.fetching import Fetch
from crawler.house_rules import HouseRules
from domain.certificates import Kind
from domain.sources import Source

MOST = 50  # files of one index; the sitemaps.org protocol allows 50,000 addresses in each
LARGEST = 5_000_000  # bytes of one unpacked file, as of any answer
PACKED = b"\x1f\x8b"
Entries = Mapping[str, "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One ad in the sitemap; `changed` is its lastmod as written, "" when it has none."""

    url: str = field(repr=False)
    changed: str = ""


class SitemapReader:
    """Reads the sitemap of the source file, and the files an index names, all through the gate."""

    def __init__(self, source: Source, rules: HouseRules, fetch: Fetch) -> None:
        self.source, self.rules, self.fetch = source, rules, fetch
        self.asked = 0

    async def read(self) -> Entries:
        """The ads by code. Empty when there is no sitemap or a part of it is not to be had: then nothing
        is taken for unchanged, and the overview is walked as if it did not exist."""
        told = self.source.visits.sitemap
        found: dict[str, Entry] = {}
        waiting = [told.url] if told else []
        while waiting:
            read = await self._file(waiting.pop())
            if read is None:
                return {}
            for url, changed, is_index in read:
                if is_index:
                    waiting.append(url)
                elif code := self._code(url):
                    found[code] = Entry(url, changed)
        return found

    async def _file(self, url: str) -> list[tuple[str, str, bool]] | None:
        self.asked += 1
        if self.asked > MOST:
            return None
        try:
            response = await self.fetch(url, Kind.SITEMAP)
        except Exception:  # noqa: BLE001  # whatever the network throws means: not read
            return None
        self.rules.look_at(response)
        if barrier(response, self.rules.gatekeeper) or response.status != 200:
            return None
        return list(_entries(response))

    def _code(self, url: str) -> str:
        told = self.source.visits.sitemap
        found = re.search((told.code if told else None) or self.source.overview.code or "$^", url)
        return (found[1] if found.re.groups else found[0]) if found else ""


def _entries(response: Response) -> Iterator[tuple[str, str, bool]]:
    body = gunzip(response.body, max_size=LARGEST) if response.body.startswith(PACKED) else response.body
    if body.lstrip()[:1] != b"<":
        return
    parsed = Parsed(body)
    for entry in parsed:
        yield entry["loc"], entry.get("lastmod") or "", parsed.type == "sitemapindex"
