"""Pages that send the visitor elsewhere, round and round, or to a certificate nobody vouches for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sandbox.behaviour import Behaviour, Proceed
from sandbox.exchange import Kind, Reply, Request, redirect

_AD_LINK = re.compile(rb'(href="|"adres": ")(?:\.\.)?(/advertentie/|/a/|/index\.php\?p=toon)')


class RedirectOtherHost(Behaviour):
    """Every page redirects to the same path on another host."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return redirect(request.elsewhere + request.path)


class RedirectLoop(Behaviour):
    """Every page redirects to itself with one more round in the query, for ever."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        rounds = int(request.query.get("ronde", "0"))
        return redirect(f"{request.path}?ronde={(rounds + 1) % 2}")


class SitemapOtherHost(Behaviour):
    """robots.txt and the sitemap point to pages of another host."""

    touches = frozenset({Kind.ROBOTS, Kind.SITEMAP})

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        said = proceed()
        return replace(said, body=said.body.replace(request.origin.encode(), request.elsewhere.encode()))


@dataclass(frozen=True, slots=True)
class LinksOtherHost(Behaviour):
    """On every overview the first `links` cards lead to another host."""

    touches = frozenset({Kind.HOME, Kind.OVERVIEW, Kind.DATA})
    links: int = 3

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()
        away = rb"\1" + request.elsewhere.encode() + rb"\2"
        return replace(page, body=_AD_LINK.sub(away, page.body, count=self.links))


class SelfSignedTls(Behaviour):
    """Plain HTTP redirects to HTTPS on the same port, with a certificate that nobody vouches for."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        if request.origin.startswith("https:"):
            return proceed()
        return redirect(request.origin.replace("http:", "https:", 1) + request.path, 301)


MODES: dict[str, type[Behaviour]] = {
    "redirect_other_host": RedirectOtherHost,
    "sitemap_other_host": SitemapOtherHost,
    "links_other_host": LinksOtherHost,
    "redirect_loop": RedirectLoop,
    "self_signed_tls": SelfSignedTls,
}
