"""What a crawl counts while it goes, on from what its earlier runs counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Self

from domain.certificates import Certificate, Denial, Kind, Snapshot
from domain.crawls import Crawl


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

    @classmethod
    def after(cls, earlier: Certificate | None) -> Self:
        """Counts that go on where an earlier run of the same crawl ended: running again hides nothing."""
        if earlier is None:
            return cls()
        return cls(
            requests=Counter({Kind(kind): count for kind, count in earlier.requests.items()}),
            responses=Counter(earlier.responses),
            denials=Counter({(one.kind, one.reason): one.count for one in earlier.denials}),
            dropped=Counter(earlier.dropped),
            strange=Counter(earlier.strange),
            filled=Counter({name: round(share * earlier.read) for name, share in earlier.fill.items()}),
            read=earlier.read,
            bytes=earlier.bytes,
            # An overview that was judged is walked anew; of a run that was killed, what it saw still holds.
            faults=[] if earlier.crawl.finished else list(earlier.faults),
        )

    def counted(self, crawl: Crawl) -> Certificate:
        """What can be said of a crawl at any moment: what was asked, answered, refused and read."""
        return Certificate(
            crawl=replace(crawl, pages=self.responses.total() - self._parts),
            requests={str(kind): count for kind, count in self.requests.items()},
            responses=dict(self.responses),
            denials=self.denied(),
            read=self.read,
            fill=self.fill(),
            strange=dict(self.strange),
            dropped=dict(self.dropped),
            faults=tuple(dict.fromkeys(self.faults)),
            bytes=self.bytes,
        )

    @property
    def _parts(self) -> int:
        """Answers to what browser pages asked for by themselves: no pages of their own."""
        return sum(count for told, count in self.responses.items() if told.startswith(f"{Kind.BROWSER} "))

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
