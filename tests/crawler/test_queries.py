"""Compiled selectors find what parsel finds; texts read as people read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from html_text import etree_to_text
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from parsel import Selector

from config.settings import CONFIG
from config.sources import read_sources
from crawler.queries import UNSEEN, by_css, by_xpath, parse, read_text

PAGES = sorted((Path(__file__).parents[1] / "fixtures").glob("*/*/page.html"))
CLASSES = st.lists(st.sampled_from(["titel", "titel-groot", "oud", "Titel", "x"]), max_size=3)


def places(nodes: list[object]) -> list[object]:
    return [node if isinstance(node, str) else node.getroottree().getpath(node) for node in nodes]  # type: ignore[attr-defined]


@given(st.lists(st.tuples(st.sampled_from(["p", "b", "div"]), CLASSES), max_size=12))
@pytest.mark.parametrize(
    "selector", [".titel", ".titel > b", ".titel, .oud", ".titel::text", "div .titel", ".titel.oud"]
)
def test_a_selector_finds_what_parsel_finds(selector: str, elements: list[tuple[str, list[str]]]) -> None:
    html = "".join(f'<{tag} class="{chr(9).join(names)}">a<b class="titel">c</b></{tag}>' for tag, names in elements)
    page = Selector(f"<html><body>{html}</body></html>")
    expected = [node.root for node in page.css(selector)]
    assert places(by_css(page.root, selector)) == places(expected)


def test_every_selector_of_the_house_finds_on_every_saved_page_what_parsel_finds() -> None:
    selectors = {
        reading.css
        for source in read_sources(CONFIG / "sources")
        for reading in source.ad.fields.values()
        if reading.css
    } | {reading.css for source in read_sources(CONFIG / "sources") for reading in (source.ad.title, source.ad.text)}
    found = 0
    for path in PAGES:
        page = parse(path.read_bytes())
        for selector in filter(None, selectors):
            nodes = by_css(page.root, selector)
            assert places(nodes) == places([node.root for node in page.css(selector)])
            found += len(nodes)
    assert found


def test_a_number_comes_as_its_text() -> None:
    assert by_xpath(parse(b"<p>a</p><p>b</p>").root, "count(//p)") == ["2.0"]


@pytest.mark.parametrize("body", [b"", b"\x00", b"   ", b"<", b"%PDF-1.4", b"<div>" * 3000])
def test_anything_is_a_page(body: bytes) -> None:
    assert isinstance(read_text(parse(body).root), str)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_text_reads_as_html_text_reads_it(path: Path) -> None:
    root = parse(path.read_bytes()).root
    etree.strip_elements(root, etree.Comment, *UNSEEN, with_tail=False)  # which it takes for text, or stops at
    parts = list(root.iter())
    assert len(parts) > 10
    assert [read_text(part) for part in parts] == [str(etree_to_text(part)) for part in parts]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Vandaag <!-- actie --> open</p>", "Vandaag open"),
        ("<p>Vandaag<script>track()</script> open</p>", "Vandaag open"),
        ("<p>06 <b>12</b><b>34</b>, (<i>bel</i>)</p>", "06 12 34, (bel)"),
        ("<div>een<br>twee<p>drie</p>vier</div>", "een\ntwee\n\ndrie\n\nvier"),
    ],
)
def test_nothing_behind_a_comment_or_script_is_lost(html: str, text: str) -> None:
    assert read_text(parse(html.encode()).root) == text
