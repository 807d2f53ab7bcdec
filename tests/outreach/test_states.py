"""All transitions of a message, and the joining of late evidence."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refused
from domain.message_states import DUTCH, GONE, RANK, STEPS, join, step
from domain.messages import BEFORE_APPROVAL, MessageState, OutreachMessage

ALLOWED = {
    "draft": "linted withdrawn",
    "linted": "proposed withdrawn",
    "proposed": "approved withdrawn",
    "approved": "locked withdrawn",
    "locked": "submitting withdrawn",
    "submitting": "unknown locked withdrawn submitted accepted delivered failed expired rejected unconfirmed",
    "unknown": "locked withdrawn submitted accepted delivered failed expired rejected unconfirmed",
    "submitted": "accepted delivered failed expired rejected unconfirmed",
    "accepted": "delivered failed expired rejected unconfirmed",
    "unconfirmed": "delivered failed expired rejected",
    "expired": "failed rejected delivered",
    "failed": "rejected delivered",
    "rejected": "delivered",
    "delivered": "",
    "withdrawn": "",
}


@pytest.mark.parametrize(("now", "then"), list(product(MessageState, MessageState)))
def test_every_transition_is_allowed_or_refused_as_written(now: MessageState, then: MessageState) -> None:
    if then in ALLOWED[now].split():
        assert step(now, then) is then
    else:
        with pytest.raises(Refused, match=DUTCH[now]):
            step(now, then)


def test_sending_is_out_of_reach_without_approval() -> None:
    reached, edge = {MessageState.DRAFT}, [MessageState.DRAFT]
    while edge:
        for then in STEPS[edge.pop()] - reached - {MessageState.APPROVED}:
            reached.add(then)
            edge.append(then)
    assert not reached & GONE
    for state in set(MessageState) - BEFORE_APPROVAL:
        with pytest.raises(ValueError, match="approved_by"):
            OutreachMessage("1", "k", "nl", "nl/offer/1", "d", state)


def test_unknown_goes_out_again_only_through_evidence() -> None:
    assert MessageState.SUBMITTING not in STEPS[MessageState.UNKNOWN]
    assert {state for state, steps in STEPS.items() if MessageState.SUBMITTING in steps} == {MessageState.LOCKED}


@given(st.lists(st.sampled_from(RANK), min_size=1, max_size=5))
def test_evidence_joins_alike_in_any_order_and_number(events: list[MessageState]) -> None:
    def joined(order: list[MessageState]) -> MessageState:
        state = MessageState.SUBMITTING
        for event in order:
            state = join(state, event)
        return state

    expected = joined(events)
    assert {joined([*order, *order]) for order in permutations(events)} == {expected}
    for event in events:
        assert RANK.index(expected) >= RANK.index(event)


@pytest.mark.parametrize(("now", "event"), list(product(RANK, RANK)))
def test_a_join_never_takes_a_step_that_does_not_exist(now: MessageState, event: MessageState) -> None:
    joined = join(now, event)
    assert joined is now or joined in STEPS[now]
