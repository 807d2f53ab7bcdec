"""Writes the route without messages to files: card, banner and page."""

from __future__ import annotations

from pathlib import Path

from app.pdf import pdf
from app.texts import MESSAGES, words
from outreach.organisations import Organisation
from outreach.page import banner_lines, card_page, information_page, load_banners


def write_card(organisation: Organisation, url: str, folder: Path) -> list[Path]:
    """Write kaart.pdf, banner.txt and informatie.html, in every language we have. Raises BadInput or Refused."""
    lines = banner_lines(organisation, load_banners(MESSAGES / "banners.yml"), words())
    card, page = card_page(organisation, url, lines), information_page(organisation, url, lines)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in ("kaart.pdf", "banner.txt", "informatie.html")]
    paths[0].write_bytes(pdf(card))
    paths[1].write_text("".join(f"{line}\n" for line in lines.values()), encoding="utf-8")
    paths[2].write_text(page, encoding="utf-8")
    return paths
