"""What goes over the wire: a request as a site sees it, a reply as a site means it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Event


class Kind(StrEnum):
    """What a visitor asks for; misbehaviours choose by it."""

    ROBOTS = "robots"
    TERMS = "terms"
    TDM = "tdm"
    SITEMAP = "sitemap"
    HOME = "home"
    OVERVIEW = "overview"
    AD = "ad"
    DATA = "data"  # the JSON behind a page that is built in the browser
    ASSET = "asset"  # images, fonts, media, trackers
    OTHER = "other"


PAGES = frozenset({Kind.HOME, Kind.OVERVIEW, Kind.AD})


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `path` is decoded and without query; `headers` has lower-case names.

    `origin` is the address it arrived on, `elsewhere` that of the host that is no part of the site.
    """

    site: str
    kind: Kind
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    elsewhere: str = ""


Stream = Callable[[Event], Iterator[bytes]]  # the event is set when the town closes


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply. `stream` replaces `body` and ends with the connection.

    `etag` and `modified` make the reply conditional. `declared` overrules the Content-Length that
    is sent. `reset` drops the connection without a byte, `wait` delays in seconds. `amiss` marks the answer of
    a misbehaviour.
    """

    body: bytes = b""
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    etag: str | None = None
    modified: datetime | None = None
    stream: Stream | None = None
    declared: int | None = None
    reset: bool = False
    wait: float = 0.0
    amiss: bool = False


def text(body: str, *, status: int = 200, content_type: str = "text/plain; charset=utf-8") -> Reply:
    return Reply(body.encode("utf-8"), status, content_type)


def redirect(target: str, status: int = 302) -> Reply:
    return Reply(b"", status, "text/html; charset=utf-8", (("Location", target),))
