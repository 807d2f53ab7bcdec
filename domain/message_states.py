"""The life of a message as data: which state may follow which, and how late evidence is joined."""

from __future__ import annotations

from collections.abc import Mapping

from domain.errors import Refused
from domain.messages import MessageState as State

_EVIDENCE = frozenset(
    {
        State.SUBMITTED,
        State.ACCEPTED,
        State.DELIVERED,
        State.FAILED,
        State.EXPIRED,
        State.REJECTED,
        State.UNCONFIRMED,
    }
)

# Evidence may come in any order: a delivery report sometimes precedes the gateway's own answer.
STEPS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.LINTED, State.WITHDRAWN}),
    State.LINTED: frozenset({State.PROPOSED, State.WITHDRAWN}),
    State.PROPOSED: frozenset({State.APPROVED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.LOCKED, State.WITHDRAWN}),
    State.LOCKED: frozenset({State.SUBMITTING, State.WITHDRAWN}),
    # back to locked only with evidence that nothing was sent
    State.SUBMITTING: frozenset({State.UNKNOWN, State.LOCKED, State.WITHDRAWN}) | _EVIDENCE,
    State.UNKNOWN: frozenset({State.LOCKED, State.WITHDRAWN}) | _EVIDENCE,
    State.SUBMITTED: _EVIDENCE - {State.SUBMITTED},
    State.ACCEPTED: _EVIDENCE - {State.SUBMITTED, State.ACCEPTED},
    State.UNCONFIRMED: frozenset({State.DELIVERED, State.FAILED, State.EXPIRED, State.REJECTED}),
    State.EXPIRED: frozenset({State.FAILED, State.REJECTED, State.DELIVERED}),
    State.FAILED: frozenset({State.REJECTED, State.DELIVERED}),
    State.REJECTED: frozenset({State.DELIVERED}),
    State.DELIVERED: frozenset(),
    State.WITHDRAWN: frozenset(),
}

# Steps that no person and no sender takes: a late report about an attempt we had thought unsent. It counts as
# evidence that the message left after all, so that nothing goes twice and the person counts as approached.
LATE: Mapping[State, frozenset[State]] = {State.LOCKED: _EVIDENCE, State.WITHDRAWN: _EVIDENCE}

# Later in the list wins. Delivered is last: once a phone has shown a message, no other report undoes that.
RANK: tuple[State, ...] = (
    State.SUBMITTING,
    State.UNKNOWN,
    State.SUBMITTED,
    State.ACCEPTED,
    State.UNCONFIRMED,
    State.EXPIRED,
    State.FAILED,
    State.REJECTED,
    State.DELIVERED,
)

# In these states the message left, or may have: the person counts as approached.
GONE = frozenset(RANK)

DUTCH = {
    State.DRAFT: "concept",
    State.LINTED: "nagekeken",
    State.PROPOSED: "voorgesteld",
    State.APPROVED: "goedgekeurd",
    State.LOCKED: "klaar om te versturen",
    State.SUBMITTING: "wordt verstuurd",
    State.UNKNOWN: "onbekend of het verstuurd is",
    State.SUBMITTED: "aan de gateway gegeven",
    State.ACCEPTED: "door het netwerk aangenomen",
    State.DELIVERED: "bezorgd",
    State.FAILED: "niet bezorgd",
    State.EXPIRED: "verlopen",
    State.REJECTED: "geweigerd",
    State.UNCONFIRMED: "geen bericht van bezorging",
    State.WITHDRAWN: "ingetrokken",
}


def step(now: State, then: State) -> State:
    """The next state. Raises Refused when that step does not exist."""
    if then not in STEPS[now]:
        possible = ", ".join(sorted(DUTCH[one] for one in STEPS[now])) or "geen"
        raise Refused(f"een bericht dat {DUTCH[now]} is, kan niet {DUTCH[then]} worden (wel: {possible})")
    return then


def join(now: State, event: State) -> State:
    """What is known after one more event: the later of the two in RANK.

    Commutative, associative and idempotent, so that doubled, late and unordered events do no harm.
    """
    return max(now, event, key=RANK.index)
