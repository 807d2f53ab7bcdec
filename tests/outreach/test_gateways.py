"""The gateways at their edges: a provider's double on loopback, a file, Kannel's log and its answers."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from twilio.http.http_client import TwilioHttpClient

from domain.messages import MessageState
from outreach.gateways.file import File
from outreach.gateways.gateway import Doubt, Outgoing
from outreach.gateways.inbox import deliver
from outreach.gateways.kannel import ACCESS_LOG_FORMAT, Kannel, dlr_state
from outreach.gateways.twilio import STATES, Twilio

MESSAGE = Outgoing("m-1", "+31600000990", "+31600000012", "Здравствуйте, STOP")
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


class Provider(ThreadingHTTPServer):
    """Answers every request with `status`, or by `answer`, and keeps what was asked; 0 hangs up halfway."""

    answer: Callable[[str], tuple[int, str]] | None = None

    def __init__(self) -> None:
        self.status, self.body, self.asked = 201, json.dumps({"sid": "SM1", "status": "queued"}), []
        super().__init__(("127.0.0.1", 0), Answer)


class Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.server.asked.append((self.path, dict(self.headers), body))
        if self.server.answer is not None:
            self.server.status, self.server.body = self.server.answer(self.path)
        if self.server.status == 0:
            self.connection.close()
            return
        self.send_response(self.server.status)
        self.send_header("content-length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body.encode())

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *words: object) -> None:
        pass


class Local(TwilioHttpClient):
    """The provider's own client, with only the address changed."""

    def __init__(self, port: int) -> None:
        super().__init__(timeout=5)
        self.port = port

    def request(self, method: str, url: str, *rest: object, **named: object):
        asked = urlsplit(url)
        here = f"http://127.0.0.1:{self.port}{asked.path}" + (f"?{asked.query}" if asked.query else "")
        return super().request(method, here, *rest, **named)


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_provider_gets_the_message_through_its_own_client(provider: Provider) -> None:
    twilio = Twilio("AC0", "token", "https://hulp.example", (), Local(provider.server_port))
    assert twilio.submit(MESSAGE).state is MessageState.SUBMITTED
    [(path, _, body)] = provider.asked
    form = parse_qs(body)
    assert path == "/2010-04-01/Accounts/AC0/Messages.json"
    assert (form["To"], form["From"], form["Body"]) == (["+31600000012"], ["+31600000990"], [MESSAGE.text])
    assert form["StatusCallback"] == ["https://hulp.example/twilio/dlr?ref=m-1"]


@pytest.mark.parametrize(
    ("status", "state", "broken"),
    [
        (401, MessageState.LOCKED, True),
        (429, MessageState.LOCKED, True),
        (400, MessageState.REJECTED, False),
        (500, MessageState.UNKNOWN, True),
        (0, MessageState.UNKNOWN, True),
    ],
)
def test_what_the_provider_says_becomes_a_clear_state(
    provider: Provider, status: int, state: MessageState, broken: bool
) -> None:
    provider.status, provider.body = status, json.dumps({"message": "no", "code": 1})
    receipt = Twilio("AC0", "token", "https://hulp.example", (), Local(provider.server_port)).submit(MESSAGE)
    assert (receipt.state, receipt.broken) == (state, broken)
    assert "0600000012" not in receipt.reason.replace("+31", "0")
    assert set(STATES.values()) <= set(MessageState)


def test_a_provider_that_refuses_the_connection_got_nothing(provider: Provider) -> None:
    provider.shutdown()
    provider.server_close()
    receipt = Twilio("AC0", "token", "https://hulp.example", (), Local(provider.server_port)).submit(MESSAGE)
    assert (receipt.state, receipt.broken) == (MessageState.LOCKED, True)


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real server on the way to the provider that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setenv("NO_PROXY", "")
        yield


def test_a_provider_that_never_answers_holds_us_up_for_a_moment_only(silence: None) -> None:
    twilio = Twilio("AC0", "token", "https://hulp.example", ("+31600000990",), timeout=0.3)
    began = time.monotonic()
    receipt = twilio.submit(MESSAGE)
    assert (receipt.state, receipt.broken) == (MessageState.UNKNOWN, True)
    assert not twilio.evidence([], NOW).answers
    assert time.monotonic() - began < 5
    assert Twilio("AC0", "token", "https://hulp.example", ()).timeout == 10, "as it is shipped"


def kannel(port: int, log: Path) -> Kannel:
    here = f"http://127.0.0.1:{port}"
    return Kannel(
        f"{here}/cgi-bin/sendsms", f"{here}/status.txt", "peil", "geheim", "http://peil:geheim@127.0.0.1:1", log
    )


@pytest.mark.parametrize(
    ("status", "state", "broken"),
    [
        (202, MessageState.SUBMITTED, False),
        (403, MessageState.LOCKED, True),
        (503, MessageState.LOCKED, True),
        (400, MessageState.REJECTED, False),
        (500, MessageState.UNKNOWN, True),
        (0, MessageState.UNKNOWN, True),
    ],
)
def test_what_kannel_says_becomes_a_clear_state(
    provider: Provider, tmp_path: Path, status: int, state: MessageState, broken: bool
) -> None:
    provider.status = status
    receipt = kannel(provider.server_port, tmp_path / "log").submit(MESSAGE)
    assert (receipt.state, receipt.broken) == (state, broken)
    [(path, headers, body)] = provider.asked
    assert path == "/cgi-bin/sendsms", "no number, text or password in an address"
    assert (headers["X-Kannel-Coding"], headers["X-Kannel-BInfo"], body) == ("2", "m-1", MESSAGE.text)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (1, "delivered"),
        (2, "failed"),
        (4, "accepted"),
        (8, "accepted"),
        (16, "rejected"),
        (34, "expired"),
        (33, "delivered"),
        (0, None),
        (64, None),
    ],
)
def test_a_delivery_report_is_a_bit_mask(kind: int, state: str | None) -> None:
    assert dlr_state(kind) == state


LOG = """2026-03-04 11:00:00 Log begins
2026-03-04 11:59:00 Sent SMS smsc:peil ref:a-1 fid: id:K1 from:31600000990 coding:0 dlr:63 msg:Hallo
2026-03-04 11:59:00 Sent SMS smsc:peil ref:b-2 fid:K2 id:K9 from:31600000990 coding:2 dlr:63 msg:041F
2026-03-04 11:59:01 Receive DLR smsc:peil ref: fid:K2 id:K5 from:31600000990 coding:-1 dlr:1 msg:
2026-03-04 11:59:01 Receive DLR smsc:peil ref: fid:other id:K6 from:31600000990 coding:-1 dlr:1 msg:
2026-03-04 11:59:02 Receive SMS smsc:peil ref: fid: id:K7 from:31600000012 coding:2 dlr:-1 msg:0421041204220414
2026-03-04 11:59:03 Receive SMS smsc:peil ref: fid: id:K8 from:31600000013 coding:0 dlr:-1 msg:stop msg: smsc:
2026-03-04 11:59:04 Receive SMS smsc:peil ref: fid: id:K9 from:31600000014 coding:1 dlr:-1 msg:0A53544F50
2026-03-04 11:59:05 Receive SMS smsc:peil ref: fid: id:K10 from:31600000015 coding:0 dlr:-1 msg:arr..ter
half a li"""


def test_the_access_log_proves_what_left_and_gives_back_what_was_missed(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(LOG, encoding="utf-8")
    found = kannel(9, log).evidence([Doubt("a-1", NOW), Doubt("gone-1", NOW)], NOW + timedelta(hours=1))
    assert found.states["a-1"] == [MessageState.ACCEPTED]
    assert found.states["b-2"] == [MessageState.ACCEPTED, MessageState.DELIVERED]
    assert "gone-1" not in found.states, "without a word about its queue, absence proves nothing"
    assert [(one.sender, one.text, one.damaged) for one in found.answers] == [
        ("31600000012", "СВТД", False),
        ("31600000013", "stop msg: smsc:", False),
        ("31600000014", "\nSTOP", False),
        ("31600000015", "arr..ter", True),
    ]
    assert kannel(9, tmp_path / "no.log").evidence([Doubt("a-1", NOW)], NOW).states == {}


STATUS = "SMS: received 2 ({} queued), sent 4 ({} queued), store size {}\n"


@pytest.mark.parametrize(
    ("queues", "since", "after", "proven"),
    [
        ((0, 0, 0), NOW, 61, True),
        ((0, 0, 0), NOW, 59, False),  # within the grace
        ((1, 0, 0), NOW, 61, False),
        ((0, 1, 0), NOW, 61, False),
        ((0, 0, 1), NOW, 61, False),
        ((0, 0, 0), NOW - timedelta(hours=2), 9999, False),  # the log does not reach back that far
    ],
)
def test_absence_is_proof_only_with_empty_queues_after_a_grace_and_a_log_that_reaches_back(
    tmp_path: Path, provider: Provider, queues, since: datetime, after: int, proven: bool
) -> None:
    log = tmp_path / "access.log"
    log.write_text(LOG, encoding="utf-8")
    provider.status, provider.body = 200, STATUS.format(*queues)
    found = kannel(provider.server_port, log).evidence([Doubt("gone-1", since)], since + timedelta(seconds=after))
    assert found.states.get("gone-1", []) == ([MessageState.LOCKED] if proven else [])


def test_the_shipped_configuration_writes_the_log_we_read() -> None:
    shipped = (Path(__file__).parents[2] / "docs" / "kannel" / "kannel.conf").read_text(encoding="utf-8")
    assert f'access-log-format = "{ACCESS_LOG_FORMAT}"' in shipped
    for setting in ("max-messages = 0", "mo-recode = true", "our-host = 127.0.0.1", "http-request-retry = 100000"):
        assert setting in shipped


def test_a_file_is_private_and_proves_by_its_lines(tmp_path: Path) -> None:
    file = File(tmp_path / "out.csv", lambda: NOW)
    assert file.evidence([Doubt("m-1", NOW)], NOW).states == {}, "no file, no proof"
    assert file.submit(replace(MESSAGE, text="=HALLO()")).state is MessageState.SUBMITTED
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0
    assert "'=HALLO()" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    states = file.evidence([Doubt("m-1", NOW), Doubt("n-1", NOW)], NOW).states
    assert states == {"m-1": [MessageState.SUBMITTED], "n-1": [MessageState.LOCKED]}
    before = Doubt("n-1", NOW - timedelta(seconds=1))
    assert file.evidence([before], NOW).states == {}, "it may stand in a file that was taken away"


def test_a_full_disk_is_a_clear_state() -> None:
    receipt = File(Path("/dev/full")).submit(MESSAGE)
    assert (receipt.state, receipt.broken) == (MessageState.UNKNOWN, True)
    assert "niet te schrijven" in receipt.reason


def test_an_answer_lands_in_the_helpers_own_folder(tmp_path: Path) -> None:
    pointer = deliver(str(tmp_path), helper="Noor", ref="m-1", text="Wie ben jij? Ж")
    assert pointer.startswith("inbox noor/")
    [mail] = (tmp_path / "noor" / "new").iterdir()
    assert "Antwoord op bericht" in mail.read_text()


def test_an_opt_out_that_the_provider_knows_of_is_told_as_such(provider: Provider) -> None:
    twilio = Twilio("AC0", "token", "https://hulp.example", (), Local(provider.server_port))
    provider.status, provider.body = 400, json.dumps({"message": "unsubscribed", "code": 21610, "status": 400})
    receipt = twilio.submit(MESSAGE)
    assert (receipt.state, receipt.opted_out, receipt.broken) == (MessageState.REJECTED, True, False)
    provider.body = json.dumps({"message": "no", "code": 21211, "status": 400})
    assert not twilio.submit(MESSAGE).opted_out


def pages(provider: Provider, inbox: dict[str, list[list[dict[str, str]]]], *, broken: str = "") -> None:
    """The provider's list of messages, per number they went to, page after page; 500 for the page named `broken`."""

    def answer(path: str) -> tuple[int, str]:
        asked = parse_qs(urlsplit(path).query)
        to, page = asked["To"][0], int(asked.get("Page", ["0"])[0])
        if broken == f"{to} {page}":
            return 500, json.dumps({"message": "down", "code": 20500, "status": 500})
        last = page + 1 == len(inbox[to])
        following = f"/2010-04-01/Accounts/AC0/Messages.json?{urlencode({'To': to, 'Page': page + 1})}"
        return 200, json.dumps({"messages": inbox[to][page], "next_page_uri": None if last else following})

    provider.answer = answer


def kept(sid: str, sender: str, body: str, direction: str = "inbound") -> dict[str, str]:
    return {"sid": sid, "direction": direction, "from": sender, "body": body}


HERE, THERE = "+31600000990", "+31600000991"


def test_answers_whose_callback_was_missed_are_read_back_from_the_provider(provider: Provider) -> None:
    """To our own numbers only, and to the last page: an older STOP counts as much as a newer one."""
    ours = [kept("SM0", HERE, "Hallo", "outbound-api"), kept("SM1", "+31600000012", "ja graag")]
    strange = [[kept("SM9", "+31600000019", "Pizza?")]]
    old = [kept("SM2", "+31600000013", "STOP")]
    pages(provider, {HERE: [ours, old], THERE: [[kept("SM3", "+31600000014", "?")]], "+31600000999": strange})
    twilio = Twilio("AC0", "token", "https://hulp.example", (HERE, THERE), Local(provider.server_port))
    found = twilio.evidence([Doubt("m-1", NOW)], NOW)
    assert [(one.id, one.sender, one.text) for one in found.answers] == [
        ("twilio SM1", "+31600000012", "ja graag"),
        ("twilio SM2", "+31600000013", "STOP"),
        ("twilio SM3", "+31600000014", "?"),
    ]
    assert found.states == {}


def test_a_provider_that_breaks_off_halfway_loses_nothing_it_said_before(provider: Provider) -> None:
    inbox = {HERE: [[kept("SM1", "+31600000012", "STOP")], []], THERE: [[kept("SM3", "+31600000014", "STOP")]]}
    pages(provider, inbox, broken=f"{HERE} 1")
    twilio = Twilio("AC0", "token", "https://hulp.example", (HERE, THERE), Local(provider.server_port))
    assert [one.id for one in twilio.evidence([], NOW).answers] == ["twilio SM1", "twilio SM3"]
    provider.answer = None
    for provider.status in (500, 0):
        assert not twilio.evidence([], NOW).answers
