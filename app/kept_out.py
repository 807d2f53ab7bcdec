"""Whom no wave may reach, whatever was approved: asked at choosing, at locking, and once more at sending."""

from __future__ import annotations

from collections.abc import Mapping

from outreach.choose import SetAside
from signals.catalogue import COUNTING
from storage.database import Connection
from storage.eligibility import minors, recruiters
from storage.objections import all_suppressed
from storage.refusals import all_refused

UNDER_18, RECRUITMENT = "D1", "RECRUIT"


def kept_out(connection: Connection, contact: str | None = None) -> tuple[frozenset[str], frozenset[str]]:
    """Contact keys of possible minors and of recruiters as known now; of one contact when it is named."""
    return minors(connection, UNDER_18, only=contact), recruiters(connection, RECRUITMENT, COUNTING, only=contact)


def opted_out(connection: Connection, keyed: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    """Contact keys of who objected, here or at another installation. `keyed` is storage.vault.blinded."""
    here, anywhere = all_suppressed(connection), all_refused(connection)
    return frozenset(contact for contact, (person, key) in keyed.items() if key in here or person in anywhere)


def reason_to_keep_out(connection: Connection, contact: str) -> str:
    """Why this number is not to be messaged, in Dutch; "" when nothing of the kind is known."""
    young, recruiting = kept_out(connection, contact)
    if young:
        return SetAside.UNDER_18
    return SetAside.RECRUITER if recruiting else ""
