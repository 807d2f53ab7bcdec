"""Ad pages that changed, hide behind a smile, or fail."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from zlib import crc32

from sandbox.behaviour import Behaviour, Label, Proceed
from sandbox.exchange import Kind, Reply, Request
from sandbox.sites.site import environment

_CLASS = re.compile(rb'class="([^"]*)"')
_TAG = re.compile(rb"<(/?)(?:dl|dt|dd|table|tbody|tr|td|th|b|i|h1)\b")

_NUMBER = re.compile(rb'<a class="contact__telefoon"[^>]*>[^<]*</a>|(?<=<td>)06-[\d ]+(?=</td>)')
_MASK = '<span class="masker">06 •• •• ••</span> <button class="toon-nummer">Toon nummer</button>'.encode()


class _AdPage(Behaviour):
    touches = frozenset({Kind.AD})


class LayoutChange(_AdPage):
    """Ad pages have new class names and elements: no selector for a field matches any more. JSON-LD stays."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()
        renamed = _CLASS.sub(lambda found: b'class="n%d"' % crc32(found[1]), page.body)
        return replace(page, body=_TAG.sub(rb"<\1div", renamed), etag=None, modified=None)


@dataclass(frozen=True, slots=True)
class SoftBlock(_AdPage):
    """A `share` of the ad pages says "tijdelijk niet beschikbaar", with status 200; steady per ad."""

    share: float = 0.6

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        if not _drawn(request, self.share):
            return proceed()
        return Reply(environment().get_template("barriers/soft.html").render().encode())


@dataclass(frozen=True, slots=True)
class Errors500(_AdPage):
    """A `share` of the ad pages answers 500; steady per ad, so that trying again does not help."""

    share: float = 0.1

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return Reply(b"Interne fout\n", 500) if _drawn(request, self.share) else proceed()


class Ads404(_AdPage):
    """Every ad page answers 404, also of ads that the overview lists: a fault of the site, not the end of its ads."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return Reply(b"<h1>Niet gevonden</h1>\n", 404)


class MaskedNumbers(Behaviour):
    """Numbers on ad pages of A and D are masked; a button promises the rest."""

    touches = frozenset({Kind.AD})

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()
        return replace(page, body=_NUMBER.sub(_MASK, page.body), etag=None, modified=None)


class ScriptHang(_AdPage):
    """Ad pages carry a script that never ends: a browser hangs on them."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = proceed()
        hang = b"<head>\n<script>for (;;);</script>"
        return replace(page, body=page.body.replace(b"<head>", hang, 1), etag=None, modified=None)


@dataclass(frozen=True, slots=True)
class DataTimeout(Behaviour):
    """The data behind pages that are built in the browser does not come for `seconds`: they stay empty."""

    touches = frozenset({Kind.DATA})
    seconds: float = 120

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return replace(proceed(), wait=self.seconds)


class _Labels(Behaviour):
    touches = frozenset({Kind.AD, Kind.DATA})
    rewrites = True


@dataclass(frozen=True, slots=True)
class UnseenCategory(_Labels):
    """The type of work of every ad is a category that nobody saw before."""

    value: str = "Gezelschap op afstand"

    def labels(self, labels: tuple[Label, ...]) -> tuple[Label, ...]:
        return tuple((k, label, self.value if k == "work_type" else value) for k, label, value in labels)


class PersonalField(_Labels):
    """Every ad has two new fields with personal data that nobody asked for (both invented)."""

    def labels(self, labels: tuple[Label, ...]) -> tuple[Label, ...]:
        new = ("address", "Huisadres", "Verzonnenstraat 1, 0123 AB"), ("mail", "E-mail", "vera@voorbeeld.invalid")
        return (*labels, *new)


def _drawn(request: Request, share: float) -> bool:
    """Whether this ad is in the share: by its address, the same on every request."""
    return crc32(f"{request.path} {request.query.get('id')}".encode()) % 1000 < share * 1000


MODES: dict[str, type[Behaviour]] = {
    "layout_change": LayoutChange,
    "soft_block": SoftBlock,
    "errors_500": Errors500,
    "ads_404": Ads404,
    "masked_numbers": MaskedNumbers,
    "script_hang": ScriptHang,
    "data_timeout": DataTimeout,
    "unseen_category": UnseenCategory,
    "personal_field": PersonalField,
}
