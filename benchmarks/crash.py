"""A sender that dies at a named point: run as `python -m benchmarks.crash HOME POINT NTH SETTINGS`.

The points are reached from outside (database events, the gateway, the socket), so the product has no test branch.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.house import open_house
from app.sending import send
from config.settings import CONFIG, Settings, read_deployment
from domain.outreach import Channel
from outreach.gateways.gateway import Doubt, Evidence, Gateway, Outgoing, Receipt
from outreach.gateways.kannel import Kannel

POINTS = (
    "claim begins",
    "claim written, not committed",
    "claim committed",
    "connected to the gateway",
    "request half sent",
    "request sent, answer not read",
    "answer read, not written down",
    "evidence written, not committed",
)


@dataclass(slots=True)
class Fate:
    """Kills this process when `point` is reached for the nth time."""

    point: str
    left: int

    def reached(self, point: str) -> None:
        if point == self.point:
            self.left -= 1
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


@dataclass(slots=True)
class Doomed:
    """A gateway that may not live to tell."""

    inner: Gateway
    fate: Fate

    def submit(self, message: Outgoing) -> Receipt:
        self.fate.reached("claim committed")
        receipt = self.inner.submit(message)
        self.fate.reached("answer read, not written down")
        return receipt

    def evidence(self, doubts: Sequence[Doubt], now: datetime) -> Evidence:
        return self.inner.evidence(doubts, now)


def watch_socket(fate: Fate) -> None:
    """Interrupt HTTP at its own steps."""
    connect, plain_send = http.client.HTTPConnection.connect, http.client.HTTPConnection.send
    answer = http.client.HTTPConnection.getresponse

    def connected(self: http.client.HTTPConnection) -> None:
        connect(self)
        fate.reached("connected to the gateway")

    def sending(self: http.client.HTTPConnection, data: Any) -> None:
        if fate.point == "request half sent" and isinstance(data, bytes) and len(data) > 20:
            plain_send(self, data[: len(data) // 2])
            fate.reached("request half sent")
            plain_send(self, data[len(data) // 2 :])
        else:
            plain_send(self, data)

    def answered(self: http.client.HTTPConnection) -> http.client.HTTPResponse:
        fate.reached("request sent, answer not read")
        return answer(self)

    http.client.HTTPConnection.connect = connected  # type: ignore[method-assign]
    http.client.HTTPConnection.send = sending  # type: ignore[method-assign]
    http.client.HTTPConnection.getresponse = answered  # type: ignore[method-assign]


def watch_database(engine: Any, fate: Fate) -> None:
    """Each message takes two transactions: the claim, then the handing over."""
    wrote: list[str] = []

    @event.listens_for(engine, "begin")
    def begins(connection: Any) -> None:
        wrote.clear()

    @event.listens_for(engine, "after_cursor_execute")
    def executed(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        wrote.append(statement)
        if statement.startswith("UPDATE messages") and "attempt" in statement.split("WHERE", maxsplit=1)[0]:
            fate.reached("claim begins")

    @event.listens_for(engine, "commit")
    def commits(connection: Any) -> None:
        text = " ".join(wrote)
        if "INSERT INTO approaches" in text:
            fate.reached("claim written, not committed")
        if "INSERT INTO delivery_events" in text:
            fate.reached("evidence written, not committed")


def main(home: str, point: str, nth: str, settings: str) -> None:
    told = json.loads(settings)
    deployment = read_deployment(CONFIG / "deployment.yml")
    house = open_house(Settings(Path(home), told["url"], CONFIG / "sources", deployment))
    fate = Fate(point, int(nth))
    inner = Kannel(
        told["sendsms"], told["status"], "peil", told["password"], told["callback"], Path(told["access_log"])
    )
    watch_socket(fate)
    watch_database(house.engine, fate)
    shift = datetime.fromisoformat(told["now"]) - datetime.now(UTC)
    send(house, {Channel.KANNEL: Doomed(inner, fate)}, lambda: datetime.now(UTC) + shift + timedelta())


if __name__ == "__main__":
    main(*sys.argv[1:])
