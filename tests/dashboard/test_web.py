"""The pages say what the figures say, in Dutch, safely and without JavaScript."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

PAGES = ("/reeksen/all", "/reeksen/sandbox_b?eenheid=adverteerders", "/bronnen", "/bestaat-niet")


class Outline(HTMLParser):
    """Headings, landmarks and scripts of a page, and whether every element was closed in order."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def outline(html: str) -> Outline:
    made = Outline()
    made.feed(html)
    return made


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_formed_dutch_and_without_script(get, path):
    page = outline(get(path).text)
    assert page.wrong == []
    assert page.open == []
    assert dict(page.tags)["html"] == {"lang": "nl"}
    names = [tag for tag, _ in page.tags]
    assert "script" not in names
    assert names.count("h1") == 1
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]


@pytest.mark.parametrize("path", PAGES)
def test_headings_never_skip_a_level(get, path):
    levels = [int(tag[1]) for tag, _ in outline(get(path).text).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", [*PAGES, "/static/peil.css"])
def test_every_answer_carries_the_security_headers(get, path):
    headers = get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_page_carries_no_inline_style_that_its_own_policy_would_block(get):
    page = outline(get("/reeksen/all").text)
    assert not [tag for tag, attrs in page.tags if tag == "style" or "style" in attrs]


def test_another_host_name_is_refused(get):
    assert get("/bronnen", host="elders.example").status_code == 400


def test_the_start_page_leads_to_the_series(get):
    assert get("/").headers["location"] == "/reeksen/all"


def test_every_chart_has_its_table_and_the_three_new_series_stand_together(get):
    page = outline(get("/reeksen/all").text)
    charts = [attrs for _, attrs in page.tags if attrs.get("role") == "img"]
    tables = [tag for tag, _ in page.tags if tag == "table"]
    assert len(charts) == len(tables) == 3
    assert all(attrs["aria-label"] for attrs in charts)
    text = get("/reeksen/all").text
    for name in ("niet in de vorige meting", "niet in de vorige vijf metingen", "nooit eerder gezien"):
        assert f'<th scope="col" class="number">Nieuw: {name}</th>' in text


def test_the_table_holds_the_figures_of_the_series(get, invented):
    figures = {m.week: m for m in invented.weekly("all") if m.measure == "active"}
    text = get("/reeksen/all").text
    first_table = text[text.index('id="tabel-actief"') : text.index('id="nieuw"')]
    rows = re.findall(r"<th scope=\"row\">week (\d+), 2026.*?<td class=\"number\">([\d.–]+)", first_table, re.S)
    assert len(rows) == 26
    for number, shown in rows:
        value = next(m.value for week, m in figures.items() if week.number == int(number))
        assert shown == ("–" if value is None else f"{value:.0f}")


def test_a_gap_says_which_source_and_a_provisional_week_is_marked(get):
    text = get("/reeksen/all").text
    assert "sandbox_b: mislukt" in text
    assert text.count("<small>voorlopig</small>") == 3 * 10


def test_the_caveats_and_the_method_stand_on_the_page(get):
    text = get("/reeksen/all").text
    assert "Advertenties zijn geen mensen" in text
    assert "peil-series-1" in text
    assert "Nieuw vergunningstelsel" in text


def test_sources_show_their_legal_state_and_last_certificate(get):
    text = get("/bronnen").text
    assert "geldig tot en met 31 januari 2027" in text
    assert "opgeschort" in text
    assert "na de goedkeuring veranderd" in text
    assert "verwacht minstens 400" in text
    assert "nog niet gemeten" in text


def test_a_check_explains_itself_only_when_it_failed(get):
    text = get("/bronnen").text
    assert text.count("171 advertenties, verwacht 400 tot 900") == 1
    assert "1 van 172 advertenties niet gelezen" not in text
    assert "Advertenties tegenover de verwachting" in text


def test_what_a_source_says_is_escaped(get):
    text = get("/bronnen").text
    assert "Voorbeeldmarkt &lt;B&gt;" in text


@pytest.mark.parametrize("path", ["/reeksen/onbekend", "/reeksen/all?eenheid=personen", "/bestaat-niet"])
def test_an_unknown_address_gets_a_dutch_page(get, path):
    answer = get(path)
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.text


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", ["ink", "quiet", "link", "good", "bad"])
@pytest.mark.parametrize("paper", ["#ffffff", "soft", "gap"])
def test_every_text_colour_keeps_the_contrast_of_wcag_aa(get, name, paper):
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", get("/static/peil.css").text))
    light, dark = sorted((luminance(colours.get(paper, paper)), luminance(colours[name])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_partial_week_that_counts_is_marked_with_who_decided_so_and_why(get, invented):
    (one,) = invented.accepted()
    for path in ("/reeksen/all", "/reeksen/sandbox_b"):
        text = get(path).text
        assert "storing bij de &lt;site&gt;, aantallen kloppen (Anna)" in text
        row = text.split(f'<th scope="row">week {one.week.number}, {one.week.year}')[1].split("</th>")[0]
        assert "met een onvolledig bezoek" in row
    assert "onvolledig bezoek" not in get("/reeksen/sandbox_a").text


def test_whoever_answers_for_the_sources_reads_what_lapses_soon(get) -> None:
    assert "Dossier van sandbox_a geldt tot 2026-07-04 (antwoord op &lt;Q1&gt;)." in get("/bronnen").text
