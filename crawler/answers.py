"""What an answer is good for, before its contents are read."""

from __future__ import annotations

from collections.abc import Iterator

from OpenSSL.SSL import Error as SSLError
from parsel import Selector
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from w3lib.encoding import html_body_declared_encoding

from crawler.barriers import closed_by_address, closed_by_page, closed_by_status
from crawler.gatekeeper import Denied, Gatekeeper
from crawler.queries import parse


def selector_of(response: Response) -> Selector:
    """The page, decoded as what it is rather than as what its header says."""
    assert isinstance(response, TextResponse)
    for encoding in _encodings(response):
        try:
            text = response.body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return parse(response.body if encoding == "utf-8" else text.encode())
    return parse(response.text.encode())


def _encodings(response: TextResponse) -> Iterator[str]:
    """Candidates, surest first: text that happens to be valid UTF-8 by accident hardly exists."""
    yield "utf-8"
    yield response.encoding
    if declared := html_body_declared_encoding(response.body):
        yield declared
    yield "windows-1252"


def barrier(response: Response, gatekeeper: Gatekeeper) -> str:
    """The barrier in an answer's status or address; closes the crawl and suspends the source when there is one."""
    reason = closed_by_status(response.status)
    if not reason and response.request is not None:
        reason = closed_by_address(response.request.url, response.url)
    if not reason and response.status == 429:
        reason = gatekeeper.stopped
    if not reason and response.status == 503 and isinstance(response, TextResponse):
        reason = closed_by_page(response.selector, (), expected_found=False)
    if reason:
        gatekeeper.stop(reason, suspend=True)
    return reason


def unreadable(response: Response) -> str:
    """Why an answer cannot be read as a page, in Dutch; "" when it can."""
    if response.status != 200:
        return f"de bron antwoordt {response.status}"
    if not response.body.strip():
        return "een lege pagina"
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").split(";")[0]
    if not isinstance(response, TextResponse) or (kind and "html" not in kind):
        return f"geen HTML-pagina maar {kind or 'onbekende inhoud'}"
    return "" if response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" else "geen HTML-pagina, wat de kop ook zegt"


def why(error: BaseException) -> str:
    """A download error in Dutch, without the address it happened at."""
    if isinstance(error, Denied):
        return str(error)
    if isinstance(error, IgnoreRequest):  # Scrapy's own words carry the address
        return "te vaak doorgestuurd" if "redirect" in str(error) else "het antwoord was groter dan 5 MB"
    if any(isinstance(cause, SSLError) for cause in _causes(error)):
        return "de beveiligde verbinding (TLS) is niet te vertrouwen, of het certificaat klopt niet"
    return DUTCH_ERRORS.get(type(error).__name__, f"technische fout ({type(error).__name__})")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it was raised from; Twisted keeps a list of failures in `reasons`."""
    while error is not None:
        yield error
        for failure in getattr(error, "reasons", None) or ():
            yield failure.value
        error = error.__cause__


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
