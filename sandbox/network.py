"""An invented phone network on this machine: a private Kannel with its fake SMSC, on loopback only."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote_to_bytes

SERVICES = Path(__file__).parents[1] / "scripts" / "services.sh"
FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
_LATER_PART = re.compile(r" udh %05%00%03(?:%..|[^%]){2}(?!%01)")  # length, kind, reference, total, then the number


class NoKannel(Exception):
    """Kannel is not installed. Raised by `open_network`; the text says what to run."""


@dataclass(slots=True)
class Network:
    """A private Kannel; `network` is its fake SMSC, whose own log is the truth of what went out."""

    folder: Path
    password: str
    sendsms: str
    status: str
    smsc: int
    callback: int
    network: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def connect_network(self, *incoming: str) -> None:
        """Start the fake SMSC: it takes what is sent, and hands in as many answers as there are `incoming`, such as
        `31600000012 31600000990 text STOP`, each picked from them at random: give one to know which."""
        self.disconnect_network()
        said = incoming or ("1 2 text x",)  # it wants at least one, also when it may send none
        options = ["-H", "127.0.0.1", "-r", str(self.smsc), "-v", "0", "-i", "0.05", "-m", str(len(incoming))]
        with (self.folder / "network.log").open("ab") as log:
            self.network = subprocess.Popen(
                [FAKESMSC, *options, *said],
                stdout=log,
                stderr=log,
            )

    def disconnect_network(self) -> None:
        if self.network is not None:
            self.network.send_signal(signal.SIGTERM)
            self.network.wait()
            self.network = None

    def taken(self) -> list[str]:
        """What the network got, one line per SMS: `sender receiver type data`, long messages in parts."""
        lines = (self.folder / "network.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return [line.split(": <", 1)[1].rstrip(">") for line in lines if "Got message" in line]

    def received(self) -> Counter[str]:
        """Messages per receiver; of a long message the first part counts."""
        return Counter(line.split()[1] for line in self.taken() if not _LATER_PART.search(line))

    def texts(self, receiver: str, encoding: str = "latin-1") -> str:
        """All a receiver got, parts joined; `utf-16-be` for texts in UCS-2."""
        parts = [line.rsplit(" ", 1)[1] for line in self.taken() if line.split()[1] == receiver]
        return "".join(unquote_to_bytes(part.replace("+", " ")).decode(encoding) for part in parts)

    def kill_smsbox(self) -> None:
        os.kill(int((self.folder / "smsbox.pid").read_text()), signal.SIGKILL)

    def start_smsbox(self) -> None:
        subprocess.run(["sh", SERVICES, "start-smsbox", self.folder], check=True)  # noqa: S607

    def close(self) -> None:
        self.disconnect_network()
        subprocess.run(["sh", SERVICES, "stop-kannel", self.folder], check=True)  # noqa: S607


def open_network() -> Network:
    """Start Kannel and its fake SMSC on free ports. Raises NoKannel."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = subprocess.run(["sh", SERVICES, "start-kannel", str(port)], capture_output=True, text=True, check=False)  # noqa: S607
    if started.returncode:
        raise NoKannel(started.stderr)
    folder, password, sendsms, status, smsc = started.stdout.split()
    running = Network(Path(folder), password, sendsms, status, int(smsc), port)
    running.connect_network()
    return running


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("it did not happen in time")
        time.sleep(0.05)
