"""The gateways of this installation, from gateway.yml and the environment; and what their callbacks set in motion."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from fastapi import FastAPI

from app.clock import now
from app.house import House
from app.objections import UNREADABLE, object_to
from app.offers import organisations
from app.sending import receive, report
from config.reader import read_record
from dashboard.callbacks import create_callbacks
from domain.errors import SetupError
from domain.outreach import Channel
from outreach.gateways.file import File
from outreach.gateways.gateway import Gateway, Incoming
from outreach.gateways.kannel import Kannel, authorised, dlr_state
from outreach.gateways.twilio import STATES, Twilio, signed_by_provider
from storage.database import durable
from storage.replies import count_stray

CALLBACK_PORT = 8711
STRICT = {"extra": "forbid"}
USER = "peil"  # of Kannel, and of Kannel with us


@dataclass(frozen=True, slots=True)
class KannelSettings:
    """Addresses on this machine; the password is PEIL_KANNEL_PASSWORD, which is in kannel.conf too."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    sendsms: str
    status: str
    access_log: str
    username: str = USER
    callback: str = f"127.0.0.1:{CALLBACK_PORT}"


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """The token is PEIL_TWILIO_TOKEN; `callback` the public https address of our callbacks."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    account: str
    callback: str


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """gateway.yml: each gateway that may be used. `file` is a CSV to be made."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT
    kannel: KannelSettings | None = None
    twilio: TwilioSettings | None = None
    file: str | None = None


def open_gateways(house: House, environment: Mapping[str, str] = os.environ) -> Mapping[Channel, Gateway]:
    """Every gateway of gateway.yml. Raises SetupError when there is none, or a secret is missing."""
    path = house.settings.home / "gateway.yml"
    if not path.exists():
        raise SetupError(f"er is geen gateway, dus er gaat niets uit: maak {path} (zie docs/outreach.md)")
    told = read_record(path, GatewaySettings)
    found: dict[Channel, Gateway] = {}
    if told.kannel is not None:
        password = _secret(environment, "PEIL_KANNEL_PASSWORD")
        one = told.kannel
        found[Channel.KANNEL] = Kannel(
            sendsms=one.sendsms,
            status=f"{one.status}?password={password}",
            username=one.username,
            password=password,
            callback=f"http://{one.username}:{password}@{one.callback}",
            access_log=Path(one.access_log),
        )
    if told.twilio is not None:
        token = _secret(environment, "PEIL_TWILIO_TOKEN")
        ours = sorted({one.sender for one in organisations(house).values() if one.sender})
        found[Channel.TWILIO] = Twilio(told.twilio.account, token, told.twilio.callback, tuple(ours))
    if told.file is not None:
        found[Channel.FILE] = File(Path(told.file))
    if not found:
        raise SetupError(f"{path} noemt geen gateway: kies kannel, twilio of file (zie docs/outreach.md)")
    return found


def _secret(environment: Mapping[str, str], name: str) -> str:
    if not environment.get(name):
        raise SetupError(f"{name} ontbreekt in de omgeving; geheimen staan nooit in een bestand van de configuratie")
    return environment[name]


@dataclass(frozen=True, slots=True)
class StoredCallbacks:
    """dashboard.callbacks.Callbacks over one installation."""

    house: House
    clock: Callable[[], datetime]

    def delivered(self, ref: str, kind: str) -> None:
        state = dlr_state(int(kind)) if kind.isdigit() and len(kind) < 4 else STATES.get(kind)
        if state is not None:
            report(self.house, ref, state, self.clock())
            return
        with durable(self.house.engine).begin() as connection:
            count_stray(connection, "dlr", self.clock().date())

    def answered(self, name: str, sender: str, text: str) -> None:
        receive(self.house, Incoming(name, sender, text), self.clock())

    def opted_out(self, number: str) -> None:
        if object_to(self.house, self.clock(), phone=number, how="provider") == UNREADABLE:
            with durable(self.house.engine).begin() as connection:
                count_stray(connection, "stop", self.clock().date())


def callback_app(house: House, environment: Mapping[str, str] = os.environ) -> FastAPI:
    """The application that the gateways of gateway.yml call. Raises SetupError when a secret is missing."""
    password, token = environment.get("PEIL_KANNEL_PASSWORD", ""), environment.get("PEIL_TWILIO_TOKEN", "")
    if not password and not token:
        raise SetupError("PEIL_KANNEL_PASSWORD of PEIL_TWILIO_TOKEN ontbreekt: zonder geheim kan iedereen STOP zeggen")
    path = house.settings.home / "gateway.yml"
    told = read_record(path, GatewaySettings) if path.exists() else GatewaySettings()
    user = told.kannel.username if told.kannel else USER

    def signed(asked: str, fields: Mapping[str, str], signature: str) -> bool:
        # The provider signs the public address; a server in between shows us another one.
        public = told.twilio.callback.rstrip("/") + asked if told.twilio else asked
        return signed_by_provider(token, public, fields, signature)

    return create_callbacks(
        StoredCallbacks(house, now),
        lambda header: bool(password) and authorised(header, user, password),
        signed if token else None,
    )
