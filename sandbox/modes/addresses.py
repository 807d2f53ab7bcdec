"""Pages that send the visitor elsewhere, round and round, or to a certificate nobody vouches for."""

from __future__ import annotations

from sandbox.behaviour import Behaviour, Proceed
from sandbox.exchange import Reply, Request, redirect


class RedirectOtherHost(Behaviour):
    """Every page redirects to the same path on another host."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        return redirect(request.elsewhere + request.path)


class RedirectLoop(Behaviour):
    """Every page redirects to itself with one more round in the query, for ever."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        rounds = int(request.query.get("ronde", "0"))
        return redirect(f"{request.path}?ronde={(rounds + 1) % 2}")


class SelfSignedTls(Behaviour):
    """Plain HTTP redirects to HTTPS on the same port, with a certificate that nobody vouches for."""

    def reply(self, request: Request, proceed: Proceed) -> Reply:
        if request.origin.startswith("https:"):
            return proceed()
        return redirect(request.origin.replace("http:", "https:", 1) + request.path, 301)


MODES: dict[str, type[Behaviour]] = {
    "redirect_other_host": RedirectOtherHost,
    "redirect_loop": RedirectLoop,
    "self_signed_tls": SelfSignedTls,
}
