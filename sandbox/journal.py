"""A log of every request that reached the wire, so that tests can count."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock

from sandbox.exchange import Kind

CONDITIONAL = ("if-none-match", "if-modified-since")


@dataclass(slots=True)
class Hit:
    """One request. Written on arrival; `status` and `sent` (body bytes) grow while it is answered."""

    site: str
    kind: Kind
    method: str
    path: str  # as asked, with query
    user_agent: str
    conditional: Mapping[str, str] = field(default_factory=dict)
    at: float = field(default_factory=time.time)  # seconds since 1970
    status: int = 0  # 0 while unanswered, or when the connection was dropped without an answer
    content_type: str | None = None
    sent: int = 0
    answered: float = 0.0  # the moment the answer began to leave; 0 while unanswered
    amiss: bool = False  # whether a misbehaviour answered


class Journal:
    """Thread-safe. Iterating gives the hits so far, in order of arrival."""

    def __init__(self) -> None:
        self._hits: list[Hit] = []
        self._lock = Lock()

    def note(self, hit: Hit) -> Hit:
        with self._lock:
            self._hits.append(hit)
        return hit

    def clear(self) -> None:
        with self._lock:
            self._hits.clear()

    def of(self, site: str, *kinds: Kind) -> list[Hit]:
        """The hits at one site, of the given kinds (all when none is given)."""
        return [hit for hit in self if hit.site == site and (not kinds or hit.kind in kinds)]

    def write(self, path: Path) -> None:
        """One JSON line per hit."""
        path.write_text("".join(json.dumps(asdict(hit)) + "\n" for hit in self), encoding="utf-8")

    def __iter__(self) -> Iterator[Hit]:
        with self._lock:
            return iter(tuple(self._hits))

    def __len__(self) -> int:
        return len(self._hits)
