"""A CSV file for a phone app or for a provider's upload page: the third way out.

The file holds clear numbers and texts, so it is made with mode 0600 and whoever takes it away must erase it.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.messages import MessageState
from outreach.gateways.gateway import Doubt, Evidence, Outgoing, Receipt

COLUMNS = ("ref", "sender", "to", "text", "at")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class File:
    """Messages as lines of `path`, each on the disk before it counts as handed over."""

    path: Path
    clock: Callable[[], datetime] = _now

    def submit(self, message: Outgoing) -> Receipt:
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8", newline="") as file:
                if file.tell() == 0:
                    csv.writer(file).writerow(COLUMNS)
                at = self.clock().isoformat(timespec="seconds")
                csv.writer(file).writerow([message.ref, message.sender, message.to, _harmless(message.text), at])
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            return Receipt(MessageState.UNKNOWN, f"het bestand is niet te schrijven: {error.strerror}", broken=True)
        return Receipt(MessageState.SUBMITTED)

    def evidence(self, doubts: Sequence[Doubt], now: datetime) -> Evidence:
        """A line in the file is proof of handing over, its absence of the opposite where the file is the older one.

        Somebody may have taken the file away, and the next message begins a new one: that one proves nothing.
        """
        try:
            with self.path.open(encoding="utf-8", newline="") as file:
                written = {row[0]: row[-1] for row in csv.reader(file) if len(row) == len(COLUMNS)}
        except FileNotFoundError:
            return Evidence()
        began = min((datetime.fromisoformat(at) for ref, at in written.items() if ref != COLUMNS[0]), default=None)
        states = {doubt.ref: [MessageState.SUBMITTED] for doubt in doubts if doubt.ref in written}
        absent = [doubt for doubt in doubts if began and doubt.ref not in written and began <= doubt.since]
        return Evidence(states | {doubt.ref: [MessageState.LOCKED] for doubt in absent})


def _harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula is kept a text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
