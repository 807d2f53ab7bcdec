"""The town: every invented site on its own port of 127.0.0.1, in one simulated week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from types import TracebackType
from typing import Any, Protocol, Self

from domain.weeks import Week
from sandbox.behaviour import GOOD, Behaviour
from sandbox.exchange import Reply, Request
from sandbox.journal import Journal
from sandbox.misbehaviour import MISBEHAVIOURS
from sandbox.records import Advertisement
from sandbox.shelf import Shelf
from sandbox.sites.a import SiteA
from sandbox.sites.b import SiteB
from sandbox.sites.c import SiteC
from sandbox.sites.d import SiteD, syndicated
from sandbox.sites.elsewhere import Elsewhere
from sandbox.sites.site import Site
from sandbox.wire import SiteServer

SITES: tuple[type[Site], ...] = (SiteA, SiteB, SiteC, SiteD)
PORTS = (18701, 18702, 18703)
ELSEWHERE = Elsewhere.name


class Population(Protocol):
    def online(self, week: Week) -> Sequence[Advertisement]:
        """What is posted in `week`, newest posts first."""


class Town:
    """Serves a population. A context manager; time moves only by `go_to`, never over HTTP.

    One port per site in the order a, b, c, d (0 picks a free one); with three ports there is no
    site D. `page_bytes` is the size that pages are padded to with ordinary markup.
    Raises OSError when a port is taken.
    """

    def __init__(self, population: Population, *, ports: Sequence[int] = PORTS, page_bytes: int = 12_000) -> None:
        self.requests = Journal()
        self._population, self._ports, self._page_bytes = population, ports, page_bytes
        self._houses: dict[str, House] = {}

    def __enter__(self) -> Self:
        try:
            elsewhere = self._open(Elsewhere(page_bytes=0), 0)
            for kind, port in zip(SITES, self._ports, strict=False):
                self._open(kind(page_bytes=self._page_bytes, elsewhere=elsewhere), port)
        except OSError:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        for house in self._houses.values():
            house.server.close()
        self._houses.clear()

    @property
    def sites(self) -> tuple[str, ...]:
        """Names of the sites that are open, without the host they link to elsewhere."""
        return tuple(name for name in self._houses if name != ELSEWHERE)

    def url(self, site: str) -> str:
        """Address of a site without a closing slash. `elsewhere` is the other host (localhost)."""
        host = "localhost" if site == ELSEWHERE else "127.0.0.1"
        return f"http://{host}:{self._house(site).server.server_address[1]}"

    def go_to(self, week: Week) -> None:
        """Stock every shelf with what is online in `week`."""
        stock: dict[str, list[Advertisement]] = defaultdict(list)
        for ad in self._population.online(week):
            stock[ad.source].append(ad)
        stock.setdefault(SiteD.name, syndicated(stock[SiteA.name]))
        for name, house in self._houses.items():
            house.shelf = house.shelf.restock(week, stock[name])

    def warm(self) -> None:
        """Render every ad page of this week now: for benchmarks of visitors."""
        for house in self._houses.values():
            house.site.warm(house.shelf)

    def shelf(self, site: str) -> Shelf:
        """What the site shows now: for tests that need to know what there was to find."""
        return self._house(site).shelf

    def spellings(self, site: str, code: str) -> tuple[str, ...]:
        """Paths that all show the ad with this code."""
        house = self._house(site)
        return house.site.spellings(house.shelf.online[code.lower()])

    def misbehave(self, site: str, mode: str, **settings: Any) -> None:
        """From now on `site` misbehaves; `after=n` answers the first n touched requests well.

        Raises KeyError for an unknown mode, TypeError for a setting the mode does not have.
        """
        self._house(site).behave(MISBEHAVIOURS[mode](**settings))

    def behave(self, site: str) -> None:
        self._house(site).behave(GOOD)

    def _house(self, site: str) -> House:
        if site not in self._houses:
            raise KeyError(f"{site} is not open; open are: {', '.join(self._houses) or 'none'}")
        return self._houses[site]

    def _open(self, site: Site, port: int) -> str:
        self._houses[site.name] = House(site, port, self.requests)
        return self.url(site.name)


class House:
    """One site with its server, its shelf and the way it behaves at the moment."""

    def __init__(self, site: Site, port: int, journal: Journal) -> None:
        self.site = site
        self.shelf = Shelf(Week(2026, 1))
        self._behaviour, self._touched = GOOD, 0
        self._lock = Lock()
        self.server = SiteServer(site, port, journal, self._answer)

    def behave(self, behaviour: Behaviour) -> None:
        with self._lock:
            self._behaviour, self._touched = behaviour, 0

    def _answer(self, request: Request) -> Reply:
        shelf, behaviour = self.shelf, self._now(request)
        if behaviour is GOOD:
            return self.site.answer(request, shelf, behaviour)
        return replace(behaviour.reply(request, lambda: self.site.answer(request, shelf, behaviour)), amiss=True)

    def _now(self, request: Request) -> Behaviour:
        """The misbehaviour, once its first `after` touched requests are past."""
        with self._lock:
            if not self._behaviour.concerns(request.kind):
                return GOOD
            self._touched += 1
            return self._behaviour if self._touched > self._behaviour.after else GOOD
