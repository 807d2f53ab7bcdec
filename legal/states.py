"""Which step a dossier may take from which state."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from domain.dossiers import DossierState as State
from domain.errors import Refused

LONGEST = timedelta(days=365)  # an approval is never over 12 months, whatever the answers say


class Act(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    SUSPEND = "suspend"
    EXPIRE = "expire"
    REVOKE = "revoke"
    OBJECT = "object"


STEPS: dict[tuple[State, Act], State] = {
    (State.DRAFT, Act.EDIT): State.DRAFT,
    (State.DRAFT, Act.SUBMIT): State.IN_REVIEW,
    (State.IN_REVIEW, Act.EDIT): State.DRAFT,
    (State.IN_REVIEW, Act.APPROVE): State.APPROVED,
    (State.IN_REVIEW, Act.REJECT): State.REJECTED,
    (State.APPROVED, Act.EDIT): State.DRAFT,
    (State.APPROVED, Act.SUSPEND): State.SUSPENDED,
    (State.APPROVED, Act.EXPIRE): State.EXPIRED,
    (State.APPROVED, Act.REVOKE): State.REVOKED,
    # a suspended or lapsed dossier comes back only through a new review
    (State.SUSPENDED, Act.EDIT): State.DRAFT,
    (State.SUSPENDED, Act.SUBMIT): State.IN_REVIEW,
    (State.SUSPENDED, Act.REVOKE): State.REVOKED,
    (State.EXPIRED, Act.EDIT): State.DRAFT,
    (State.REJECTED, Act.EDIT): State.DRAFT,
    # an operator may object at any time; what was revoked stays so
    **{(state, Act.OBJECT): State.SUSPENDED for state in State},
    (State.REVOKED, Act.OBJECT): State.REVOKED,
}

DUTCH = {
    State.DRAFT: "concept",
    State.IN_REVIEW: "in beoordeling",
    State.APPROVED: "goedgekeurd",
    State.SUSPENDED: "opgeschort",
    State.EXPIRED: "verlopen",
    State.REVOKED: "ingetrokken",
    State.REJECTED: "afgewezen",
}


ACTS = {
    Act.EDIT: "bewerken",
    Act.SUBMIT: "indienen",
    Act.APPROVE: "goedkeuren",
    Act.REJECT: "afwijzen",
    Act.SUSPEND: "opschorten",
    Act.EXPIRE: "verlopen",
    Act.REVOKE: "intrekken",
    Act.OBJECT: "bezwaar opnemen",
}


def step(state: State, act: Act) -> State:
    """The state after `act`. Raises Refused when that step does not exist."""
    if (state, act) not in STEPS:
        possible = ", ".join(ACTS[a] for s, a in STEPS if s == state) or "geen"
        raise Refused(f"een dossier dat {DUTCH[state]} is, kent de stap '{ACTS[act]}' niet (wel: {possible})")
    return STEPS[state, act]
