"""What one run of a crawl counts while it goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from domain.certificates import Denial, Kind, Snapshot


@dataclass(slots=True)
class Tally:
    """Counters only: no address, no code, no text."""

    requests: Counter[Kind] = field(default_factory=Counter)
    responses: Counter[str] = field(default_factory=Counter)
    denials: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)  # per Dutch reason
    read: int = 0
    bytes: int = 0
    sent_when_stopped: int | None = None
    snapshots: dict[Kind, Snapshot] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)  # Dutch, about the overview walk

    @property
    def sent(self) -> int:
        return self.requests.total()

    def count(self, kind: Kind, status: int, size: int) -> None:
        self.responses[f"{kind} {status}"] += 1
        self.bytes += size

    def denied(self) -> tuple[Denial, ...]:
        return tuple(Denial(kind, reason, count) for (kind, reason), count in sorted(self.denials.items()))

    def fill(self) -> dict[str, float]:
        """The share (0-1) of ads read in this run that had each field."""
        return {name: count / self.read for name, count in sorted(self.filled.items())} if self.read else {}
