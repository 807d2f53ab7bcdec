"""The other host (localhost): trackers, and pages that no source may lead to."""

from __future__ import annotations

from sandbox.exchange import Kind, Reply, text
from sandbox.sites.site import Route, Site, Visit


class Elsewhere(Site):
    """A third party. No visitor of the town's sites has any business here."""

    name = "elsewhere"
    per_page = 1

    def counter(self, visit: Visit) -> Reply:
        return text("void 0;\n", content_type="text/javascript; charset=utf-8")

    def dot(self, visit: Visit) -> Reply:
        return Reply(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", content_type="image/gif")

    def welcome(self, visit: Visit) -> Reply:
        return text("Dit is een andere site.\n")


Elsewhere.routes = (
    Route(r"/teller\.js", Kind.ASSET, Elsewhere.counter),
    Route(r"/stip\.gif", Kind.ASSET, Elsewhere.dot),
    Route(r"/.*", Kind.OTHER, Elsewhere.welcome),
)
