"""A CSV file for a phone app or for a provider's upload page: the third way out.

The file holds clear numbers and texts, so it is made with mode 0600 and whoever takes it away must erase it.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.messages import MessageState
from outreach.gateways.gateway import Doubt, Evidence, Outgoing, Receipt

COLUMNS = ("ref", "sender", "to", "text")


@dataclass(frozen=True, slots=True)
class File:
    """Messages as lines of `path`, each on the disk before it counts as handed over."""

    path: Path

    def submit(self, message: Outgoing) -> Receipt:
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8", newline="") as file:
                if file.tell() == 0:
                    csv.writer(file).writerow(COLUMNS)
                csv.writer(file).writerow([message.ref, message.sender, message.to, _harmless(message.text)])
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            return Receipt(MessageState.UNKNOWN, f"het bestand is niet te schrijven: {error.strerror}", broken=True)
        return Receipt(MessageState.SUBMITTED)

    def evidence(self, doubts: Sequence[Doubt], now: datetime) -> Evidence:
        """A line in the file is proof of handing over, its absence proof of the opposite, while the file is there."""
        try:
            with self.path.open(encoding="utf-8", newline="") as file:
                written = {row[0] for row in csv.reader(file) if len(row) == len(COLUMNS)}
        except FileNotFoundError:
            return Evidence()
        return Evidence(
            {doubt.ref: [MessageState.SUBMITTED if doubt.ref in written else MessageState.LOCKED] for doubt in doubts}
        )


def _harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula is kept a text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
