"""Site A: rendered on the server, the richest; every field pre-filled, numbers as tel: links."""

from __future__ import annotations

from zlib import crc32

from sandbox.behaviour import Label
from sandbox.exchange import Kind, Reply, redirect
from sandbox.records import Advertisement
from sandbox.sites.site import Route, Site, Visit
from sandbox.sites.words import GENDERS, LANGUAGES, grouped, prices, slug

WORK = {"at_home": "Privéontvangst", "escort": "Escort", "massage": "Massage"}
REVIEWS = (
    "Afspraak werd netjes nagekomen.",
    "Goed bereikbaar en duidelijk over de tijden.",
    "De tweede keer was ik te laat, dat werd vriendelijk opgelost.",
)


class SiteA(Site):
    """Closed ads answer 410. ETag and Last-Modified on ad pages; a sitemap with lastmod."""

    name = "sandbox_a"
    per_page = 20
    closed_paths = ("/reacties/", "/foto/", "/beheer/", "/zoeken/")

    def home(self, visit: Visit) -> Reply:
        return redirect("/advertenties")

    def overview(self, visit: Visit) -> Reply:
        page = visit.number("pagina", 1)
        shown = self.overview_window(visit, page)
        return self.keep(
            visit,
            ("overview", page),
            lambda: Reply(self.page("a/overview.html", window=shown, versions=visit.shelf.versions)),
        )

    def ad(self, visit: Visit) -> Reply:
        code = self._code(visit)
        ad = visit.shelf.online.get(code)
        if ad is not None:
            return self.keep(visit, code, lambda: self._ad_page(visit, ad))
        if code in visit.shelf.gone:
            return Reply(self.page("a/gone.html"), 410)
        return self._unknown(visit)

    def sitemap(self, visit: Visit) -> Reply:
        body = self.page("a/sitemap.xml", shelf=visit.shelf, origin=visit.request.origin)
        return Reply(body, content_type="application/xml; charset=utf-8")

    def robots(self, visit: Visit) -> Reply:
        said = self._robots(visit)
        return Reply(said.body + f"Sitemap: {visit.request.origin}/sitemap.xml\n".encode(), 200, said.content_type)

    def spellings(self, ad: Advertisement) -> tuple[str, ...]:
        usual = f"/advertentie/{slug(ad.title)}-{ad.code}"
        return (
            usual,
            f"{usual}/",
            f"/advertentie/{slug(ad.title).upper()}-{ad.code}",
            f"{usual}?utm_source=overzicht&utm_medium=kaart",
            f"/advertentie/{ad.code}",
            f"/Advertentie/oude-titel-{ad.code}",
            f"//advertentie/{slug(ad.title)}-{ad.code}",
            f"/advertentie.php?id={ad.code}",
            f"{usual}/index.html?ref=delen",
        )

    def labels(self, ad: Advertisement) -> tuple[Label, ...]:
        every = (
            ("code", "Advertentiecode", ad.code),
            ("gender", "Ik ben", GENDERS[ad.gender]),
            ("age", "Leeftijd", f"{ad.age} jaar" if ad.age is not None else ""),
            ("work_type", "Soort werk", ", ".join(WORK[kind] for kind in ad.work_types)),
            ("municipality", "Plaats", ad.municipality or ""),
            ("origin", "Herkomst", ad.origin or ""),
            ("language", "Taal advertentie", LANGUAGES.get(ad.language, ad.language)),
            ("hours", "Beschikbaar", ad.hours or ""),
        )
        return tuple(label for label in every if label[2])

    def _ad_page(self, visit: Visit, ad: Advertisement) -> Reply:
        version = visit.shelf.versions[ad.code.lower()]
        body = self.page(
            "a/ad.html",
            ad=ad,
            labels=visit.behaviour.labels(self.labels(ad)),
            prices=prices(ad),
            phone=grouped(ad.phone) if ad.phone else None,
            others=self.others(ad, visit.shelf),
            review=REVIEWS[crc32(ad.code.encode()) % len(REVIEWS)],
            version=version,
        )
        return Reply(body, etag=f'W/"{version.mark}"', modified=version.modified)

    def _code(self, visit: Visit) -> str:
        """The code at the end of any spelling: the longest tail of the last part that is a code."""
        given = (visit.found or visit.request.query.get("id", "")).lower()
        words = given.split("-")
        tails = ("-".join(words[start:]) for start in range(len(words)))
        return next((tail for tail in tails if tail in visit.shelf.online or tail in visit.shelf.gone), given)


SiteA.routes = (
    Route(r"/", Kind.HOME, SiteA.home),
    Route(r"/advertenties/?", Kind.OVERVIEW, SiteA.overview),
    Route(r"/advertentie/(.+?)(?:/|/index\.html)?", Kind.AD, SiteA.ad),
    Route(r"/advertentie\.php", Kind.AD, SiteA.ad),
    Route(r"/voorwaarden", Kind.TERMS, SiteA._terms),
    Route(r"/sitemap\.xml", Kind.SITEMAP, SiteA.sitemap),
    Route(r"/robots\.txt", Kind.ROBOTS, SiteA.robots),
)
