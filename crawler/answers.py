"""What an answer is good for, before its contents are read."""

from __future__ import annotations

from parsel import Selector
from scrapy.http import Response, TextResponse


def selector_of(response: Response) -> Selector:
    assert isinstance(response, TextResponse)
    return response.selector


def unreadable(response: Response) -> str:
    """Why an answer cannot be read as a page, in Dutch; "" when it can."""
    if response.status != 200:
        return f"de bron antwoordt {response.status}"
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").split(";")[0]
    if not isinstance(response, TextResponse) or (kind and "html" not in kind):
        return f"geen HTML-pagina maar {kind or 'onbekende inhoud'}"
    return "" if response.body.strip() else "een lege pagina"


def why(error: BaseException) -> str:
    """A download error in Dutch, without the address it happened at."""
    return DUTCH_ERRORS.get(type(error).__name__, f"technische fout ({type(error).__name__})")


DUTCH_ERRORS = {
    "CannotResolveHostError": "de hostnaam is niet gevonden (DNS)",
    "DownloadConnectionRefusedError": "de bron weigert de verbinding: staat de site aan?",
    "DownloadFailedError": "de verbinding brak af",
    "DownloadTimeoutError": "de bron antwoordde niet op tijd",
    "DownloadCancelledError": "het antwoord was groter dan 5 MB",
    "ResponseDataLossError": "het antwoord kwam niet helemaal aan",
    "TimeoutError": "de pagina was niet op tijd klaar in de browser",
    "TargetClosedError": "de browser viel uit",
}


def header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")
