"""The town over real HTTP: pages, paging, gone ads, validators, encodings and the journal."""

from __future__ import annotations

import json
import ssl
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from parsel import Selector

from domain.weeks import Week
from sandbox.exchange import Kind
from sandbox.records import Advertisement
from sandbox.town import Town


@pytest.fixture
def visitor(trust: ssl.SSLContext) -> Iterator[httpx.Client]:
    with httpx.Client(verify=trust, headers={"user-agent": "tester"}, timeout=10) as client:
        yield client


def _page(visitor: httpx.Client, url: str) -> Selector:
    answer = visitor.get(url)
    assert answer.status_code == 200
    return Selector(answer.text, base_url=url)


def _codes(town: Town, site: str) -> list[str]:
    return [ad.code for ad in town.shelf(site).ads]


def test_site_a_lists_every_ad_once_and_says_how_many(town: Town, visitor: httpx.Client) -> None:
    codes, path = [], "/advertenties"
    while path:
        page = _page(visitor, town.url("sandbox_a") + path)
        codes += page.css("li.result::attr(data-code)").getall()
        assert page.css(".results__total::text").get() == "70"
        assert page.css(".results__pages::text").get() == "4"
        path = page.css("a.pager__volgende::attr(href)").get()
    assert codes == _codes(town, "sandbox_a")


def test_site_b_lists_every_ad_once_through_relative_links(town: Town, visitor: httpx.Client) -> None:
    codes, url = [], httpx.URL(town.url("sandbox_b") + "/aanbod/")
    while True:
        page = _page(visitor, str(url))
        codes += page.css("a.lees::attr(href)").re(r"advertentie/(\w+)\.html")
        first, last, total = page.css("div.teller::text").re(r"\d+")
        assert (int(last), total) == (len(codes), "70")
        assert int(first) == (len(codes) - 1) // 25 * 25 + 1
        following = page.css("a.volgende::attr(href)").get()
        if following is None:
            break
        url = url.join(following)
    assert codes == _codes(town, "sandbox_b")


def test_site_c_is_an_empty_shell_over_json(town: Town, visitor: httpx.Client) -> None:
    home = town.url("sandbox_c")
    shell = _page(visitor, f"{home}/overzicht")
    assert not shell.css("#lijst, #aantal")
    first = visitor.get(f"{home}/api/ads").json()
    pages = [visitor.get(f"{home}/api/ads?page={page}").json() for page in range(1, first["paginas"] + 1)]
    assert [card["code"] for page in pages for card in page["kaarten"]] == _codes(town, "sandbox_c")
    assert (first["totaal"], pages[-1]["volgende"]) == (70, None)


def test_site_c_never_gives_a_number(town: Town, visitor: httpx.Client) -> None:
    home = town.url("sandbox_c")
    ad = visitor.get(f"{home}/api/ads/C1001").json()
    assert ad["nummer"] == "06 •• •• ••"
    assert "0600" not in json.dumps(ad)
    assert visitor.post(f"{home}/api/ads/C1001/nummer").status_code == 401


def test_site_d_lists_every_ad_once_by_offset(town: Town, visitor: httpx.Client) -> None:
    page = _page(visitor, town.url("sandbox_d") + "/index.php?p=lijst")
    rows = page.css("table#lijst tr")[1:]
    assert [row.css("td::text").get() for row in rows] == _codes(town, "sandbox_d")
    assert page.css("p b::text").get() == f"{len(rows)} stuks"


def test_an_ad_of_site_a_shows_every_field_escaped(town: Town, visitor: httpx.Client) -> None:
    ad = next(ad for ad in town.shelf("sandbox_a").ads if ad.price_hour)
    page = _page(visitor, town.url("sandbox_a") + town.spellings("sandbox_a", ad.code)[0])
    pairs = {row.css("dt::text").get(): row.css("dd::text").get() for row in page.css("dl.kenmerken > div")}
    assert pairs["Leeftijd"] == f"{ad.age} jaar"
    assert pairs["Plaats"] == ad.municipality
    assert page.css("h1.advertentie__titel::text").get() == ad.title
    assert page.css("a.contact__telefoon::attr(href)").get() == f"tel:{ad.phone}"
    assert f"€ {ad.price_hour},-" in page.css("table.tarieven td::text").getall()


def test_an_ad_of_site_b_is_in_the_encoding_it_declares(town: Town, visitor: httpx.Client) -> None:
    ad = town.shelf("sandbox_b").ads[1]
    answer = visitor.get(town.url("sandbox_b") + town.spellings("sandbox_b", ad.code)[0])
    assert answer.headers["content-type"] == "text/html; charset=windows-1252"
    assert b"charset=windows-1252" in answer.content
    assert b"\xc9\xe9n kop" in answer.content
    assert "Één kop" in answer.text


@pytest.mark.parametrize("site", ["sandbox_a", "sandbox_b", "sandbox_c", "sandbox_d"])
def test_every_spelling_shows_the_same_ad(town: Town, visitor: httpx.Client, site: str) -> None:
    paths = town.spellings(site, _codes(town, site)[3])
    answers = [visitor.get(town.url(site) + path) for path in paths]
    assert len(set(paths)) == len(paths) >= (9 if site == "sandbox_a" else 4)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    ("site", "status", "mark"),
    [
        ("sandbox_a", 410, "div.verwijderd"),
        ("sandbox_b", 200, "div.verlopen"),
        ("sandbox_c", 404, "#plek"),
        ("sandbox_d", 404, "h1"),
    ],
)
def test_an_ad_that_left_is_gone_by_the_habit_of_its_site(
    town: Town, visitor: httpx.Client, week: Week, site: str, status: int, mark: str
) -> None:
    path = town.spellings(site, town.shelf(site).ads[0].code)[0]
    town.go_to(week + 1)
    answer = visitor.get(town.url(site) + path)
    assert answer.status_code == status
    assert Selector(answer.text).css(mark)


def test_an_unchanged_ad_answers_304_and_a_changed_one_does_not(town: Town, visitor: httpx.Client, week: Week) -> None:
    changed, same = (town.url("sandbox_a") + f"/advertentie/A{code}" for code in (1012, 1030))
    known = {url: visitor.get(url) for url in (changed, same)}
    town.go_to(week + 1)
    for header, given in (("if-none-match", "etag"), ("if-modified-since", "last-modified")):
        again = {url: visitor.get(url, headers={header: answer.headers[given]}) for url, answer in known.items()}
        assert again[same].status_code == 304
        assert again[same].content == b""
        assert again[changed].status_code == 200


def test_the_sitemap_tells_when_an_ad_last_changed(town: Town, visitor: httpx.Client, week: Week) -> None:
    town.go_to(week + 1)
    sitemap = Selector(visitor.get(town.url("sandbox_a") + "/sitemap.xml").text, type="xml")
    sitemap.remove_namespaces()
    dates = sitemap.css("lastmod::text").getall()
    assert len(dates) == 60
    assert dates.count(str((week + 1).monday)) == 5


@pytest.mark.parametrize(
    ("site", "terms"),
    [
        ("sandbox_a", "/voorwaarden"),
        ("sandbox_b", "/info/voorwaarden.html"),
        ("sandbox_c", "/voorwaarden"),
        ("sandbox_d", "/index.php?p=voorwaarden"),
    ],
)
def test_rules_are_published_and_steady(town: Town, visitor: httpx.Client, week: Week, site: str, terms: str) -> None:
    home = town.url(site)
    robots = visitor.get(f"{home}/robots.txt")
    assert robots.headers["content-type"].startswith("text/plain")
    assert "Disallow: /foto/" in robots.text
    assert visitor.get(f"{home}/.well-known/tdmrep.json").status_code == 404
    before = visitor.get(home + terms)
    town.go_to(week + 1)
    assert before.status_code == 200
    assert visitor.get(home + terms).content == before.content


def test_the_journal_knows_every_request(town: Town, visitor: httpx.Client) -> None:
    home = town.url("sandbox_a")
    visitor.get(f"{home}/advertenties?pagina=2", headers={"if-none-match": '"x"'})
    visitor.get(f"{home}/foto/A1001-1.png")
    overview, photo = town.requests.of("sandbox_a")
    assert (overview.kind, overview.path, overview.status) == (Kind.OVERVIEW, "/advertenties?pagina=2", 200)
    assert (overview.user_agent, overview.conditional) == ("tester", {"if-none-match": '"x"'})
    assert overview.content_type == "text/html; charset=utf-8"
    assert (photo.kind, photo.content_type) == (Kind.ASSET, "image/png")
    assert photo.sent > 1000
    assert town.requests.of("sandbox_b") == []


def test_the_town_listens_on_the_loopback_only(town: Town) -> None:
    addresses = {house.server.server_address[0] for house in town._houses.values()}
    assert addresses == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("site", "path"),
    [
        ("sandbox_a", "/advertenties?pagina=x"),
        ("sandbox_a", "/advertenties?pagina=0"),
        ("sandbox_c", "/api/ads?page="),
        ("sandbox_d", "/index.php?p=lijst&offset=-3"),
    ],
)
def test_nonsense_in_a_query_shows_the_first_page(town: Town, visitor: httpx.Client, site: str, path: str) -> None:
    assert town.shelf(site).ads[0].code in visitor.get(town.url(site) + path).text


def test_a_page_beyond_the_last_is_empty(town: Town, visitor: httpx.Client) -> None:
    page = _page(visitor, town.url("sandbox_a") + "/advertenties?pagina=99")
    assert not page.css("li.result, a.pager__volgende")


def test_many_visitors_at_once_are_all_answered_and_counted(town: Town, trust: ssl.SSLContext) -> None:
    paths = [town.spellings("sandbox_a", code)[0] for code in _codes(town, "sandbox_a")]

    def walk(_number: int) -> int:
        with httpx.Client(verify=trust, timeout=10) as client:
            return sum(client.get(town.url("sandbox_a") + path).status_code == 200 for path in paths)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(walk, range(8))) == [len(paths)] * 8
    hits = town.requests.of("sandbox_a", Kind.AD)
    assert Counter(hit.path for hit in hits) == dict.fromkeys(paths, 8)


def test_a_page_grows_to_the_size_that_is_asked(week: Week) -> None:
    with Town(_Nobody(), ports=(0,), page_bytes=55_000) as town:
        town.go_to(week)
        page = httpx.get(town.url("sandbox_a") + "/advertenties")
    assert 53_000 < len(page.content) < 57_000
    assert len(Selector(page.text).css("section.info")) > 20


class _Nobody:
    def online(self, week: Week) -> list[Advertisement]:
        return []
