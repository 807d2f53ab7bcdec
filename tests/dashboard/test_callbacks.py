"""Callbacks: authenticated, bounded, and answered only after the effect is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from twilio.request_validator import RequestValidator

from dashboard.callbacks import LARGEST, create_callbacks
from outreach.gateways.kannel import authorised
from outreach.gateways.twilio import signed_by_provider

TOKEN = "token"
PUBLIC = "https://hulp.example"


class Heard:
    """dashboard.callbacks.Callbacks that writes down what it heard, or fails."""

    def __init__(self, fails: bool = False) -> None:
        self.heard: list[tuple[str, ...]] = []
        self.fails = fails

    def delivered(self, ref: str, kind: str) -> None:
        self.note(ref, kind)

    def answered(self, name: str, sender: str, text: str) -> None:
        self.note(name, sender, text)

    def opted_out(self, number: str) -> None:
        self.note("opted out", number)

    def note(self, *words: str) -> None:
        if self.fails:
            raise OSError("disk full")
        self.heard.append(words)


async def _pieces() -> AsyncIterator[bytes]:
    yield b"x"  # httpx sends this in chunks, without a length


def call(
    heard: Heard, method: str, path: str, *, user: str = "peil", password: str = "geheim", **request
) -> httpx.Response:
    app = create_callbacks(
        heard,
        lambda header: authorised(header, "peil", "geheim"),
        lambda asked, fields, signature: signed_by_provider(TOKEN, PUBLIC + asked, fields, signature),
    )

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8711") as client:
            return await client.request(method, path, auth=(user, password), **request)

    return asyncio.run(go())


def test_a_report_and_an_answer_are_handed_on() -> None:
    heard = Heard()
    assert call(heard, "GET", "/kannel/dlr?ref=m-1&type=8").status_code == 200
    answer = {"headers": {"X-Kannel-From": "31600000012"}, "content": "СТОП".encode()}
    assert call(heard, "POST", "/kannel/in?id=7", **answer).status_code == 200
    assert heard.heard == [("m-1", "8"), ("kannel 7", "31600000012", "СТОП")]


@pytest.mark.parametrize(("user", "password"), [("peil", "fout"), ("ander", "geheim"), ("", "")])
def test_strangers_are_refused(user: str, password: str) -> None:
    heard = Heard()
    for method, path in (("GET", "/kannel/dlr?ref=m-1&type=8"), ("POST", "/kannel/in?id=7")):
        assert call(heard, method, path, user=user, password=password).status_code == 401
    assert heard.heard == []


def test_the_gateway_must_call_again_when_storing_failed() -> None:
    assert call(Heard(fails=True), "POST", "/kannel/in?id=7", content=b"STOP").status_code == 500
    assert call(Heard(fails=True), "GET", "/kannel/dlr?ref=m-1&type=1").status_code == 500


@pytest.mark.parametrize(
    ("method", "path", "request_", "status"),
    [
        ("GET", "/kannel/dlr", {}, 422),
        ("GET", "/kannel/in?id=1", {}, 405),
        ("GET", "/docs", {}, 404),
        ("POST", "/kannel/in?id=1", {"content": b"x" * (LARGEST + 1)}, 413),
        ("POST", "/kannel/in?id=1", {"content": b"\xff\xfe\x00"}, 200),
        ("POST", "/kannel/in?id=1", {"content": _pieces()}, 411),
    ],
)
def test_odd_requests_get_a_clear_answer(method: str, path: str, request_: dict, status: int) -> None:
    assert call(Heard(), method, path, **request_).status_code == status


def test_the_providers_callbacks_must_be_signed() -> None:
    heard = Heard()
    fields = {"MessageSid": "SM1", "From": "+31600000012", "Body": "STOP"}
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/twilio/in", fields)
    assert call(heard, "POST", "/twilio/in", data=fields).status_code == 401
    signed = {"data": fields, "headers": {"X-Twilio-Signature": signature}}
    assert call(heard, "POST", "/twilio/in", **signed).status_code == 200
    assert heard.heard == [("twilio SM1", "+31600000012", "STOP")]


def test_a_stop_in_the_providers_own_words_is_a_stop_and_a_blocked_number_is_told() -> None:
    heard = Heard()

    def signed(path: str, fields: dict[str, str]) -> None:
        signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{path}", fields)
        request = {"data": fields, "headers": {"X-Twilio-Signature": signature}}
        assert call(heard, "POST", path, **request).status_code == 200

    signed("/twilio/in", {"MessageSid": "SM2", "From": "+31600000012", "Body": "QUIT", "OptOutType": "STOP"})
    signed("/twilio/dlr?ref=m-1", {"MessageStatus": "failed", "To": "+31600000013", "ErrorCode": "21610"})
    signed("/twilio/dlr?ref=m-2", {"MessageStatus": "failed", "To": "+31600000014", "ErrorCode": "30003"})
    assert heard.heard == [
        ("twilio SM2", "+31600000012", "STOP"),
        ("opted out", "+31600000013"),
        ("m-1", "failed"),
        ("m-2", "failed"),
    ]
