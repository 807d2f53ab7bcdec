"""How long a host was left alone between two requests, as measured when each left."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from domain.certificates import Pace


@dataclass(slots=True)
class _Host:
    delay: float  # the shortest that held
    smallest: float = float("inf")
    gaps: Counter[int] = field(default_factory=Counter)
    last: float | None = None  # time.monotonic of the newest request of this run


@dataclass(slots=True)
class Pacing:
    """Gaps per host; the time between two runs of a crawl is none."""

    hosts: dict[str, _Host] = field(default_factory=dict)

    @classmethod
    def after(cls, paces: Iterable[Pace]) -> Self:
        return cls({one.host: _Host(one.delay, one.smallest, Counter(one.gaps)) for one in paces})

    def left(self, host: str, delay: float) -> None:
        """A request leaves for `host` now, which asked for `delay` seconds in between."""
        now = time.monotonic()
        told = self.hosts.setdefault(host, _Host(delay))
        told.delay = min(told.delay, delay)
        if told.last is not None:
            gap = now - told.last
            told.smallest = min(told.smallest, gap)
            told.gaps[_rounded(gap * 1000)] += 1
        told.last = now

    def paces(self) -> tuple[Pace, ...]:
        return tuple(
            Pace(host, one.delay, one.smallest, dict(one.gaps)) for host, one in sorted(self.hosts.items()) if one.gaps
        )


def _rounded(milliseconds: float) -> int:
    """To three figures, so that a long crawl keeps hundreds of lengths and not thousands."""
    whole = round(milliseconds)
    return whole if whole < 1000 else round(whole, 3 - len(str(whole)))
