"""What one crawl may do: the source file and the dossier's conditions, always the stricter of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from domain.dossiers import LegalReview, UnreadableRobots
from domain.paths import covering, plain, shutting
from domain.sources import Source

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of one crawl. `delay` in seconds, `hours` local first and last hour."""

    hosts: frozenset[str]
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    delay: float
    hours: tuple[int, int]
    page_cap: int
    fields_off: frozenset[str]
    robots_4xx: UnreadableRobots
    above_tdm: bool

    def objection(self, url: str, now: datetime, sent: int = 0) -> str:
        """Why this address may not be asked for now, in Dutch; "" when it may. Names no ad."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or parts.username or parts.password:
            return f"adres met schema '{parts.scheme}' of inloggegevens"
        if parts.netloc.lower() not in self.hosts:
            return f"host {parts.hostname or '?'} staat niet in het bronbestand"
        if reason := self._path_objection(url):
            return reason
        first, last = self.hours
        if not first <= now.astimezone(AMSTERDAM).hour < last:
            return f"buiten het tijdvenster van {first}:00 tot {last}:00"
        if sent >= self.page_cap:
            return f"het maximum van {self.page_cap} verzoeken per meting is bereikt"
        return ""

    def _path_objection(self, url: str) -> str:
        """Why this path and query may not be asked for, in Dutch; "" when they may."""
        path, query = plain(url)
        if ".." in path.split("/"):
            return "pad met '..'"
        if (rule := shutting(self.deny, path, query)) is not None:
            return f"pad {rule} is uitgesloten"
        return "" if covering(self.allow, path, query) is not None else "pad staat niet in de toegestane paden"


def policy_of(source: Source, review: LegalReview | None) -> Policy:
    limits = review.conditions if review else None
    return Policy(
        hosts=frozenset(host.lower() for host in source.hosts),
        allow=source.allow,
        deny=source.deny + (limits.deny if limits else ()),
        delay=max(source.delay, limits.delay if limits else 0.0),
        hours=limits.hours if limits else (0, 24),
        page_cap=limits.page_cap if limits else 50_000,
        fields_off=frozenset(limits.fields_off if limits else ()),
        robots_4xx=limits.robots_4xx if limits else UnreadableRobots.DISALLOW,
        above_tdm=limits.above_tdm if limits else False,
    )


def only_loopback(source: Source) -> bool:
    return all(urlsplit(f"//{host}").hostname in LOOPBACK for host in source.hosts)
