"""Signs that a visitor is not wanted: each of them is a stop sign, never a puzzle."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import ClassVar

from sandbox.behaviour import Behaviour, Proceed
from sandbox.exchange import Kind, Reply, Request
from sandbox.sites.site import environment


@dataclass(frozen=True, slots=True)
class _Barrier(Behaviour):
    status: ClassVar[int] = 200
    template: ClassVar[str] = "status.html"
    headers: ClassVar[tuple[tuple[str, str], ...]] = ()

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        page = environment().get_template(f"barriers/{self.template}").render(status=self.status)
        return Reply(page.encode(), self.status, headers=self.headers)


class Captcha(_Barrier):
    """Every page asks to prove that you are human, with status 200."""

    template = "captcha.html"


class LoginForm(_Barrier):
    """Every page is a login form, with status 200."""

    template = "login.html"


class ChallengePage(_Barrier):
    """Every page is a script that tests the browser, with status 503."""

    status = 503
    template = "challenge.html"


class Status401(_Barrier):
    """Every page answers 401."""

    status = 401
    headers = (("WWW-Authenticate", 'Basic realm="leden"'),)


class Status403(_Barrier):
    """Every page answers 403."""

    status = 403


class Status407(_Barrier):
    """Every page answers 407."""

    status = 407
    headers = (("Proxy-Authenticate", 'Basic realm="tussenpersoon"'),)


class Status451(_Barrier):
    """Every page answers 451."""

    status = 451


@dataclass(frozen=True, slots=True)
class Status429Recovering(_Barrier):
    """From the first touched page on, `seconds` long every page answers 429 with Retry-After; then all is well."""

    status: ClassVar[int] = 429
    seconds: float = 2.0
    _since: list[float] = field(default_factory=list, repr=False)

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        now = time.monotonic()
        if not self._since:
            self._since.append(now)
        left = self._since[0] + self.seconds - now
        if left <= 0:
            return proceed()
        return Reply(b"Te veel verzoeken.\n", 429, headers=(("Retry-After", str(max(1, round(left)))),))


class Status429Forever(_Barrier):
    """Every page answers 429, however long one waits."""

    status = 429
    headers = (("Retry-After", "1"),)


class Paywall(_Barrier):
    """Ad pages show a first line and ask to become a paying member, with status 200."""

    touches = frozenset({Kind.AD})
    template = "paywall.html"


MODES: dict[str, type[Behaviour]] = {
    "captcha": Captcha,
    "login_form": LoginForm,
    "challenge_page": ChallengePage,
    "status_401": Status401,
    "status_403": Status403,
    "status_407": Status407,
    "status_429_recovering": Status429Recovering,
    "status_429_forever": Status429Forever,
    "status_451": Status451,
    "paywall": Paywall,
}
