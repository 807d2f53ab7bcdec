"""Site D: old tables, ids in query strings, pages counted by offset; republishes ads of site A."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from zlib import crc32

from sandbox.behaviour import Label
from sandbox.exchange import Kind, Reply
from sandbox.records import Advertisement
from sandbox.sites.site import Route, Site, Visit
from sandbox.sites.words import grouped

WORK = {"at_home": "P", "escort": "E", "massage": "M"}
GENDERS = {"woman": "V", "man": "M"}


def syndicated(ads: Iterable[Advertisement]) -> list[Advertisement]:
    """Every third ad of another site, under a number of D's own, steady over the weeks."""
    return [
        replace(ad, source=SiteD.name, code=str(700_000_000 + crc32(ad.code.encode()) % 100_000_000))
        for ad in ads
        if crc32(ad.code.encode()) % 3 == 0
    ]


class SiteD(Site):
    """Closed ads answer 404. Name and price only in JSON-LD, the rest in a table of cells."""

    name = "sandbox_d"
    per_page = 30
    closed_paths = ("/foto/", "/index.php?p=reageer")

    def kind(self, path: str, query: Mapping[str, str]) -> Kind:
        """Everything but robots.txt is one script: the query tells what is asked."""
        by_query = {"toon": Kind.AD, "voorwaarden": Kind.TERMS}
        kind = super().kind(path, query)
        return by_query.get(query.get("p", ""), kind) if kind is Kind.OVERVIEW else kind

    def index(self, visit: Visit) -> Reply:
        query = visit.request.query
        if query.get("p") == "toon":
            return self.ad(visit, query.get("id", ""))
        if query.get("p") == "voorwaarden":
            return self._terms(visit)
        return self.overview(visit, visit.number("offset", 0))

    def overview(self, visit: Visit, offset: int) -> Reply:
        page = offset // self.per_page + 1
        shown = self.overview_window(visit, page)
        return self.keep(
            visit, ("overview", page), lambda: Reply(self.page("d/overview.html", window=shown, work=WORK))
        )

    def ad(self, visit: Visit, code: str) -> Reply:
        ad = visit.shelf.online.get(code.lower())
        if ad is None:
            return self._unknown(visit)
        return self.keep(visit, code, lambda: self._ad_page(visit, ad))

    def spellings(self, ad: Advertisement) -> tuple[str, ...]:
        usual = f"/index.php?p=toon&id={ad.code}"
        return usual, f"/index.php?id={ad.code}&p=toon", f"{usual}&van=lijst", f"/?p=toon&id={ad.code}"

    def labels(self, ad: Advertisement) -> tuple[Label, ...]:
        every = (
            ("municipality", "Woonplaats", ad.municipality or ""),
            ("gender", "M/V", GENDERS[ad.gender]),
            ("age", "Jaren", str(ad.age) if ad.age is not None else ""),
            ("work_type", "Soort", "".join(WORK[kind] for kind in ad.work_types)),
            ("phone", "Tel.", grouped(ad.phone) if ad.phone else ""),
        )
        return tuple(label for label in every if label[2])

    def _ad_page(self, visit: Visit, ad: Advertisement) -> Reply:
        labels = visit.behaviour.labels(self.labels(ad))
        return Reply(self.page("d/ad.html", ad=ad, labels=labels, facts=_facts(ad)))


def _facts(ad: Advertisement) -> str:
    facts: dict[str, object] = {"@context": "https://schema.org", "@type": "Offer", "sku": ad.code}
    facts["seller"] = {"@type": "Person", "name": ad.name}
    if ad.price_hour is not None:
        facts["priceSpecification"] = {
            "@type": "UnitPriceSpecification", "price": f"{ad.price_hour}.00", "priceCurrency": "EUR",
            "unitCode": "HUR",
        }  # fmt: skip
    return json.dumps(facts).replace("<", "\\u003c")


SiteD.routes = (Route(r"/(?:index\.php)?", Kind.OVERVIEW, SiteD.index),)
