"""Site C: an empty shell that a browser fills from JSON; numbers masked, prices higher."""

from __future__ import annotations

import json
from typing import Any

from sandbox.behaviour import Card, Label, Window
from sandbox.exchange import Kind, Reply, text
from sandbox.records import Advertisement
from sandbox.sites.site import Route, Site, Visit
from sandbox.sites.words import GENDERS, LANGUAGES, prices, slug

WORK = {"at_home": "Ontvangst", "escort": "Escort aan huis", "massage": "Massage"}
JSON = "application/json; charset=utf-8"


class SiteC(Site):
    """Closed ads answer 404. Behind "toon nummer" is a login: nobody here ever sees a number."""

    name = "sandbox_c"
    per_page = 24
    closed_paths = ("/foto/", "/inloggen")

    def overview(self, visit: Visit) -> Reply:
        return self.keep(visit, "overview", lambda: Reply(self.page("c/overview.html")))

    def ad(self, visit: Visit) -> Reply:
        known = visit.found.lower() in visit.shelf.online
        return self.keep(visit, ("ad", known), lambda: Reply(self.page("c/ad.html"), 200 if known else 404))

    def overview_data(self, visit: Visit) -> Reply:
        page = visit.number("page", 1)
        return _data(self._listed(self.overview_window(visit, page)))

    def ad_data(self, visit: Visit) -> Reply:
        ad = visit.shelf.online.get(visit.found.lower())
        if ad is None:
            return _data({"fout": "niet gevonden"}, 404)
        return _data(self._shown(visit, ad))

    def number(self, visit: Visit) -> Reply:
        return _data({"fout": "log in om het nummer te zien"}, 401)

    def spellings(self, ad: Advertisement) -> tuple[str, ...]:
        usual = f"/a/{ad.code}"
        return usual, f"{usual}/{slug(ad.title)}", f"{usual}?van=lijst", f"{usual}/"

    def labels(self, ad: Advertisement) -> tuple[Label, ...]:
        every = (
            ("gender", "Geslacht", GENDERS[ad.gender]),
            ("age", "Leeftijd", str(ad.age) if ad.age is not None else ""),
            ("municipality", "Stad", ad.municipality or ""),
            ("work_type", "Diensten", " + ".join(WORK[kind] for kind in ad.work_types)),
            ("origin", "Nationaliteit", ad.origin or ""),
            ("language", "Taal", LANGUAGES.get(ad.language, ad.language)),
            ("hours", "Tijden", ad.hours or ""),
        )
        return tuple(label for label in every if label[2])

    def _listed(self, shown: Window) -> dict[str, Any]:
        return {
            "totaal": shown.total,
            "pagina": shown.page,
            "paginas": shown.pages,
            "volgende": shown.next,
            "kaarten": [self._card(card) for card in shown.cards],
        }

    def _card(self, card: Card) -> dict[str, Any]:
        ad = card.ad
        return {
            "code": ad.code,
            "adres": self.address(ad, card.spelling),
            "titel": ad.title,
            "stad": ad.municipality,
            "leeftijd": ad.age,
            "prijs": ad.price_hour,
        }

    def _shown(self, visit: Visit, ad: Advertisement) -> dict[str, Any]:
        return {
            "code": ad.code,
            "naam": ad.name,
            "titel": ad.title,
            "tekst": ad.text.split("\n"),
            "nummer": "06 •• •• ••",
            "kenmerken": [label[1:] for label in visit.behaviour.labels(self.labels(ad))],
            "tarieven": [[duration, f"€ {amount}"] for duration, amount in prices(ad)],
            "fotos": [f"/foto/{ad.code}-{number}.png" for number in (1, 2, 3)],
        }


def _data(value: dict[str, Any], status: int = 200) -> Reply:
    return text(json.dumps(value, ensure_ascii=False), status=status, content_type=JSON)


SiteC.routes = (
    Route(r"/", Kind.HOME, SiteC.overview),
    Route(r"/overzicht", Kind.OVERVIEW, SiteC.overview),
    Route(r"/a/([\w-]+)(?:/[\w-]*)?", Kind.AD, SiteC.ad),
    Route(r"/api/ads", Kind.DATA, SiteC.overview_data),
    Route(r"/api/ads/([\w-]+)", Kind.DATA, SiteC.ad_data),
    Route(r"/api/ads/([\w-]+)/nummer", Kind.DATA, SiteC.number),
    Route(r"/voorwaarden", Kind.TERMS, SiteC._terms),
)
