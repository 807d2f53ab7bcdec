"""What a crawl counts while it goes, on from what its earlier runs counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Self

from crawler.pacing import Pacing
from domain.certificates import Basis, Certificate, Denial, Kind, Snapshot, Traffic
from domain.crawls import Crawl

MOST = 200  # denials told apart by host: a page may name a new host every time


@dataclass(slots=True)
class Tally:
    """Counters only: no address, no code, no text."""

    asked: Counter[tuple[Kind, str]] = field(default_factory=Counter)  # per kind and host
    answers: Counter[tuple[Kind, str, int]] = field(default_factory=Counter)  # per kind, host and status
    received: Counter[tuple[Kind, str]] = field(default_factory=Counter)  # bytes
    denials: Counter[tuple[Kind, str, str]] = field(default_factory=Counter)  # per kind, reason and host
    dropped: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)  # per Dutch reason
    read: int = 0
    sent: int = 0
    sent_when_stopped: int | None = None
    pacing: Pacing = field(default_factory=Pacing)
    basis: list[Basis] = field(default_factory=list)
    snapshots: dict[Kind, Snapshot] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)  # Dutch, about the overview walk

    @classmethod
    def after(cls, earlier: Certificate | None) -> Self:
        """Counts that go on where an earlier run of the same crawl ended: running again hides nothing."""
        if earlier is None:
            return cls()
        lines = earlier.traffic
        return cls(
            asked=Counter({(one.kind, one.host): one.requests for one in lines}),
            answers=Counter({(one.kind, one.host, s): count for one in lines for s, count in one.statuses.items()}),
            received=Counter({(one.kind, one.host): one.bytes for one in lines}),
            denials=Counter({(one.kind, one.reason, one.host): one.count for one in earlier.denials}),
            dropped=Counter(earlier.dropped),
            strange=Counter(earlier.strange),
            filled=Counter({name: round(share * earlier.read) for name, share in earlier.fill.items()}),
            read=earlier.read,
            sent=sum(earlier.requests.values()),
            pacing=Pacing.after(earlier.pace),
            basis=list(earlier.basis),
            # An overview that was judged is walked anew; of a run that was killed, what it saw still holds.
            faults=[] if earlier.crawl.finished else list(earlier.faults),
        )

    def counted(self, crawl: Crawl) -> Certificate:
        """What can be said of a crawl at any moment: what was asked, answered, refused and read."""
        requests, responses = Counter[str](), Counter[str]()
        for (kind, _), count in self.asked.items():
            requests[str(kind)] += count
        for (kind, _, status), count in self.answers.items():
            responses[f"{kind} {status}"] += count
        # What browser pages ask for by themselves is no page of its own.
        pages = sum(count for (kind, _, _), count in self.answers.items() if kind is not Kind.BROWSER)
        return Certificate(
            crawl=replace(crawl, pages=pages),
            requests=dict(requests),
            responses=dict(responses),
            denials=self.denied(),
            read=self.read,
            fill=self.fill(),
            strange=dict(self.strange),
            dropped=dict(self.dropped),
            faults=tuple(dict.fromkeys(self.faults)),
            bytes=self.received.total(),
            traffic=self.traffic(),
            pace=self.pacing.paces(),
            basis=tuple(self.basis),
        )

    def under(self, basis: Basis) -> None:
        """A run begins under this dossier and this source file."""
        if basis not in self.basis[-1:]:
            self.basis.append(basis)

    def let_out(self, kind: Kind, host: str) -> None:
        self.asked[kind, host] += 1
        self.sent += 1

    def count(self, kind: Kind, host: str, status: int, size: int) -> None:
        self.answers[kind, host, status] += 1
        self.received[kind, host] += size

    def deny(self, kind: Kind, reason: str, host: str) -> None:
        known = (kind, reason, host) in self.denials or len(self.denials) < MOST
        self.denials[kind, reason, host if known else ""] += 1

    def traffic(self) -> tuple[Traffic, ...]:
        statuses: dict[tuple[Kind, str], dict[int, int]] = {}
        for (kind, host, status), count in sorted(self.answers.items()):
            statuses.setdefault((kind, host), {})[status] = count
        return tuple(
            Traffic(kind, host, count, statuses.get((kind, host), {}), self.received[kind, host])
            for (kind, host), count in sorted(self.asked.items())
        )

    def denied(self) -> tuple[Denial, ...]:
        return tuple(Denial(kind, reason, count, host) for (kind, reason, host), count in sorted(self.denials.items()))

    def fill(self) -> dict[str, float]:
        """The share (0-1) of ads read in this run that had each field."""
        return {name: count / self.read for name, count in sorted(self.filled.items())} if self.read else {}
