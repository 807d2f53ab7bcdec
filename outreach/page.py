"""The route without messages: a page, lines for a banner and a card with a QR code. Nobody is approached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import ClassVar

import segno

from config.reader import line_of, read_record
from domain.errors import BadInput, ConfigError, Refused
from outreach.lint import forbidden
from outreach.organisations import Organisation
from outreach.words import Words

_CARD = """
@page { size: A5; margin: 0 }
body { font: 8.5pt/1.3 "DejaVu Sans", sans-serif; margin: 9mm; text-align: center }
h1 { font-size: 18pt; margin: 0 0 2mm }
svg { width: 52mm; height: 52mm }
p { margin: 0 0 1.6mm }
.address { font-weight: bold; margin: 0 0 3mm }
"""


@dataclass(frozen=True, slots=True)
class _Banners:
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    banners: Mapping[str, str]


def load_banners(path: Path) -> Mapping[str, str]:
    """One line per language with {organisation} in it. Raises ConfigError naming file and line."""
    found = read_record(path, _Banners).banners
    for language, line in found.items():
        if line.count("{organisation}") != 1 or "{" in line.replace("{organisation}", ""):
            raise ConfigError(str(path), line_of(path, ("banners", language)), "gebruik één keer {organisation}")
    return found


def banner_lines(
    organisation: Organisation, banners: Mapping[str, str], words: Mapping[str, Words]
) -> Mapping[str, str]:
    """The lines in the organisation's name. Raises Refused when one would out or accuse whoever looks at it."""
    lines = {language: line.format(organisation=organisation.name) for language, line in banners.items()}
    faults = [fault.reason for language, line in lines.items() for fault in forbidden(line, language, words)]
    if faults:
        raise Refused("deze regel kan niet in ieders handen komen: " + "; ".join(dict.fromkeys(faults)))
    return lines


def card_page(organisation: Organisation, url: str, lines: Mapping[str, str]) -> str:
    """The card (A5, to be printed) as HTML. Raises BadInput for what is no https address."""
    picture = segno.make(_https(url), error="m").svg_inline(border=2, omitsize=True)
    address = f'<p class="address">{escape(url)}</p>'
    # The name stands above: what is left fits on one line each.
    short = {language: line.replace(organisation.name, "", 1).lstrip(" :") for language, line in lines.items()}
    short = {language: line[:1].upper() + line[1:] for language, line in short.items()}
    return _page(organisation, f"<style>{_CARD}</style>", f"{picture}\n{address}\n{_paragraphs(short)}")


def information_page(organisation: Organisation, url: str, lines: Mapping[str, str]) -> str:
    """A page for the organisation's own site. Raises BadInput for what is no https address."""
    link = f'<p><a href="{escape(_https(url))}">{escape(url)}</a></p>'
    return _page(organisation, '<meta name="viewport" content="width=device-width">', f"{_paragraphs(lines)}\n{link}")


def _https(url: str) -> str:
    if not url.startswith("https://"):
        raise BadInput("de informatiepagina moet een https-adres zijn")
    return url


def _paragraphs(lines: Mapping[str, str]) -> str:
    return "\n".join(f'<p lang="{language}">{escape(line)}</p>' for language, line in lines.items())


def _page(organisation: Organisation, head: str, body: str) -> str:
    name = escape(organisation.name)
    return (
        f'<!doctype html>\n<html lang="nl"><meta charset="utf-8"><title>{name}</title>\n{head}\n'
        f"<h1>{name}</h1>\n{body}\n</html>\n"
    )
