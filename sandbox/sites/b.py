"""Site B: rendered on the server, little structure; numbers and prices stand in the text."""

from __future__ import annotations

import json
from zlib import crc32

from sandbox.behaviour import Label
from sandbox.exchange import Kind, Reply, redirect
from sandbox.records import Advertisement
from sandbox.sites.site import Route, Site, Visit

WORK = {"at_home": "thuis", "escort": "escort", "massage": "massage"}
GENDERS = {"woman": "vrouw", "man": "man"}


class SiteB(Site):
    """Closed ads answer 200 with a note. Dutch pages in windows-1252 or iso-8859-15, others in UTF-8."""

    name = "sandbox_b"
    per_page = 25
    closed_paths = ("/foto/", "/berichten/")

    def home(self, visit: Visit) -> Reply:
        return redirect("/aanbod/")

    def overview(self, visit: Visit) -> Reply:
        page = int(visit.found or 1)
        shown = self.overview_window(visit, page)
        titles = "".join(card.ad.title + card.ad.text for card in shown.cards)
        return self.keep(
            visit,
            ("overview", page),
            lambda: self._coded("b/overview.html", "iso-8859-15", titles, window=shown),
        )

    def ad(self, visit: Visit) -> Reply:
        code = visit.found.lower()
        ad = visit.shelf.online.get(code)
        if ad is not None:
            return self.keep(visit, code, lambda: self._ad_page(visit, ad))
        if code in visit.shelf.gone:
            return self._coded("b/gone.html")
        return self._unknown(visit)

    def spellings(self, ad: Advertisement) -> tuple[str, ...]:
        usual = f"/advertentie/{ad.code}.html"
        return (usual, f"{usual}?bron=lijst", f"/advertentie/{ad.code}.htm", f"/advertentie/{ad.code}.html?p=1#foto")

    def labels(self, ad: Advertisement) -> tuple[Label, ...]:
        every = (
            ("municipality", "Plaats", ad.municipality or ""),
            ("gender", "Wie", GENDERS[ad.gender]),
            ("age", "Leeftijd", str(ad.age) if ad.age is not None else ""),
            ("work_type", "Rubriek", " / ".join(WORK[kind] for kind in ad.work_types)),
            ("origin", "Afkomst", ad.origin or ""),
        )
        return tuple(label for label in every if label[2])

    def _ad_page(self, visit: Visit, ad: Advertisement) -> Reply:
        labels = visit.behaviour.labels(self.labels(ad))
        others = self.others(ad, visit.shelf, 3)
        written = ad.title + ad.text + ad.name + "".join(other.title for other in others)
        return self._coded("b/ad.html", written=written, ad=ad, labels=labels, facts=_facts(ad), others=others)

    def _coded(self, template: str, usual: str = "windows-1252", written: str = "", **values: object) -> Reply:
        """In the site's own encoding where what was written fits it, else in UTF-8."""
        charset = usual if _fits(written, usual) else "utf-8"
        return Reply(self.page(template, charset, **values), content_type=f"text/html; charset={charset}")


def _fits(written: str, charset: str) -> bool:
    try:
        written.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _facts(ad: Advertisement) -> str:
    """JSON-LD as this site writes it: always the name, the price on two ads in three."""
    facts: dict[str, object] = {"@context": "https://schema.org", "@type": "Service", "name": ad.title}
    facts["provider"] = {"@type": "Person", "name": ad.name}
    if ad.municipality:
        facts["areaServed"] = {"@type": "City", "name": ad.municipality}
    if ad.price_hour is not None and crc32(ad.code.encode()) % 3:
        facts["offers"] = {"@type": "Offer", "price": ad.price_hour, "priceCurrency": "EUR", "unitText": "uur"}
    return json.dumps(facts, ensure_ascii=True).replace("<", "\\u003c")


SiteB.routes = (
    Route(r"/", Kind.HOME, SiteB.home),
    Route(r"/aanbod/(?:pagina(\d+)\.html)?", Kind.OVERVIEW, SiteB.overview),
    Route(r"/advertentie/([\w-]+)\.html?", Kind.AD, SiteB.ad),
    Route(r"/info/voorwaarden\.html", Kind.TERMS, SiteB._terms),
)
