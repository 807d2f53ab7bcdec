"""Signs that a page is closed to us. A barrier is a stop sign, never a puzzle."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsel import Selector

CLOSED_STATUS = {
    401: "aanmelden verplicht (401)",
    402: "betaling verplicht (402)",
    403: "toegang geweigerd (403)",
    407: "proxy-aanmelding verplicht (407)",
    451: "om juridische redenen afgesloten (451)",
}

# Only a page without the expected content is held against these: many open pages carry a login box.
SIGNS = {
    "captcha": "[class*=captcha i], [id*=captcha i], iframe[src*=captcha i], script[src*=captcha i], .cf-turnstile",
    "controlepagina": "[class*=challenge i], [id*=challenge i], script[src*=challenge i], form[action*=__cf_chl]",
    "aanmeldscherm": "input[type=password], form[action*=login i], form[action*=inloggen i]",
    "betaalmuur": "[class*=paywall i], [id*=paywall i]",
}
_MASKED = re.compile(r"\d[\d\s.-]*[•●∙·*×…]{2}")
_SHOW = re.compile(r"(toon|bekijk|zie|show).{0,20}(nummer|telefoon|number|phone)", re.IGNORECASE)
LOGIN_PATHS = ("/login", "/inloggen", "/aanmelden", "/signin", "/account/login")


def closed_by_status(status: int) -> str:
    """The Dutch name of the barrier a status means, "" for none. 429 is a barrier only without recovery."""
    return CLOSED_STATUS.get(status, "")


def closed_by_address(asked: str, landed: str) -> str:
    """A redirect from an ordinary page to a login page."""
    to_login = any(path in landed.lower() for path in LOGIN_PATHS)
    return "doorgestuurd naar een aanmeldscherm" if to_login and asked != landed else ""


def closed_by_page(page: Selector, own: Sequence[str], expected_found: bool) -> str:
    """The barrier a page shows. `own` are the source's selectors: those always count."""
    if any(page.css(selector) for selector in own):
        return "een door de bron afgeschermde pagina"
    if expected_found:
        return ""
    return next((name for name, selector in SIGNS.items() if page.css(selector)), "")


def closed_by_mask(page: Selector) -> str:
    """A number shown with dots for digits, beside a button for the rest: a click that is not ours to make."""
    dots = any(_MASKED.search(text) for text in page.xpath("//body//text()").getall())
    button = any(_SHOW.search(text) for text in page.xpath("//button//text() | //a//text()").getall())
    return "telefoonnummers zijn afgeschermd achter een klik" if dots and button else ""
