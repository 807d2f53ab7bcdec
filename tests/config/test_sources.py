"""A source file is checked to the last selector; every mistake names its line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from config.settings import CONFIG
from config.sources import allowed_fields, find_source, read_candidates, read_source, read_sources
from domain.errors import ConfigError
from domain.sources import Render

GOOD = """\
title: Markt
start_url: https://markt.example/lijst
hosts: [markt.example]
allow: [/lijst, /ad/]
delay: 2
expect: {min: 10, max: 900}
overview:
  ad: a.ad
  code: "/ad/(\\\\w+)"
  next: a.volgende
ad:
  title: h1
  text: .tekst
  fields:
    age: {css: .leeftijd, regex: "(\\\\d+)"}
    phone: "a[href^='tel:']::attr(href)"
barriers: [.op-slot]
"""


def written(folder: Path, text: str, name: str = "markt") -> Path:
    path = folder / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_simple_source_fits_in_25_lines(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, GOOD))
    assert len(GOOD.splitlines()) <= 25
    assert (source.name, source.render, source.ad.title.css) == ("markt", Render.HTTP, "h1")
    assert source.digest == hashlib.sha256(GOOD.encode()).hexdigest()


def test_one_byte_changes_the_digest(tmp_path: Path) -> None:
    first = read_source(written(tmp_path, GOOD))
    assert read_source(written(tmp_path, GOOD + "\n")).digest != first.digest


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("delay: 2", "delaay: 2", 5, "delaay"),
        ("delay: 2", "delay: 0", 5, "minstens 1 seconde"),
        ("delay: 2", "delay: snel", 5, "getal"),
        ("delay: 2", "deny: [reviews]\ndelay: 2", 5, "begint met /"),
        ("    age:", "    bloedgroep:", 15, "staat niet in config/fields.yml"),
        ("  title: h1", "  title: 'h1[['", 12, "ongeldige selector"),
        ('"(\\\\d+)"', '"(\\\\d+"', 15, "ongeldige regex"),
        ('"/ad/(\\\\w+)"', '"/ad/(\\\\w+"', 9, "ongeldige regex"),
        ("{css: .leeftijd", "{xpath: '//[', css: .leeftijd", 15, "ongeldige selector"),
        ("{css: .leeftijd", "{csss: .leeftijd", 15, "csss"),
        ("[.op-slot]", "['..']", 17, "ongeldige selector"),
        ("start_url: https://markt.example/lijst", "start_url: https://elders.example/lijst", 2, "host"),
        ("start_url: https://markt.example/lijst", "start_url: https://markt.example/geheim", 2, "pad"),
        ("hosts: [markt.example]", "hosts: [markt.example, '*.example']", 3, "voluit"),
        ("{min: 10, max: 900}", "{min: 10, max: 9}", 6, "oplopen"),
        ("  next: a.volgende", "  page: '?p=2'", 10, "{page}"),
        ('  code: "/ad/(\\\\w+)"\n', "", 7, "code"),
        ("barriers:", "visits: {sitemap: {url: 'https://elders.example/s.xml'}}\nbarriers:", 17, "hosts"),
        (
            "barriers:",
            "visits: {sitemap: {url: 'https://markt.example/s', code: '('}}\nbarriers:",
            17,
            "ongeldige regex",
        ),
        ("title: Markt", "name: anders\ntitle: Markt", 1, "haal deze sleutel weg"),
        ("title: Markt", "title: [", 3, "expected"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, told: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        read_source(written(tmp_path, GOOD.replace(old, new, 1)))
    assert told in str(caught.value)
    assert caught.value.line == line
    assert str(tmp_path / "markt.yml") in str(caught.value)


def test_a_source_is_found_by_its_files_name(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    assert find_source(tmp_path, "markt").title == "Markt"
    with pytest.raises(ConfigError, match=r"bestaat niet; wel: markt"):
        find_source(tmp_path, "martk")
    with pytest.raises(ConfigError, match="kleine letters"):
        read_source(written(tmp_path, GOOD, "Markt-2"))


def test_every_source_of_the_house_is_on_this_machine_and_fits_the_allow_list() -> None:
    sources = read_sources(CONFIG / "sources")
    assert [source.name for source in sources] == ["sandbox_a", "sandbox_b", "sandbox_c"]
    assert all(host.startswith("127.0.0.1:") for source in sources for host in source.hosts)
    assert all(source.terms for source in sources)


def test_the_twelve_candidates_can_not_be_crawled() -> None:
    candidates = read_candidates()
    assert len(candidates) == 12
    assert {one.decision for one in candidates} == {"in_review", "not_taken"}
    assert all(one.because for one in candidates)
    described = {one.site for one in candidates}
    assert not any(described & set(source.hosts) for source in read_sources(CONFIG / "sources"))
    with pytest.raises(ConfigError):  # it has no selectors: as a source file it does not even load
        read_source(CONFIG / "candidates.yml")


def test_the_allow_list_keeps_no_image_review_address_or_origin() -> None:
    kept = {name for name, field in allowed_fields().items() if field.kept}
    assert not kept & {"images", "reviews", "address", "origin", "services", "email", "messenger"}
