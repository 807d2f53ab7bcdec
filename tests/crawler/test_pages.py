"""Saved pages and what must be read from them. A missing expectation is written, and fails until somebody looked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from parsel import Selector

from config.settings import CONFIG
from config.sources import read_source, read_sources
from crawler.barriers import closed_by_mask, closed_by_page
from crawler.page import read_ad, read_overview
from domain.sources import Source

FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/page.html"))
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SOURCES = {source.name: source for source in read_sources(CONFIG / "sources")}


def read(source: Source, html: str) -> dict[str, object]:
    page = Selector(html)
    overview = read_overview(source, page, source.start_url)
    if overview.cards:
        codes = [card.code for card in overview.cards]
        return {"codes": codes, "next": overview.next_url, "declared": overview.declared}
    ad = read_ad(source, page, source.start_url, "code", NOW)
    fields = {name: [one.value for one in told] for name, told in sorted(ad.listing.fields.items())}
    failed = sorted(ad.listing.failed)
    return {
        "title": ad.listing.title,
        "text": ad.listing.text,
        "fields": fields,
        "failed": failed,
        "dropped": ad.dropped,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_saved_page_gives_what_somebody_looked_at(case: Path) -> None:
    got = read(SOURCES[case.parent.name], (case / "page.html").read_text(encoding="utf-8"))
    expected = case / "expected.json"
    if not expected.exists():
        expected.write_text(json.dumps(got, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
        pytest.fail(f"{expected} was written: look at it, and keep it when it is right")
    assert got == json.loads(expected.read_text(encoding="utf-8"))


def test_every_source_has_saved_pages() -> None:
    assert {case.parent.name for case in CASES} == set(SOURCES)


def test_a_field_that_is_off_for_this_source_never_enters_the_listing() -> None:
    html = (FIXTURES / "sandbox_a" / "ad" / "page.html").read_text(encoding="utf-8")
    ad = read_ad(SOURCES["sandbox_a"], Selector(html), "http://127.0.0.1/", "c", NOW, frozenset({"phone", "age"}))
    assert not {"phone", "age", "origin"} & set(ad.listing.fields)
    assert {"phone", "age", "origin"} <= set(ad.dropped)
    shown = repr(ad) + repr(ad.listing)
    assert ad.listing.title not in shown
    assert ad.listing.fields["advertiser"][0].value not in shown


@pytest.mark.parametrize(
    ("html", "barrier"),
    [
        ('<div class="g-recaptcha"></div>', "captcha"),
        ('<form><input type="password"></form>', "aanmeldscherm"),
        ('<div id="challenge-running">wacht</div>', "controlepagina"),
        ('<div class="Paywall-overlay">word lid</div>', "betaalmuur"),
        ("<h1>Gewone pagina</h1>", ""),
    ],
)
def test_a_barrier_is_recognised_and_an_open_page_with_a_login_box_is_not(html: str, barrier: str) -> None:
    assert closed_by_page(Selector(html), (), expected_found=False) == barrier
    assert closed_by_page(Selector(html), (), expected_found=True) == ""
    assert closed_by_page(Selector('<p class="op-slot">x</p>'), (".op-slot",), expected_found=True)


def test_masked_numbers_are_a_barrier_only_with_a_button_for_the_rest() -> None:
    masked = "<body><p>06 •• •• ••</p><button>Toon nummer</button></body>"
    assert "afgeschermd" in closed_by_mask(Selector(masked))
    assert closed_by_mask(Selector("<body><p>06 •• •• ••</p></body>")) == ""
    assert closed_by_mask(Selector("<body><p>0600000012</p><button>Toon nummer</button></body>")) == ""


def test_json_ld_is_read_from_graphs_lists_and_not_from_broken_scripts(tmp_path: Path) -> None:
    text = (CONFIG / "sources" / "sandbox_b.yml").read_text(encoding="utf-8")
    (tmp_path / "markt.yml").write_text(text, encoding="utf-8")
    source = read_source(tmp_path / "markt.yml")
    script = '<script type="application/ld+json">{}</script>'
    page = (
        "<div class='advkop'>t</div><div class='tekst'>x</div>"
        + script.format("{kapot")
        + script.format('{"@graph": [{"offers": [{"price": 150}, {"price": "160.00"}]}]}')
    )
    ad = read_ad(source, Selector(page), "http://127.0.0.1/", "c", NOW)
    assert [one.value for one in ad.listing.fields["price_hour"]] == ["150", "160.00"]
