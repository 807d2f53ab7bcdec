"""Rules that change or cannot be read: robots, terms of use, reservations of text and data mining."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from sandbox.behaviour import Behaviour, Proceed
from sandbox.exchange import PAGES, Kind, Reply, Request, redirect, text


class _Robots(Behaviour):
    touches = frozenset({Kind.ROBOTS})


class Robots503(_Robots):
    """robots.txt answers 503: nothing may be fetched (RFC 9309, 2.3.1.4)."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return text("Service Unavailable\n", status=503)


@dataclass(frozen=True, slots=True)
class RobotsTimeout(_Robots):
    """robots.txt says nothing for `seconds`."""

    seconds: float = 120

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return replace(proceed(), wait=self.seconds)


class Robots404(_Robots):
    """There is no robots.txt."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return text("Not found\n", status=404)


class RobotsRedirect(_Robots):
    """robots.txt redirects to the robots.txt of another host."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return redirect(f"{request.elsewhere}/robots.txt")


class RobotsHtml(_Robots):
    """robots.txt is an HTML page with status 200."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return Reply(b"<!doctype html><html><head><title>Welkom</title></head><body>Welkom</body></html>")


@dataclass(frozen=True, slots=True)
class RobotsOversized(_Robots):
    """robots.txt is longer than the 500 kB that a visitor must read; it ends with `Disallow: /`."""

    size: int = 600_000

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        line = "Disallow: /pad/dat/nergens/heen/gaat/\n"
        return text("User-agent: *\n" + line * (self.size // len(line) + 1) + "Disallow: /\n")


@dataclass(frozen=True, slots=True)
class RobotsCrawlDelay(_Robots):
    """robots.txt asks for `seconds` between requests."""

    seconds: float = 2

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        said = proceed()
        group, rest = said.body.split(b"\n", 1)
        return replace(said, body=group + f"\nCrawl-delay: {self.seconds:g}\n".encode() + rest)


class RobotsDisallowAll(_Robots):
    """robots.txt closes the whole site."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return text("User-agent: *\nDisallow: /\n")


class TermsChanged(Behaviour):
    """The terms of use have one more article, which forbids reading by programs."""

    touches = frozenset({Kind.TERMS})
    note = "Nieuw: lezen of overnemen van advertenties met een programma is niet toegestaan."


class TermsMissing(Behaviour):
    """The terms of use are not where they were: 404."""

    touches = frozenset({Kind.TERMS})

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return Reply(b"<!doctype html><title>Niet gevonden</title><h1>Niet gevonden</h1>", 404)


class TdmFile(Behaviour):
    """A reservation of text and data mining appears in /.well-known/tdmrep.json."""

    touches = frozenset({Kind.TDM})

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        said = json.dumps([{"location": "/", "tdm-reservation": 1}])
        return text(said, content_type="application/json")


class TdmHeader(Behaviour):
    """A reservation of text and data mining appears as a header on pages and terms."""

    touches = PAGES | {Kind.TERMS}

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()
        return replace(page, headers=(*page.headers, ("TDM-Reservation", "1")))


class TdmMeta(Behaviour):
    """A reservation of text and data mining appears as a meta element on pages and terms."""

    touches = PAGES | {Kind.TERMS}

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()
        meta = b'<head>\n<meta name="tdm-reservation" content="1">'
        return replace(page, body=page.body.replace(b"<head>", meta, 1), etag=None, modified=None)


MODES: dict[str, type[Behaviour]] = {
    "robots_503": Robots503,
    "robots_404": Robots404,
    "robots_redirect": RobotsRedirect,
    "robots_timeout": RobotsTimeout,
    "robots_html": RobotsHtml,
    "robots_oversized": RobotsOversized,
    "robots_crawl_delay": RobotsCrawlDelay,
    "robots_disallow_all": RobotsDisallowAll,
    "terms_changed": TermsChanged,
    "terms_missing": TermsMissing,
    "tdm_file": TdmFile,
    "tdm_header": TdmHeader,
    "tdm_meta": TdmMeta,
}
