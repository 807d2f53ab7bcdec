"""An offer of help, once, approved by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageState(StrEnum):
    DRAFT = "draft"
    LINTED = "linted"
    PROPOSED = "proposed"
    APPROVED = "approved"
    LOCKED = "locked"
    SUBMITTING = "submitting"
    UNKNOWN = "unknown"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    REJECTED = "rejected"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"  # an opt-out, a hold or a change of mind came before it was sent


BEFORE_APPROVAL = frozenset({MessageState.DRAFT, MessageState.LINTED, MessageState.PROPOSED, MessageState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class OutreachMessage:
    """A message to one contact. Nothing beyond `proposed` exists without `approved_by`."""

    id: str
    contact_key: str
    language: str
    template: str
    text_digest: str
    state: MessageState = MessageState.DRAFT
    approved_by: str | None = None
    sent_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.state not in BEFORE_APPROVAL and not self.approved_by:
            raise ValueError(f"message {self.id} cannot be {self.state} without approved_by")
