"""All visits of one source added up, for its account: what left, how fast, and what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.certificates import Certificate, Denial, Kind, Pace, Traffic
from domain.crawls import Outcome


@dataclass(frozen=True, slots=True)
class Totals:
    """All visits of the report together, largest first."""

    crawls: Sequence[Certificate]

    @property
    def complete(self) -> int:
        return sum(one.crawl.outcome is Outcome.COMPLETE for one in self.crawls)

    @property
    def stopped(self) -> int:
        return sum(bool(one.suspend) for one in self.crawls)

    @property
    def sent(self) -> int:
        return sum(count for one in self.crawls for count in one.requests.values())

    @property
    def bytes(self) -> int:
        return sum(one.bytes for one in self.crawls)

    @property
    def traffic(self) -> list[Traffic]:
        return added(line for one in self.crawls for line in one.traffic)

    @property
    def unrecorded(self) -> int:
        """Requests of visits that did not yet record where each request went."""
        return self.sent - sum(line.requests for line in self.traffic)

    @property
    def paces(self) -> list[Pace]:
        """Per host and per delay that was to be kept."""
        told: dict[tuple[str, float], Pace] = {}
        for one in (pace for crawl in self.crawls for pace in crawl.pace):
            known = told.get((one.host, one.delay))
            told[one.host, one.delay] = _joined(known, one) if known else one
        return [told[key] for key in sorted(told)]

    @property
    def denials(self) -> list[Denial]:
        told: Counter[tuple[Kind, str, str]] = Counter()
        for denial in (denial for one in self.crawls for denial in one.denials):
            told[denial.kind, denial.reason, denial.host] += denial.count
        return [Denial(kind, reason, count, host) for (kind, reason, host), count in told.most_common()]

    @property
    def denied(self) -> int:
        return sum(denial.count for denial in self.denials)

    @property
    def dropped(self) -> list[tuple[str, int]]:
        return _sum(one.dropped for one in self.crawls)


def added(lines: Iterable[Traffic]) -> list[Traffic]:
    """One line per kind and host."""
    told: dict[tuple[Kind, str], Traffic] = {}
    for one in lines:
        known = told.get((one.kind, one.host), Traffic(one.kind, one.host, 0))
        statuses = Counter(known.statuses) + Counter(one.statuses)
        told[one.kind, one.host] = Traffic(
            one.kind, one.host, known.requests + one.requests, dict(statuses), known.bytes + one.bytes
        )
    return sorted(told.values(), key=lambda line: -line.requests)


def _joined(left: Pace, right: Pace) -> Pace:
    gaps = Counter(left.gaps) + Counter(right.gaps)
    return Pace(left.host, left.delay, min(left.smallest, right.smallest), dict(gaps))


def _sum(counts: Iterable[Mapping[str, int]]) -> list[tuple[str, int]]:
    told: Counter[str] = Counter()
    for one in counts:
        told.update(one)
    return told.most_common()
