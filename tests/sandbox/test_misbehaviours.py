"""Every misbehaviour does on the wire what its name says."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from parsel import Selector

from sandbox.misbehaviour import MISBEHAVIOURS
from sandbox.sites.words import grouped
from sandbox.town import Town

Check = Callable[["Visit"], None]
CHECKS: dict[str, Check] = {}


class Visit:
    """A visitor of one town, with short words for what the checks ask."""

    def __init__(self, town: Town, client: httpx.Client, mode: str) -> None:
        self.town, self.client, self.mode = town, client, mode

    def misbehave(self, site: str = "sandbox_a", **settings: Any) -> None:
        self.town.misbehave(site, self.mode, **settings)

    def get(self, path: str, site: str = "sandbox_a") -> httpx.Response:
        return self.client.get(self.town.url(site) + path)

    def ad(self, site: str = "sandbox_a", number: int = 1) -> httpx.Response:
        return self.get(self.town.spellings(site, self.town.shelf(site).ads[number].code)[0], site)

    def overviews(self, pages: int = 4) -> list[Selector]:
        return [Selector(self.get(f"/advertenties?pagina={page}").text) for page in range(1, pages + 1)]


def check(mode: str) -> Callable[[Check], Check]:
    def keep(function: Check) -> Check:
        CHECKS[mode] = function
        return function

    return keep


def _codes(page: Selector) -> list[str]:
    return page.css("li.result::attr(data-code)").getall()


def _total(page: Selector) -> int:
    return int(page.css(".results__total::text").get("").replace(".", ""))


@pytest.fixture
def client(trust: ssl.SSLContext) -> Iterator[httpx.Client]:
    with httpx.Client(verify=trust, timeout=5) as client:
        yield client


@pytest.mark.parametrize("mode", sorted(MISBEHAVIOURS))
def test_a_misbehaviour_is_on_the_wire_as_named(town: Town, client: httpx.Client, mode: str) -> None:
    CHECKS[mode](Visit(town, client, mode))


@pytest.mark.parametrize("mode", sorted(MISBEHAVIOURS))
def test_a_misbehaviour_says_what_it_does(mode: str) -> None:
    assert len(MISBEHAVIOURS[mode].__doc__ or "") > 20


def test_behaving_again_ends_it(town: Town, client: httpx.Client) -> None:
    visit = Visit(town, client, "status_403")
    visit.misbehave()
    assert visit.ad().status_code == 403
    town.behave("sandbox_a")
    assert visit.ad().status_code == 200


def test_a_misbehaviour_can_start_after_some_requests(town: Town, client: httpx.Client) -> None:
    visit = Visit(town, client, "status_403")
    visit.misbehave(after=2)
    assert visit.get("/robots.txt").status_code == 200
    assert [visit.ad().status_code for _ in range(4)] == [200, 200, 403, 403]


def test_a_misbehaviour_can_be_kept_to_one_kind_of_page(town: Town, client: httpx.Client) -> None:
    visit = Visit(town, client, "status_403")
    visit.misbehave(on=("ad",))
    assert visit.get("/advertenties").status_code == 200
    assert visit.ad().status_code == 403


def test_an_unknown_mode_or_setting_is_an_error(town: Town) -> None:
    with pytest.raises(KeyError):
        town.misbehave("sandbox_a", "no_such_mode")
    with pytest.raises(TypeError):
        town.misbehave("sandbox_a", "captcha", seconds=3)


# --- rules


@check("robots_503")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.get("/robots.txt").status_code == 503
    assert visit.get("/advertenties").status_code == 200


@check("robots_timeout")
def _(visit: Visit) -> None:
    visit.misbehave()
    with pytest.raises(httpx.ReadTimeout):
        visit.client.get(visit.town.url("sandbox_a") + "/robots.txt", timeout=0.5)


@check("robots_404")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.get("/robots.txt").status_code == 404


@check("robots_redirect")
def _(visit: Visit) -> None:
    visit.misbehave()
    answer = visit.get("/robots.txt")
    assert (answer.status_code, answer.headers["location"]) == (302, visit.town.url("elsewhere") + "/robots.txt")


@check("robots_html")
def _(visit: Visit) -> None:
    visit.misbehave()
    answer = visit.get("/robots.txt")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<html>" in answer.text


@check("robots_oversized")
def _(visit: Visit) -> None:
    visit.misbehave()
    answer = visit.get("/robots.txt")
    assert len(answer.content) > 500 * 1024
    assert answer.text.endswith("Disallow: /\n")
    assert "Disallow: /\n" not in answer.text[: 500 * 1024]


@check("robots_crawl_delay")
def _(visit: Visit) -> None:
    visit.misbehave(seconds=1.5)
    assert visit.get("/robots.txt").text.startswith("User-agent: *\nCrawl-delay: 1.5\nDisallow:")


@check("robots_disallow_all")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


@check("terms_changed")
def _(visit: Visit) -> None:
    terms = {
        "sandbox_a": "/voorwaarden",
        "sandbox_b": "/info/voorwaarden.html",
        "sandbox_c": "/voorwaarden",
        "sandbox_d": "/index.php?p=voorwaarden",
    }
    for site, path in terms.items():
        before = visit.get(path, site).text
        visit.misbehave(site)
        added = set(visit.get(path, site).text.splitlines()) - set(before.splitlines())
        assert len(added) == 1, site
        assert "niet toegestaan" in added.pop()


@check("terms_missing")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.get("/voorwaarden").status_code == 404


@check("tdm_file")
def _(visit: Visit) -> None:
    visit.misbehave()
    answer = visit.get("/.well-known/tdmrep.json")
    assert answer.json() == [{"location": "/", "tdm-reservation": 1}]


@check("tdm_header")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.ad().headers["tdm-reservation"] == "1"
    assert visit.get("/voorwaarden").headers["tdm-reservation"] == "1"


@check("tdm_meta")
def _(visit: Visit) -> None:
    for site in visit.town.sites:
        visit.misbehave(site)
        page = Selector(visit.ad(site).text)
        assert page.css('head meta[name="tdm-reservation"]::attr(content)').get() == "1", site


# --- barriers


def _barrier(mode: str, status: int, *headers: str) -> None:
    @check(mode)
    def _(visit: Visit) -> None:
        visit.misbehave()
        assert visit.get("/robots.txt").status_code == 200
        for answer in (visit.ad(), visit.get("/advertenties")):
            assert answer.status_code == status
            assert not Selector(answer.text).css("li.result, dl.kenmerken")
            assert set(headers) <= set(answer.headers)


_barrier("status_401", 401, "www-authenticate")
_barrier("status_403", 403)
_barrier("status_407", 407, "proxy-authenticate")
_barrier("status_451", 451)
_barrier("status_429_forever", 429, "retry-after")


@check("captcha")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.ad().status_code == 200
    assert Selector(visit.ad().text).css(".h-captcha")


@check("login_form")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.ad().status_code == 200
    assert Selector(visit.ad().text).css("form input[type=password]")


@check("challenge_page")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.ad().status_code == 503
    assert Selector(visit.ad().text).css("body.challenge script")


@check("paywall")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.get("/advertenties").text.count("result__link") == 20
    assert visit.ad().status_code == 200
    assert Selector(visit.ad().text).css(".paywall")


@check("status_429_recovering")
def _(visit: Visit) -> None:
    visit.misbehave(seconds=0.3)
    first = visit.ad()
    assert (first.status_code, first.headers["retry-after"]) == (429, "1")
    time.sleep(0.35)
    assert visit.ad().status_code == 200


# --- overviews


@check("half_overview_missing")
def _(visit: Visit) -> None:
    visit.misbehave()
    pages = visit.overviews()
    assert [len(_codes(page)) for page in pages] == [20, 20, 0, 0]
    assert [bool(page.css("a.pager__volgende")) for page in pages] == [True, False, False, False]
    assert {_total(page) for page in pages} == {70}


@check("empty_overview")
def _(visit: Visit) -> None:
    visit.misbehave()
    (page,) = visit.overviews(1)
    assert (_codes(page), _total(page)) == ([], 0)
    assert page.css(".results__leeg")


@check("totals_do_not_add_up")
def _(visit: Visit) -> None:
    visit.misbehave()
    pages = visit.overviews()
    assert len({_total(page) for page in pages}) == 4
    assert sum(len(_codes(page)) for page in pages) == 70


@check("same_page_twice")
def _(visit: Visit) -> None:
    visit.misbehave()
    first, second, third, _last = visit.overviews()
    assert _codes(first) == _codes(second) != _codes(third)
    assert second.css(".results__page::text").get() == "2"


@check("endless_pagination")
def _(visit: Visit) -> None:
    visit.misbehave()
    pages = visit.overviews(9)
    assert all(page.css("a.pager__volgende") for page in pages)
    assert _codes(pages[8]) == _codes(pages[3])


@check("bumped_during_walk")
def _(visit: Visit) -> None:
    alive = {ad.code for ad in visit.town.shelf("sandbox_a").ads}
    visit.misbehave()
    first = [code for page in visit.overviews() for code in _codes(page)]
    second = [code for page in visit.overviews() for code in _codes(page)]
    assert len(first) == 70 > len(set(first))  # shifted ads are seen twice, bumped ones not at all
    assert alive - set(first)
    assert len(alive - set(first) - set(second)) < len(alive - set(first))


@check("duplicate_urls")
def _(visit: Visit) -> None:
    visit.misbehave()
    (page,) = visit.overviews(1)
    links = page.css("a.result__link::attr(href)").getall()
    assert len(set(links)) == len(links) == 60
    assert len(set(_codes(page))) == 20
    assert {visit.get(link).status_code for link in links[:6]} == {200}


# --- ad pages


@check("layout_change")
def _(visit: Visit) -> None:
    selectors = {
        "sandbox_a": "dl, dt, dd, .advertentie__titel, .omschrijving, .contact__telefoon",
        "sandbox_b": ".advkop, .tekst, .veld, .lab, .waarde",
        "sandbox_d": "#advertentie td, #advertentie tr",
    }
    for site, selector in selectors.items():
        assert Selector(visit.ad(site).text).css(selector)
        visit.misbehave(site)
        page = Selector(visit.ad(site).text)
        assert not page.css(selector), site
        assert visit.town.shelf(site).ads[1].text.splitlines()[0] in visit.ad(site).text
    assert _codes(visit.overviews(1)[0])


@check("soft_block")
def _(visit: Visit) -> None:
    visit.misbehave(share=0.5)
    answers = [visit.ad(number=number) for number in range(70)]
    assert {answer.status_code for answer in answers} == {200}
    blocked = ["tijdelijk niet beschikbaar" in answer.text for answer in answers]
    assert 20 < sum(blocked) < 50
    assert blocked == ["tijdelijk" in visit.ad(number=number).text for number in range(70)]


@check("errors_500")
def _(visit: Visit) -> None:
    visit.misbehave(share=0.2)
    statuses = [visit.ad(number=number).status_code for number in range(70)]
    assert set(statuses) == {200, 500}
    assert 4 < statuses.count(500) < 28


@check("ads_404")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert {visit.ad(number=number).status_code for number in range(20)} == {404}
    assert visit.town.shelf("sandbox_a").ads  # listed all the same


@check("masked_numbers")
def _(visit: Visit) -> None:
    for site in ("sandbox_a", "sandbox_d"):
        number = grouped(visit.town.shelf(site).ads[1].phone or "")
        assert number in visit.ad(site).text
        visit.misbehave(site)
        page = visit.ad(site).text
        assert number not in page, site
        assert Selector(page).css(".masker::text").get() == "06 •• •• ••"
        assert "tel:+316000000" not in page


@check("script_hang")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert Selector(visit.ad().text).css("head script::text").get() == "for (;;);"


@check("data_timeout")
def _(visit: Visit) -> None:
    visit.misbehave("sandbox_c")
    assert visit.get("/overzicht", "sandbox_c").status_code == 200
    with pytest.raises(httpx.ReadTimeout):
        visit.client.get(visit.town.url("sandbox_c") + "/api/ads", timeout=0.5)


@check("unseen_category")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert Selector(visit.ad().text).css(".kenmerk--work-type dd::text").get() == "Gezelschap op afstand"
    visit.misbehave("sandbox_c")
    assert ["Diensten", "Gezelschap op afstand"] in visit.get("/api/ads/C1001", "sandbox_c").json()["kenmerken"]


@check("personal_field")
def _(visit: Visit) -> None:
    visit.misbehave()
    labels = Selector(visit.ad().text).css("dl.kenmerken dt::text").getall()
    assert {"Huisadres", "E-mail"} <= set(labels)


# --- bodies


@check("slow_body")
def _(visit: Visit) -> None:
    visit.misbehave(seconds=0.5)
    started = time.monotonic()
    assert "dl" in visit.ad().text
    assert time.monotonic() - started > 0.4


@check("endless_body")
def _(visit: Visit) -> None:
    visit.misbehave()
    received, started = 0, time.monotonic()
    with visit.client.stream("GET", visit.town.url("sandbox_a") + "/advertenties") as answer:
        assert "content-length" not in answer.headers
        for part in answer.iter_raw():
            received += len(part)
            if time.monotonic() - started > 1:
                break
    assert 20_000 < received < 200_000


@check("huge_body")
def _(visit: Visit) -> None:
    visit.misbehave(size=30_000_000)
    answer = visit.ad()
    assert "content-length" not in answer.headers
    assert len(answer.content) == 30_000_000
    visit.misbehave(declared=True)
    with visit.client.stream("GET", visit.town.url("sandbox_a") + "/advertenties") as warned:
        assert warned.headers["content-length"] == "200000000"


@check("gzip_bomb")
def _(visit: Visit) -> None:
    visit.misbehave(size=20_000_000)
    answer = visit.ad()
    assert len(answer.content) == 20_000_000
    assert int(answer.headers["content-length"]) < 200_000


@check("wrong_encoding")
def _(visit: Visit) -> None:
    assert "Één kop" in visit.ad().text
    visit.misbehave()
    assert visit.ad().headers["content-type"] == "text/html; charset=windows-1252"
    assert "Één kop" not in visit.ad().text


@check("missing_encoding")
def _(visit: Visit) -> None:
    for site in visit.town.sites:
        visit.misbehave(site)
        answer = visit.ad(site)
        assert answer.headers["content-type"] == "text/html"
        assert b"charset" not in answer.content, site


@check("pdf_body")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.ad().content.startswith(b"%PDF-")
    assert visit.ad().headers["content-type"].startswith("text/html")
    visit.misbehave(says="application/pdf")
    assert visit.ad().headers["content-type"] == "application/pdf"


@check("json_body")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert visit.ad().json()["status"] == "ok"
    assert visit.ad().headers["content-type"].startswith("text/html")


@check("empty_body")
def _(visit: Visit) -> None:
    visit.misbehave()
    assert (visit.ad().status_code, visit.ad().content) == (200, b"")


@check("truncated_body")
def _(visit: Visit) -> None:
    visit.misbehave()
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        visit.ad()


@check("connection_reset")
def _(visit: Visit) -> None:
    visit.misbehave()
    with pytest.raises(httpx.ReadError) as caught:
        visit.ad()
    assert "reset" in str(caught.value).lower()


# --- addresses


@check("redirect_other_host")
def _(visit: Visit) -> None:
    visit.misbehave()
    answer = visit.get("/advertenties")
    assert answer.status_code == 302
    assert answer.headers["location"] == visit.town.url("elsewhere") + "/advertenties"
    assert "localhost" in answer.headers["location"]
    assert visit.client.get(answer.headers["location"]).status_code == 200
    assert len(visit.town.requests.of("elsewhere")) == 1


@check("sitemap_other_host")
def _(visit: Visit) -> None:
    visit.misbehave()
    away = visit.town.url("elsewhere")
    assert f"Sitemap: {away}/sitemap.xml" in visit.get("/robots.txt").text
    assert visit.get("/sitemap.xml").text.count(f"<loc>{away}/advertentie/") == 70


@check("links_other_host")
def _(visit: Visit) -> None:
    away = visit.town.url("elsewhere")
    where = {
        "sandbox_a": "/advertenties",
        "sandbox_b": "/aanbod/",
        "sandbox_c": "/api/ads",
        "sandbox_d": "/index.php?p=lijst",
    }
    for site, path in where.items():
        visit.misbehave(site)
        assert visit.get(path, site).text.count(f'"{away}') == 3, site


@check("redirect_loop")
def _(visit: Visit) -> None:
    visit.misbehave()
    with pytest.raises(httpx.TooManyRedirects):
        visit.client.get(visit.town.url("sandbox_a") + "/advertenties", follow_redirects=True)


@check("self_signed_tls")
def _(visit: Visit) -> None:
    visit.misbehave()
    answer = visit.get("/advertenties")
    assert answer.status_code == 301
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        visit.client.get(answer.headers["location"])
    with httpx.Client(verify=False) as careless:
        assert careless.get(answer.headers["location"]).status_code == 200
