"""Callbacks know the gateways of gateway.yml: the name Kannel has, and the address the provider was told."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from twilio.request_validator import RequestValidator

from app.attention import Role, notices
from app.gateways import StoredCallbacks, callback_app, open_gateways
from app.house import House
from benchmarks.offers import NOON
from domain.errors import ConfigError
from domain.outreach import Channel
from storage.replies import stray_counts

SECRETS = {"PEIL_KANNEL_PASSWORD": "geheim", "PEIL_TWILIO_TOKEN": "token"}
GATEWAYS = """
kannel: {sendsms: "http://127.0.0.1:13013/cgi-bin/sendsms", status: "http://127.0.0.1:13000/status.txt",
         access_log: /var/log/kannel/access.log, username: hulp}
twilio: {account: AC0, callback: "https://hulp.example/terug/"}
"""


def post(house: House, path: str, **request) -> int:
    async def go() -> int:
        transport = httpx.ASGITransport(app=callback_app(house, SECRETS))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8711") as client:
            return (await client.post(path, **request)).status_code

    return asyncio.run(go())


@pytest.mark.parametrize(("user", "status"), [("hulp", 200), ("peil", 401)])
def test_kannel_calls_back_under_its_own_name(house: House, user: str, status: int) -> None:
    (house.settings.home / "gateway.yml").write_text(GATEWAYS, encoding="utf-8")
    assert post(house, "/kannel/in?id=1", content=b"hoi", auth=(user, "geheim")) == status


@pytest.mark.parametrize(("address", "status"), [("https://hulp.example/terug", 200), ("http://127.0.0.1:8711", 401)])
def test_the_providers_signature_is_over_the_address_it_was_told(house: House, address: str, status: int) -> None:
    (house.settings.home / "gateway.yml").write_text(GATEWAYS, encoding="utf-8")
    fields = {"MessageSid": "SM1", "From": "+31600000012", "Body": "hoi"}
    signature = RequestValidator("token").compute_signature(f"{address}/twilio/in", fields)
    assert post(house, "/twilio/in", data=fields, headers={"X-Twilio-Signature": signature}) == status


def test_a_misspelt_gateway_is_named_with_its_line(house: House) -> None:
    (house.settings.home / "gateway.yml").write_text("file: uit.csv\nkanel: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="kanel") as raised:
        callback_app(house, SECRETS)
    assert raised.value.line == 2


def test_only_answers_to_numbers_of_our_organisations_are_asked_of_the_provider(house: House) -> None:
    (house.settings.home / "gateway.yml").write_text(GATEWAYS, encoding="utf-8")
    book = "organisations:\n" + "".join(
        f'  - {{id: {name}, name: Hulp, sender: "{sender}"}}\n'
        for name, sender in (("een", "+31600000990"), ("twee", "+31600000991"), ("drie", "+31600000990"), ("vier", ""))
    )
    (house.settings.home / "organisations.yml").write_text(book, encoding="utf-8")
    assert open_gateways(house, SECRETS)[Channel.TWILIO].senders == ("+31600000990", "+31600000991")


def test_an_opt_out_of_a_number_that_nobody_can_read_is_counted(house: House) -> None:
    StoredCallbacks(house, lambda: NOON).opted_out("geen nummer")
    with house.engine.connect() as connection:
        assert stray_counts(connection) == {(NOON.date(), "stop"): 1}
    [told] = notices(house, NOON)
    assert told.role is Role.OPERATOR
    assert told.text.startswith("1 keer meldde de aanbieder een afmelding zonder leesbaar nummer")
    assert notices(house, NOON + timedelta(days=9)) == []
