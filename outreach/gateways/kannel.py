"""Kannel (gateway of Debian, version 1.4.5): messages by HTTP, proof from its own access log.

Numbers and text travel in headers and body, never in a URL. The facts below were measured on 1.4.5:
DLR types are a bit mask, reports may come before acceptance, wrong coding turns Cyrillic into question marks.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from domain.messages import MessageState
from outreach.gateways.gateway import Doubt, Evidence, Incoming, Outgoing, Receipt
from outreach.segments import is_gsm

DLR_MASK = 63
# The strongest bit counts: an expired message is reported as 34, failed and expired together.
_DLR = (
    (1, MessageState.DELIVERED),
    (32, MessageState.EXPIRED),
    (16, MessageState.REJECTED),
    (2, MessageState.FAILED),
    (8, MessageState.ACCEPTED),
    (4, MessageState.ACCEPTED),
)
_LOST = ".."  # how the log shows a letter beyond ASCII, which is two bytes at least
_GRACE = timedelta(seconds=60)  # longer than a request may take inside smsbox
_LINE = re.compile(
    r"^(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<act>[A-Za-z ]+?) smsc:\S* ref:(?P<ref>\S*) fid:(?P<fid>\S*) "
    r"id:(?P<id>\S*) from:(?P<sender>\S*) coding:(?P<coding>\S*) dlr:(?P<dlr>\S*) msg:(?P<msg>.*)$"
)
_QUEUES = re.compile(
    r"^SMS: received \d+ \((\d+) queued\), sent \d+ \((\d+) queued\), store size (-?\d+)", re.MULTILINE
)
# The access-log-format that _LINE reads. %p is the sender: of our own messages that is our own number.
ACCESS_LOG_FORMAT = "%l smsc:%i ref:%B fid:%F id:%I from:%p coding:%c dlr:%d msg:%b"


@dataclass(frozen=True, slots=True)
class Kannel:
    """`callback` is the base URL of our own callbacks with user and password, such as
    http://peil:secret@127.0.0.1:8711; `access_log` bearerbox's log in ACCESS_LOG_FORMAT."""

    sendsms: str
    status: str
    username: str
    password: str = field(repr=False)
    callback: str = field(repr=False)
    access_log: Path
    timeout: float = 5.0
    grace: timedelta = _GRACE

    def submit(self, message: Outgoing) -> Receipt:
        where = urlsplit(self.sendsms)
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        connection = kind(where.hostname or "", where.port, timeout=self.timeout)
        try:
            connection.connect()
        except OSError:
            return Receipt(MessageState.LOCKED, "de gateway is niet bereikbaar", broken=True)
        try:
            connection.request("POST", where.path, message.text.encode(), self._headers(message))
            answer = connection.getresponse()
            return _receipt(answer.status, answer.read())
        except (OSError, http.client.HTTPException):
            told = "de verbinding met de gateway brak af na het begin van versturen"
            return Receipt(MessageState.UNKNOWN, told, broken=True)  # better one in doubt than a whole wave
        finally:
            connection.close()

    def evidence(self, doubts: Sequence[Doubt], now: datetime) -> Evidence:
        """Reports and answers from the access log, and proof of absence for messages that are not in it.

        Absence is only believed after a grace, with an empty queue read before the log, and when the log
        reaches back to before the message.
        """
        empty = self._queue_empty()
        lines = list(_lines(self.access_log))
        states = _states(lines)
        began = min((line["at"] for line in lines), default=None)
        for doubt in doubts:
            covered = began is not None and _moment(began) <= doubt.since
            if doubt.ref not in states and empty and covered and now - doubt.since > self.grace:
                states[doubt.ref] = [MessageState.LOCKED]
        return Evidence(states, [_incoming(line) for line in lines if line["act"] == "Receive SMS"])

    def _headers(self, message: Outgoing) -> Mapping[str, str]:
        return {
            "Content-Type": "text/plain; charset=UTF-8",
            "X-Kannel-Username": self.username,
            "X-Kannel-Password": self.password,
            "X-Kannel-From": message.sender.removeprefix("+"),
            "X-Kannel-To": message.to,
            "X-Kannel-Charset": "UTF-8",
            "X-Kannel-Coding": "0" if is_gsm(message.text) else "2",
            "X-Kannel-DLR-Mask": str(DLR_MASK),
            "X-Kannel-DLR-URL": f"{self.callback}/kannel/dlr?ref={message.ref}&type=%d",
            "X-Kannel-BInfo": message.ref,
        }

    def _queue_empty(self) -> bool:
        where = urlsplit(self.status)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=self.timeout)
        try:
            connection.request("GET", f"{where.path}?{where.query}")
            page = connection.getresponse().read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return False  # no word, no proof
        finally:
            connection.close()
        found = _QUEUES.search(page)
        return found is not None and all(int(number) <= 0 for number in found.groups())


def dlr_state(kind: int) -> MessageState | None:
    """The state a DLR type stands for; None for a mask without a known bit."""
    return next((state for bit, state in _DLR if kind & bit), None)


def authorised(header: str, user: str, password: str) -> bool:
    """Whether an Authorization header carries these credentials, compared in constant time."""
    wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    return hmac.compare_digest(header.encode(), wanted.encode())


def _receipt(status: int, body: bytes) -> Receipt:
    if status == http.client.ACCEPTED:
        return Receipt(MessageState.SUBMITTED)
    words = body.decode("utf-8", "replace")[:100]
    if status in {http.client.UNAUTHORIZED, http.client.FORBIDDEN}:
        return Receipt(MessageState.LOCKED, "de gateway weigert onze naam of ons wachtwoord", broken=True)
    if status == http.client.BAD_REQUEST:
        return Receipt(MessageState.REJECTED, f"de gateway weigert dit bericht: {words}")
    if status == http.client.SERVICE_UNAVAILABLE:
        return Receipt(MessageState.LOCKED, f"de gateway kan nu niet versturen: {words}", broken=True)
    return Receipt(MessageState.UNKNOWN, f"de gateway antwoordde {status}: {words}", broken=True)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        if found := _LINE.match(line):
            yield found.groupdict()
        elif line.endswith("Log begins"):
            yield dict.fromkeys(("ref", "fid", "id", "sender", "coding", "dlr", "msg"), "") | {
                "at": line[:19],
                "act": "Log begins",
            }


def _states(lines: Iterable[Mapping[str, str]]) -> dict[str, Sequence[MessageState]]:
    """States by our own id. A report names only Kannel's id, which the line of sending ties to ours."""
    ours: dict[str, str] = {}
    states: dict[str, list[MessageState]] = {}
    reports = []
    for line in lines:
        if line["act"] == "Sent SMS" and line["ref"]:
            ours[line["id"]] = ours[line["fid"] or line["id"]] = line["ref"]
            states.setdefault(line["ref"], []).append(MessageState.ACCEPTED)
        elif line["act"] == "Receive DLR" and line["fid"]:
            reports.append(line)
        elif line["act"] in {"FAILED Send SMS", "REJECTED Send SMS"} and line["ref"]:
            states.setdefault(line["ref"], []).append(MessageState.REJECTED)
    for line in reports:
        state = dlr_state(int(line["dlr"])) if line["dlr"].isdigit() else None
        if state is not None and line["fid"] in ours:
            states[ours[line["fid"]]].append(state)
    return dict(states)


def _incoming(line: Mapping[str, str]) -> Incoming:
    text = _text(line["msg"], line["coding"])
    return Incoming(f"kannel {line['id']}", line["sender"], text, damaged=line["coding"] == "0" and _LOST in text)


def _text(msg: str, coding: str) -> str:
    """The log shows 8-bit and UCS-2 texts as hexadecimal digits, and of other texts each byte beyond ASCII as a dot."""
    try:
        if coding == "2":
            return bytes.fromhex(msg).decode("utf-16-be")
        return bytes.fromhex(msg).decode("utf-8", "replace") if coding == "1" else msg
    except ValueError:
        return msg


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
