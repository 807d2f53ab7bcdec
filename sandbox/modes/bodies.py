"""Bodies that are slow, endless, huge, broken, or not what they say."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from threading import Event

from sandbox.behaviour import Behaviour, Proceed
from sandbox.exchange import Reply, Request

_PART = b'<p class="omschrijving">Nog een regel van een pagina die maar doorgaat.</p>\n' * 800
_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class SlowBody(Behaviour):
    """The page drips in over `seconds`, in a hundred pieces."""

    seconds: float = 60

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()
        step = len(page.body) // 100 + 1

        def drip(closing: Event) -> Iterator[bytes]:
            for start in range(0, len(page.body), step):
                yield page.body[start : start + step]
                if closing.wait(self.seconds / 100):
                    return

        return replace(page, stream=drip, declared=len(page.body))


@dataclass(frozen=True, slots=True)
class EndlessBody(Behaviour):
    """The page never ends: `rate` bytes per second for as long as the visitor listens."""

    rate: int = 20_000

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()

        def trickle(closing: Event) -> Iterator[bytes]:
            yield page.body
            while not closing.wait(0.1):
                yield _PART[: max(1, self.rate // 10)]

        return replace(page, stream=trickle)


@dataclass(frozen=True, slots=True)
class HugeBody(Behaviour):
    """The page is `size` bytes; `declared` says whether Content-Length warns of it."""

    size: int = 200_000_000
    declared: bool = False

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()

        def pour(closing: Event) -> Iterator[bytes]:
            for start in range(0, self.size, len(_PART)):
                yield _PART[: self.size - start]

        return replace(page, stream=pour, declared=self.size if self.declared else None)


@dataclass(frozen=True, slots=True)
class GzipBomb(Behaviour):
    """A small compressed page that unpacks to `size` bytes."""

    size: int = 200_000_000

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        packed = Reply(_bomb(self.size), content_type=_HTML)
        return replace(packed, headers=(("Content-Encoding", "gzip"),))


@cache
def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    parts = [packer.compress(_PART[: size - start]) for start in range(0, size, len(_PART))]
    return b"".join(parts) + packer.flush()


class WrongEncoding(Behaviour):
    """The header names another encoding than the page is in."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()
        says = "windows-1252" if "utf-8" in (page.content_type or "") else "utf-8"
        return replace(page, content_type=f"text/html; charset={says}")


class MissingEncoding(Behaviour):
    """Neither header nor meta element says which encoding the page is in."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()
        body = re.sub(rb"<meta [^>]*charset=[^>]*>\n?", b"", page.body)
        return replace(page, body=body, content_type="text/html", etag=None, modified=None)


@dataclass(frozen=True, slots=True)
class PdfBody(Behaviour):
    """The body is a PDF; the header says `says`, which by default is a lie."""

    says: str = _HTML

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = (
            b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
        )
        return Reply(page, content_type=self.says)


@dataclass(frozen=True, slots=True)
class JsonBody(Behaviour):
    """The body is JSON; the header says `says`, which by default is a lie."""

    says: str = _HTML

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return Reply(json.dumps({"status": "ok", "resultaten": []}).encode(), content_type=self.says)


class EmptyBody(Behaviour):
    """The body is empty, with status 200."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return Reply(b"")


class TruncatedBody(Behaviour):
    """The connection closes halfway the body that Content-Length promised."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()
        return replace(page, body=page.body[: len(page.body) // 2], declared=len(page.body))


class ConnectionReset(Behaviour):
    """The connection is reset before a byte of the answer."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return Reply(reset=True)


MODES: dict[str, type[Behaviour]] = {
    "slow_body": SlowBody,
    "endless_body": EndlessBody,
    "huge_body": HugeBody,
    "gzip_bomb": GzipBomb,
    "wrong_encoding": WrongEncoding,
    "missing_encoding": MissingEncoding,
    "pdf_body": PdfBody,
    "json_body": JsonBody,
    "empty_body": EmptyBody,
    "truncated_body": TruncatedBody,
    "connection_reset": ConnectionReset,
}
