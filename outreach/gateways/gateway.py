"""What every gateway can do: take one message, and later say what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.messages import MessageState


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way out; number and text are in memory only."""

    ref: str
    sender: str
    to: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """`state` is SUBMITTED (taken over), REJECTED (refused for good), LOCKED (surely not sent) or UNKNOWN.

    `broken` means that the gateway itself does not work (down, wrong password): stop and tell a person.
    `opted_out` means that this number told the provider to stop, which counts here as if it had told us.
    """

    state: MessageState
    reason: str = ""
    broken: bool = False
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A message of which we do not know whether it left, and since when."""

    ref: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Incoming:
    """An answer. `id` is the gateway's own, so that a doubled one is recognised; `damaged` when letters are lost."""

    id: str
    sender: str = field(repr=False)
    text: str = field(repr=False)
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a gateway knows by our own message ids. LOCKED stands for proof that nothing left."""

    states: Mapping[str, Sequence[MessageState]] = field(default_factory=dict)
    answers: Sequence[Incoming] = ()


class Gateway(Protocol):
    """A way out."""

    def submit(self, message: Outgoing) -> Receipt:
        """Hand over one message. Never raises for what a network can do."""
        ...

    def evidence(self, doubts: Sequence[Doubt], now: datetime) -> Evidence:
        """What can be proven afterwards; an empty answer when the gateway keeps no record."""
        ...
