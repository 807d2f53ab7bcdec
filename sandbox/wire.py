"""One site on one port of 127.0.0.1: HTTP/1.1 with keep-alive, and TLS with a self-signed certificate."""

from __future__ import annotations

import os
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

from sandbox.certificate import tls_context
from sandbox.exchange import Reply, Request
from sandbox.journal import CONDITIONAL, Hit, Journal
from sandbox.sites.site import Site

TLS_HELLO = b"\x16"
Answer = Callable[[Request], Reply]


class SiteServer(ThreadingHTTPServer):
    """Serves one site until closed. `answer` decides, the journal notes every request on arrival."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, site: Site, port: int, journal: Journal, answer: Answer) -> None:
        self.site, self.journal, self.answer = site, journal, answer
        self.closing = Event()
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(("127.0.0.1", port), _Handler)
        Thread(target=self.serve_forever, name=site.name, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        """Stop listening and drop every open connection."""
        self.closing.set()
        self.shutdown()
        self.server_close()
        with self._lock:
            for connection in self._open:
                _hang_up(connection)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Speak TLS to whoever greets in TLS, plain HTTP to everyone else."""
        try:
            with self._watched(request), self._watched(_greeted(request)) as connection:
                _Handler(connection, client_address, self)
        except OSError:
            return  # the visitor left, or did not trust the certificate

    @contextmanager
    def _watched(self, connection: socket.socket) -> Iterator[socket.socket]:
        """Known as open while it is used, so that closing the town hangs up."""
        with self._lock:
            self._open.add(connection)
        try:
            yield connection
        finally:
            with self._lock:
                self._open.discard(connection)
            if isinstance(connection, ssl.SSLSocket):
                connection.close()


def _greeted(connection: socket.socket) -> socket.socket:
    if connection.recv(1, socket.MSG_PEEK) != TLS_HELLO:
        return connection
    return tls_context().wrap_socket(connection, server_side=True)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_version, sys_version = "Peilmoment-sandbox", ""
    wbufsize = 1 << 16  # head and body leave in one write
    server: SiteServer

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length:
            self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = self.server.site.read(self.command, self.path, headers, self._origin())
        hit = self.server.journal.note(
            Hit(
                request.site,
                request.kind,
                self.command,
                self.path,
                headers.get("user-agent", ""),
                {name: headers[name] for name in CONDITIONAL if name in headers},
            )
        )
        reply = self.server.answer(request)
        if reply.wait and self.server.closing.wait(reply.wait):
            self.close_connection = True
        elif reply.reset:
            self._reset()
        else:
            self._send(_unchanged(reply, request), hit)

    do_HEAD = do_POST = do_GET  # noqa: N815

    def _send(self, reply: Reply, hit: Hit) -> None:
        hit.status, hit.content_type = reply.status, reply.content_type
        hit.answered, hit.amiss = time.time(), reply.amiss
        self.send_response(reply.status)
        for name, value in _head(reply):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self._send_body(reply, hit)

    def _send_body(self, reply: Reply, hit: Hit) -> None:
        if reply.stream is None:
            self.wfile.write(reply.body)
            hit.sent = len(reply.body)
            self.close_connection = self.close_connection or reply.declared is not None
            return
        self.close_connection = True
        for part in reply.stream(self.server.closing):
            self.wfile.write(part)
            self.wfile.flush()
            hit.sent += len(part)

    def _reset(self) -> None:
        """Drop the connection with an RST instead of a goodbye."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def _origin(self) -> str:
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        return f"{scheme}://{self.headers.get('host', '127.0.0.1')}"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """The journal is the log."""


def _head(reply: Reply) -> list[tuple[str, str]]:
    head = list(reply.headers)
    if reply.content_type:
        head.append(("Content-Type", reply.content_type))
    if reply.etag:
        head.append(("ETag", reply.etag))
    if reply.modified:
        head.append(("Last-Modified", format_datetime(reply.modified, usegmt=True)))
    if reply.stream is None:
        head.append(("Content-Length", str(len(reply.body) if reply.declared is None else reply.declared)))
    elif reply.declared is not None:
        head.append(("Content-Length", str(reply.declared)))
    if reply.stream is not None or reply.declared is not None:
        head.append(("Connection", "close"))
    return head


def _unchanged(reply: Reply, request: Request) -> Reply:
    """304 when the visitor has this version already (RFC 9110, 13.2.2: ETag goes before date)."""
    known = request.headers.get("if-none-match")
    if known is not None:
        same = reply.etag is not None and reply.etag in [tag.strip() for tag in known.split(",")]
    else:
        same = reply.modified is not None and _not_newer(reply, request.headers.get("if-modified-since"))
    if not same or reply.status != 200:
        return reply
    return Reply(b"", 304, None, etag=reply.etag, modified=reply.modified)


def _not_newer(reply: Reply, since: str | None) -> bool:
    try:
        return since is not None and reply.modified is not None and reply.modified <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # gone already
