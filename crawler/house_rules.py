"""Before anything else: what do robots.txt, the TDM file and the terms of use say today?"""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.http import Response, TextResponse

from crawler.answers import barrier, header, selector_of, why
from crawler.barriers import closed_by_address
from crawler.fetching import Fetch
from crawler.gatekeeper import Gatekeeper
from crawler.job import CrawlJob
from crawler.page import text_of
from crawler.robots import Robots, barred, read_robots, unreachable
from domain.certificates import Kind, Snapshot
from legal.snapshots import changes, document, is_document, reserves, snapshot

RESERVED = "tekst- en datamining is voorbehouden (TDM) en het dossier staat daar niet boven"


class HouseRules:
    """Reads them in order and compares them with what was approved; any doubt closes the crawl."""

    def __init__(self, job: CrawlJob, gatekeeper: Gatekeeper, fetch: Fetch) -> None:
        self.job, self.gatekeeper, self.fetch = job, gatekeeper, fetch
        self.source = job.gate.source
        self.taken = gatekeeper.tally.snapshots

    async def allow(self) -> bool:
        """Whether the crawl may go on. Takes the snapshots; suspends on a change."""
        for read in (self._read_robots, self._read_tdm, self._read_terms, self._may_start):
            if not self.gatekeeper.stopped:
                await read()
        return not self.gatekeeper.stopped

    async def _read_robots(self) -> None:
        texts = []
        for host in self.source.hosts:
            rules = await self._robots_of(f"{urlsplit(self.source.start_url).scheme}://{host}/robots.txt")
            self.gatekeeper.robots[host] = rules
            texts.append(rules.text)
            if rules.closed:
                self.gatekeeper.stop(rules.closed, suspend=rules.barred)
                return
        self._take(snapshot(Kind.ROBOTS, self._at("/robots.txt"), "\n".join(texts), self.job.clock()))

    async def _robots_of(self, url: str) -> Robots:
        answer = await self._get(url, Kind.ROBOTS)
        if isinstance(answer, str):
            return unreachable(answer)
        if login := closed_by_address(url, answer.url):
            return barred(login)
        if answer.url != url and urlsplit(answer.url).netloc != urlsplit(url).netloc:
            return unreachable("doorgestuurd naar een andere host")
        kind = (answer.headers.get("Content-Type") or b"").decode("latin-1")
        return read_robots(answer.status, kind, answer.body, self.gatekeeper.gate.policy.robots_4xx)

    async def _read_tdm(self) -> None:
        url = self._at("/.well-known/tdmrep.json")
        if self.gatekeeper.objection(url, Kind.TDM):
            return  # robots.txt forbids even this file: then only headers and meta tags can say it
        answer = await self._get(url, Kind.TDM)
        if isinstance(answer, str) or answer.status >= 500:
            self.gatekeeper.stop("tdmrep.json is niet te lezen")
            return
        if barrier(answer, self.gatekeeper):
            return
        text = answer.text if answer.status == 200 and isinstance(answer, TextResponse) else ""
        self._take(snapshot(Kind.TDM, url, text, self.job.clock()))
        if reserves(text, {}, None):
            self.reserve()

    async def _read_terms(self) -> None:
        url = self.source.terms
        if not url:
            return
        answer = await self._get(url, Kind.TERMS)
        if isinstance(answer, str) or answer.status >= 500:
            self.gatekeeper.stop("de gebruiksvoorwaarden zijn niet te lezen")
            return
        self.look_at(answer)
        if barrier(answer, self.gatekeeper):
            return
        terms = self._terms(answer)
        if answer.status == 200 and terms.text:  # a page that scripts fill has no words here
            self._take(terms)
        elif Kind.TERMS not in self.job.snapshots:  # what was read before is compared below, and misses
            self.gatekeeper.stop(
                f"de gebruiksvoorwaarden zijn niet te lezen (status {answer.status}, {len(terms.text)} tekens)"
            )

    def _terms(self, answer: Response) -> Snapshot:
        url, now = self.source.terms or "", self.job.clock()
        if not answer.body.strip():
            return snapshot(Kind.TERMS, url, "", now)
        if isinstance(answer, TextResponse) and not is_document(answer.body):
            return snapshot(Kind.TERMS, url, text_of(answer.selector), now)
        return document(Kind.TERMS, url, header(answer, "Content-Type") or "soort onbekend", answer.body, now)

    async def _may_start(self) -> None:
        if difference := changes(self.job.snapshots, self.taken):
            self.gatekeeper.stop(difference, suspend=True)
        elif reason := self.gatekeeper.objection(self.source.start_url, Kind.OVERVIEW):
            self.gatekeeper.stop(reason)

    def look_at(self, response: Response) -> bool:
        """Whether the page itself reserves text and data mining, in a header or a meta tag, and so closes the crawl."""
        said = (response.headers.get("TDM-Reservation") or b"").decode("latin-1")
        return reserves("", {"tdm-reservation": said}, _meta(response)) and self.reserve()

    def reserve(self) -> bool:
        """Whether a reservation closes the crawl: the dossier's basis may stand above it."""
        if self.gatekeeper.gate.policy.above_tdm:
            return False
        self.gatekeeper.stop(RESERVED, suspend=True)
        return True

    def _take(self, now: Snapshot) -> None:
        """Note what it says, and stop at once when that is not what was approved."""
        self.taken[now.kind] = now
        then = self.job.snapshots.get(now.kind)
        if then is not None and (difference := changes({now.kind: then}, {now.kind: now})):
            self.gatekeeper.stop(difference, suspend=True)

    def _at(self, path: str) -> str:
        start = urlsplit(self.source.start_url)
        return f"{start.scheme}://{start.netloc}{path}"

    async def _get(self, url: str, kind: Kind) -> Response | str:
        """The answer, or in Dutch why there is none."""
        try:
            return await self.fetch(url, kind, once=kind is Kind.ROBOTS)
        except Exception as error:  # noqa: BLE001  # whatever the network throws means: not read
            return why(error)


def _meta(response: Response) -> str | None:
    """What the meta tag says. The page is parsed for it only where the words occur: parsing is half of a crawl."""
    body = response.body.replace(b"\0", b"").lower()  # in UTF-16 every second byte is a nought
    if b"tdm-reservation" not in body or not isinstance(response, TextResponse):
        return None
    return selector_of(response).css('meta[name="tdm-reservation" i]::attr(content)').get()
