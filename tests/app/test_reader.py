"""What the pages say of a source."""

from __future__ import annotations

from datetime import timedelta

from app.reader import StoredReader
from domain.dossiers import DossierState


def state(workshop, days: int):
    (found, _) = StoredReader(workshop.house, lambda: workshop.moment() + timedelta(days=days)).sources()
    return found


def test_an_approval_past_its_last_day_is_shown_as_expired_with_what_to_do(workshop) -> None:
    now = state(workshop, days=0)
    assert (now.state, now.reason) == (DossierState.APPROVED, "")
    assert now.valid_until is not None
    left = (now.valid_until - workshop.moment().date()).days
    assert state(workshop, days=left).state is DossierState.APPROVED
    late = state(workshop, days=left + 1)
    assert late.state is DossierState.EXPIRED
    assert "verlopen" in late.reason
