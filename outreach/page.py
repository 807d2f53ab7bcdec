"""The route without messages: a page, a line for a banner and a card with a QR code. Nobody is approached."""

from __future__ import annotations

from html import escape
from pathlib import Path

import segno

from domain.errors import BadInput
from outreach.organisations import Organisation

_ABOUT = {
    "nl": "{name} helpt gratis en in vertrouwen met vragen over gezondheid, geld, wonen en papieren.",
    "en": "{name} helps free of charge and in confidence with questions about health, money, housing and papers.",
}


def banner(organisation: Organisation, language: str) -> str:
    """One line that a site may show, in Dutch or English."""
    return _ABOUT.get(language, _ABOUT["en"]).format(name=organisation.name)


def write_card(organisation: Organisation, url: str, folder: Path) -> list[Path]:
    """Write kaart.pdf (the QR code of `url`), banner.txt and informatie.html. Raises BadInput for no web address."""
    if not url.startswith("https://"):
        raise BadInput("de informatiepagina moet een https-adres zijn")
    folder.mkdir(parents=True, exist_ok=True)
    card, line, page = folder / "kaart.pdf", folder / "banner.txt", folder / "informatie.html"
    segno.make(url, error="m").save(str(card), kind="pdf", scale=8)
    line.write_text("".join(f"{banner(organisation, one)}\n" for one in _ABOUT), encoding="utf-8")
    page.write_text(_page(organisation, url), encoding="utf-8")
    return [card, line, page]


def _page(organisation: Organisation, url: str) -> str:
    lines = "\n".join(f'<p lang="{one}">{escape(banner(organisation, one))}</p>' for one in _ABOUT)
    return (
        f'<!doctype html>\n<html lang="nl"><meta charset="utf-8"><title>{escape(organisation.name)}</title>\n'
        f'<h1>{escape(organisation.name)}</h1>\n{lines}\n<p><a href="{escape(url)}">{escape(url)}</a></p>\n</html>\n'
    )
