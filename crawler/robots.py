"""robots.txt as RFC 9309 reads it, with every doubt decided against visiting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from protego import Protego

from crawler.barriers import closed_by_status
from domain.dossiers import UnreadableRobots

PRODUCT = "Peilmoment"  # the product token that robots.txt groups are matched against
LARGEST = 500_000  # bytes; RFC 9309 section 2.5 asks parsers to read at least 500 KiB, beyond it we stop


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host. `closed` is the Dutch reason why everything is disallowed, else ""; `barred` whether
    that is a barrier, which suspends the source."""

    text: str
    closed: str = ""
    rules: Protego | None = None
    barred: bool = False

    def objection(self, url: str) -> str:
        """Why this address may not be visited, "" when it may."""
        if self.closed:
            return self.closed
        if self.rules is not None and not _may_fetch(self.rules, url):
            return "robots.txt verbiedt dit pad"
        return ""

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the site asks for; 0 when it asks nothing."""
        return float(self.rules.crawl_delay(PRODUCT) or 0.0) if self.rules else 0.0


@lru_cache(maxsize=256)  # each request is asked about twice: in the queue and at the wire
def _may_fetch(rules: Protego, url: str) -> bool:
    return bool(rules.can_fetch(url, PRODUCT))


def unreachable(why: str) -> Robots:
    """RFC 9309 section 2.3.1.4: a robots.txt that cannot be reached disallows everything."""
    return Robots("", f"robots.txt is niet te lezen ({why}): alles is verboden")


def barred(what: str) -> Robots:
    """A barrier is a stop sign wherever it stands, whatever RFC 9309 and the dossier make of a 4xx."""
    return Robots("", f"robots.txt is niet te lezen ({what}): alles is verboden", barred=True)


def read_robots(status: int, content_type: str, body: bytes, on_4xx: UnreadableRobots) -> Robots:
    """The rules that follow from one answer on /robots.txt."""
    if closed := closed_by_status(status):
        return barred(closed)
    if status == 429 or not 200 <= status < 500:
        return unreachable(f"status {status}")
    if status >= 300:
        allowed = on_4xx is UnreadableRobots.ALLOW and status >= 400
        return Robots("", rules=Protego.parse("")) if allowed else unreachable(f"status {status}")
    if len(body) > LARGEST:
        return unreachable(f"groter dan {LARGEST // 1000} kB")
    if "html" in content_type.lower() or body.lstrip()[:1] == b"<":
        return unreachable("een HTML-pagina in plaats van tekst")
    text = body.decode("utf-8", errors="replace")
    return Robots(text, rules=Protego.parse(text))
