"""What every invented site shares: routes, pages kept per week, padding to a believable size."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, ClassVar, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit
from zlib import crc32

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from sandbox.behaviour import GOOD, Behaviour, Window
from sandbox.exchange import Kind, Reply, Request, text
from sandbox.records import Advertisement
from sandbox.shelf import Shelf
from sandbox.sites import words

STATIC = Path(__file__).parent / "static"
FILLER = b"<!--meer-->"  # where a page grows to its size
PLACES = ("Amsterdam", "Rotterdam", "Den Haag", "Utrecht", "Eindhoven", "Tilburg", "Arnhem", "Breda")


class Visit(NamedTuple):
    """All that is known while one request is answered."""

    request: Request
    shelf: Shelf
    behaviour: Behaviour
    found: str = ""  # what the route's first group matched: a code, a page number

    def number(self, name: str, default: int) -> int:
        """A number from the query; nonsense counts as not given."""
        given = self.request.query.get(name, "")
        return int(given) if given.isdecimal() else default


class Route(NamedTuple):
    pattern: str
    kind: Kind
    answer: Callable[[Any, Visit], Reply]


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("sandbox.sites"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["thousands"] = words.thousands
    return made


@cache
def filler(size: int) -> bytes:
    """About `size` bytes of the menus, questions and icons that surround a real ad; plain ASCII."""
    block, made = environment().get_template("filler.html"), bytearray()
    for number in count():
        if len(made) >= size - 300:
            break
        made += block.render(number=number, place=PLACES[number % len(PLACES)]).encode("ascii")
    return bytes(made)


class Site:
    """One invented site. Subclasses give routes, templates and habits; they keep no visitor's state."""

    name: ClassVar[str]
    per_page: ClassVar[int]
    routes: ClassVar[tuple[Route, ...]]
    closed_paths: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, page_bytes: int, elsewhere: str = "") -> None:
        self.page_bytes, self.elsewhere = page_bytes, elsewhere
        self._routes = [(re.compile(route.pattern, re.I), route) for route in (*self.routes, *COMMON)]
        self._kept: tuple[Shelf | None, dict[object, Reply]] = (None, {})

    def read(self, method: str, target: str, headers: Mapping[str, str], origin: str) -> Request:
        """The request as this site understands it."""
        split = urlsplit("//site" + re.sub("^/+", "/", target))
        path = unquote(split.path) or "/"
        query = dict(parse_qsl(split.query))
        return Request(self.name, self.kind(path, query), method, path, query, headers, origin, self.elsewhere)

    def kind(self, path: str, query: Mapping[str, str]) -> Kind:
        return self._find(path)[0].kind

    def answer(self, request: Request, shelf: Shelf, behaviour: Behaviour = GOOD) -> Reply:
        """The reply of a site in its week, grown to the size of its pages."""
        route, found = self._find(request.path)
        reply = route.answer(self, Visit(request, shelf, behaviour, found))
        head, mark, tail = reply.body.partition(FILLER)
        if not mark:
            return reply
        missing = (self.page_bytes - len(reply.body)) // 100 * 100
        return replace(reply, body=head + filler(max(0, missing)) + tail)

    def warm(self, shelf: Shelf) -> None:
        """Render the page of every ad now, so that a measurement of visitors does not pay for it."""
        for ad in shelf.ads:
            self.answer(self.read("GET", self.address(ad), {}, ""), shelf)

    def spellings(self, ad: Advertisement) -> tuple[str, ...]:
        """Addresses that all show this ad, the usual one first; none where nothing is advertised."""
        return ()

    def _find(self, path: str) -> tuple[Route, str]:
        for pattern, route in self._routes:
            if match := pattern.fullmatch(path):
                return route, (match[1] or "") if match.groups() else ""
        return Route("", Kind.OTHER, Site._unknown), ""

    def address(self, ad: Advertisement, spelling: int = 0) -> str:
        every = self.spellings(ad)
        return every[spelling % len(every)]

    def overview_window(self, visit: Visit, page: int) -> Window:
        return visit.behaviour.overview(visit.shelf.ads, max(1, page), self.per_page)

    def keep(self, visit: Visit, key: object, make: Callable[[], Reply]) -> Reply:
        """A page is rendered once per week, unless a misbehaviour rewrites it per request."""
        if visit.behaviour.rewrites:
            return make()
        if self._kept[0] is not visit.shelf:
            self._kept = (visit.shelf, {})
        pages = self._kept[1]
        if key not in pages:
            pages[key] = make()
        return pages[key]

    def page(self, template: str, charset: str = "utf-8", **values: Any) -> bytes:
        """A rendered page, still small; `answer` lets it grow, so that a week fits in memory."""
        made = environment().get_template(template).render(site=self, charset=charset, **values)
        return made.encode(charset, "xmlcharrefreplace")

    def others(self, ad: Advertisement, shelf: Shelf, number: int = 4) -> list[Advertisement]:
        """Ads that stand beside this one: decoys that are no part of it."""
        start = crc32(ad.code.encode())
        picked = [shelf.ads[(start + step) % len(shelf.ads)] for step in range(number + 1)]
        return [other for other in picked if other.code != ad.code][:number]

    def _robots(self, visit: Visit) -> Reply:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in self.closed_paths)]
        return text("\n".join(lines) + "\n")

    def _terms(self, visit: Visit) -> Reply:
        return Reply(self.page(f"{self.name[-1]}/terms.html", note=visit.behaviour.note))

    def _static(self, visit: Visit) -> Reply:
        """Ballast that a careful visitor never asks for: a font and a film, neither of them real."""
        kind = {"galerij.woff2": "font/woff2", "achtergrond.mp4": "video/mp4"}.get(visit.found)
        return Reply(bytes(40_000), content_type=kind) if kind else self._unknown(visit)

    def _photo(self, visit: Visit) -> Reply:
        return Reply(_photo(), content_type="image/png")

    def _no_tdm(self, visit: Visit) -> Reply:
        return text("Not found\n", status=404)

    def _unknown(self, visit: Visit) -> Reply:
        return Reply(self.page("unknown.html"), 404)


@cache
def _photo() -> bytes:
    return (STATIC / "vlak.png").read_bytes()


COMMON = (
    Route(r"/robots\.txt", Kind.ROBOTS, Site._robots),
    Route(r"/\.well-known/tdmrep\.json", Kind.TDM, Site._no_tdm),
    Route(r"/foto/.*", Kind.ASSET, Site._photo),
    Route(r"/static/([\w.-]+)", Kind.ASSET, Site._static),
)
