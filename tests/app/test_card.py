"""The route without messages: a card that prints on one page, in every language, safe in anybody's hands."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from numpy import asarray
from PIL import Image
from zxingcpp import read_barcodes

from app.card import write_card
from app.texts import MESSAGES, texts, words
from benchmarks.offers import demo_organisation
from domain.errors import BadInput, ConfigError, Refused
from outreach.page import banner_lines, card_page, load_banners

URL = "https://hulp.example/"


def test_the_card_is_one_a5_page_and_names_who_helps_in_every_language(chromium: str, tmp_path: Path) -> None:
    card, banner, page = write_card(demo_organisation(), URL, tmp_path)
    paper = card.read_bytes()
    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", paper)
    assert box is not None
    assert (round(float(box[1])), round(float(box[2]))) == pytest.approx((420, 595), abs=2)
    lines = banner.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(texts(("offer",))["offer"]), "every language a message may be written in"
    assert all("Demonstratie Hulp" in line for line in lines)
    assert f'href="{URL}"' in page.read_text(encoding="utf-8")
    assert 'lang="ru"' in page.read_text(encoding="utf-8")


def test_the_printed_code_leads_a_telephone_to_the_page(chromium: str, tmp_path: Path) -> None:
    page, shot = tmp_path / "kaart.html", tmp_path / "kaart.png"
    page.write_text(card_page(demo_organisation(), URL, {"nl": "Hulp"}), encoding="utf-8")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--window-size=600,900")
    subprocess.run([chromium, *flags, f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True)
    read = read_barcodes(asarray(Image.open(shot).convert("L")))
    assert [one.text for one in read] == [URL]


def test_a_name_that_outs_is_refused_on_the_card_too() -> None:
    with pytest.raises(Refused, match="noemt sekswerk"):
        banner_lines(
            replace(demo_organisation(), name="Hulp voor Sekswerkers"), load_banners(MESSAGES / "banners.yml"), words()
        )


def test_names_and_addresses_are_escaped_and_only_https_is_taken() -> None:
    odd = replace(demo_organisation(), name="<b>Hulp</b>")
    page = card_page(odd, 'https://hulp.example/?a="><script>', {"nl": "<i>"})
    assert "<b>" not in page
    assert "<script>" not in page
    with pytest.raises(BadInput, match="https"):
        card_page(odd, "http://hulp.example/", {})


def test_a_banner_without_the_organisation_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "banners.yml"
    path.write_text('banners:\n  nl: "{organisation}: hulp"\n  en: "help"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="organisation") as raised:
        load_banners(path)
    assert raised.value.line == 3
