"""How many objections one connection may make in an hour, without keeping whose connection it is."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

HOUR = 3600.0  # seconds
PER_CLIENT, ALARM = 10, 100  # objections an hour


@dataclass(slots=True)
class Recent:
    """Moments of the last hour, in memory only, by an address hashed with a key that dies with this process."""

    clock: Callable[[], float]
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    all: deque[float] = field(default_factory=deque)
    by_client: dict[bytes, deque[float]] = field(default_factory=dict)

    def wait(self, client: str) -> float:
        """Seconds until this client may object again; 0 when it may now, and then it is counted."""
        whose = self._hashed(client)
        if whose is None:
            return 0.0
        mine = self.by_client.setdefault(whose, deque())
        self._forget(mine)
        if len(mine) >= PER_CLIENT:
            return max(1.0, mine[0] + HOUR - self.clock())
        mine.append(self.clock())
        return 0.0

    def count(self) -> int:
        """Count one objection; how many there were in the last hour, from everywhere."""
        self.all.append(self.clock())
        self._forget(self.all)
        for whose, times in list(self.by_client.items()):
            self._forget(times)
            if not times:
                del self.by_client[whose]
        return len(self.all)

    def _hashed(self, client: str) -> bytes | None:
        """The client in this hour's memory; None for one that stands for everybody.

        A loopback address is a web server in front of us that does not say for whom it asks: to count it would turn
        everyone away after ten. Of IPv6 a whole /64 is one connection: a household has all of it.
        """
        try:
            address = ipaddress.ip_address(client)
        except ValueError:
            return None
        if address.is_loopback:
            return None
        if address.version == 6:
            address = ipaddress.ip_network((address, 64), strict=False).network_address
        return hmac.digest(self.key, address.packed, "sha256")

    def _forget(self, times: deque[float]) -> None:
        while times and times[0] <= self.clock() - HOUR:
            times.popleft()
