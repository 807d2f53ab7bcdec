"""Claim first, then submit, then evidence: how one message leaves at most once.

Three short transactions on an engine opened with `durable`: `claim`; `hand_over`, inside which the gateway
is called; and later `learn` for everything the gateway reports.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, exists, select, update

from domain.errors import Refused
from domain.message_states import GONE, LATE, join
from domain.messages import MessageState
from domain.outreach import Channel, Claim, Ready, WaveState
from storage.keys import Keyring
from storage.objections import alone_with, held_back, suppressed
from storage.refusals import has_refused
from storage.register import Rule, enter, leave, past
from storage.tables.messages import messages
from storage.tables.outreach import events, waves
from storage.upsert import insert_on
from storage.vault import open_number

WAITING = MessageState.LOCKED


def waiting(connection: Connection) -> list[Ready]:
    """What is ready to be sent, oldest first."""
    rows = connection.execute(
        select(messages.c.id, waves.c.organisation, waves.c.channel, waves.c.helper, messages.c.template)
        .join(waves, waves.c.id == messages.c.wave)
        .where(messages.c.state == WAITING)
        .order_by(messages.c.drafted, messages.c.id)
    )
    return [Ready(row.id, row.organisation, Channel(row.channel), row.helper, row.template) for row in rows]


def is_waiting(connection: Connection, message: str) -> bool:
    """A look without a lock: whether it is worth claiming this message."""
    rows = select(messages.c.id).where(messages.c.id == message, messages.c.state == WAITING)
    return connection.execute(rows).first() is not None


def claim(connection: Connection, message: str, *, holder: str, origin: str, rule: Rule, now: datetime) -> Claim | None:
    """Take the right to send one message, and enter it in the shared register, in one transaction.

    None when another process has it, or when the person may not be approached (any more): then the
    message is withdrawn with the reason.
    """
    row = connection.execute(select(messages).where(messages.c.id == message)).one()
    alone_with(connection, row.suppress)
    mine = connection.execute(
        update(messages)
        .where(messages.c.id == message, messages.c.state == WAITING)
        .values(state=MessageState.SUBMITTING, attempt=messages.c.attempt + 1, holder=holder, claimed=now)
    ).rowcount
    if not mine:
        return None
    reason = _objection(connection, row) or _rule_says(connection, row.person, rule, now)
    if not reason and not enter(connection, row.person, now, origin, message):
        reason = "intussen door een ander benaderd"
    if reason:
        _withdraw(connection, message, row.attempt + 1, reason)
        return None
    return Claim(
        message=message,
        attempt=row.attempt + 1,
        contact=row.contact,
        wave=row.wave,
        language=row.language,
        template=row.template,
        text_digest=row.text_digest,
        person=row.person,
        suppress=row.suppress,
    )


def number_for(
    connection: Connection, keyring: Keyring, claimed: Claim, *, by: str, now: datetime, kept: timedelta
) -> str | None:
    """The clear number to hand to the gateway inside this transaction, with the objection checked once more.

    None when an objection or a hold came in between: the message is withdrawn and the register freed.
    Whoever objects now waits until this transaction ends.
    """
    alone_with(connection, claimed.suppress)
    row = connection.execute(select(messages).where(messages.c.id == claimed.message)).one()
    if row.state != MessageState.SUBMITTING or row.attempt != claimed.attempt:
        return None
    reason = _objection(connection, row)
    number = None
    if not reason:
        try:
            number = open_number(
                connection, keyring, claimed.contact, by=by, reason=f"versturen {claimed.ref}", now=now, kept=kept
            )
        except Refused:
            reason = "het nummer is niet meer bewaard"
    if reason:
        give_up(connection, claimed, reason)
    return number


def give_up(connection: Connection, claimed: Claim, reason: str) -> None:
    """Take a claimed message back before anything was handed over; not when another attempt was made meanwhile."""
    if _withdraw(connection, claimed.message, claimed.attempt, reason):
        leave(connection, claimed.message)


def record(connection: Connection, claimed: Claim, state: MessageState, reason: str, now: datetime) -> None:
    """What the gateway answered to this claim. Locked means: surely nothing was sent, try again later."""
    if state is MessageState.LOCKED:
        _free(connection, claimed.message, claimed.attempt, reason)
        return
    learn(connection, claimed.message, claimed.attempt, state, now, reason=reason)


def learn(
    connection: Connection, message: str, attempt: int, event: MessageState, at: datetime, *, reason: str = ""
) -> bool:
    """Join one report of the gateway. Doubled, late and unordered reports do no harm.

    False when the message is not known, or never left, or when this is no evidence that it did.
    """
    row = connection.execute(
        select(messages.c.state, messages.c.attempt, messages.c.sent_at, messages.c.person)
        .where(messages.c.id == message)
        .with_for_update()
    ).first()
    if row is None or row.attempt < attempt or attempt < 1:
        return False
    state = MessageState(row.state)
    now = state
    if state not in GONE:  # evidence that a message went out counts even when we had concluded otherwise
        if event not in LATE.get(state, ()):
            return False
        enter(connection, row.person, at, "laat bericht van de gateway", message)
        now = MessageState.UNKNOWN
    connection.execute(
        insert_on(connection, events).on_conflict_do_nothing(),
        {"message": message, "attempt": attempt, "state": event, "at": at},
    )
    joined = join(now, event)
    values: dict[str, Any] = {"state": joined}
    if event not in {MessageState.UNKNOWN, MessageState.REJECTED}:
        values["sent_at"] = row.sent_at or at
    if reason:
        values["reason"] = reason
    connection.execute(update(messages).where(messages.c.id == message).values(values))
    return True


def abandon(connection: Connection, before: datetime) -> int:
    """Messages whose sender never came back become unknown: visible, and never sent again by themselves."""
    return connection.execute(
        update(messages)
        .where(messages.c.state == MessageState.SUBMITTING, messages.c.claimed < before)
        .values(state=MessageState.UNKNOWN, reason="het versturen is afgebroken")
    ).rowcount


def in_doubt(connection: Connection) -> list[Row[Any]]:
    """Unknown messages (id, attempt, claimed, wave, reason): the work list."""
    rows = (
        select(messages.c.id, messages.c.attempt, messages.c.claimed, messages.c.wave, messages.c.reason)
        .where(messages.c.state == MessageState.UNKNOWN)
        .order_by(messages.c.claimed, messages.c.id)
    )
    return list(connection.execute(rows))


def unfinished(connection: Connection) -> frozenset[str]:
    """Messages that a report may still change."""
    states = [MessageState.SUBMITTING, MessageState.UNKNOWN, MessageState.SUBMITTED, MessageState.ACCEPTED]
    return frozenset(connection.execute(select(messages.c.id).where(messages.c.state.in_(states))).scalars())


def not_sent(connection: Connection, message: str, attempt: int, reason: str) -> bool:
    """There is evidence that this attempt never left: it may be tried again."""
    return _free(connection, message, attempt, reason)


def unconfirm(connection: Connection, before: datetime) -> int:
    """Messages handed over long ago without a delivery report are closed as unconfirmed."""
    open_ones = [MessageState.SUBMITTED, MessageState.ACCEPTED]
    return connection.execute(
        update(messages)
        .where(messages.c.state.in_(open_ones), messages.c.sent_at < before)
        .values(state=MessageState.UNCONFIRMED)
    ).rowcount


def _free(connection: Connection, message: str, attempt: int, reason: str) -> bool:
    freed = connection.execute(
        update(messages)
        .where(
            messages.c.id == message,
            messages.c.attempt == attempt,
            messages.c.state.in_([MessageState.SUBMITTING, MessageState.UNKNOWN]),
        )
        .values(
            state=case((_stopped(), MessageState.WITHDRAWN), else_=WAITING), holder=None, claimed=None, reason=reason
        )
    ).rowcount
    if freed:
        leave(connection, message)
    return bool(freed)


def _stopped() -> ColumnElement[bool]:
    return exists().where(waves.c.id == messages.c.wave, waves.c.state == WaveState.STOPPED)


def _rule_says(connection: Connection, person: str, rule: Rule, now: datetime) -> str:
    entries, older = past(connection, person, now)
    return rule(entries, now, older)


def _objection(connection: Connection, row: Row[Any]) -> str:
    stopped = exists().where(waves.c.id == row.wave, waves.c.state == WaveState.STOPPED)
    opted_out, waits, over = connection.execute(  # one question: it is asked twice for every message
        select(suppressed(row.suppress) | has_refused(row.person), held_back(row.contact), stopped)
    ).one()
    if opted_out:
        return "afgemeld"
    if over:
        return "de ronde is gestopt"
    return "wacht op een mens" if waits else ""


def _withdraw(connection: Connection, message: str, attempt: int, reason: str) -> bool:
    mine = (messages.c.id == message) & (messages.c.attempt == attempt) & (messages.c.state == MessageState.SUBMITTING)
    taken_back = connection.execute(update(messages).where(mine).values(state=MessageState.WITHDRAWN, reason=reason))
    return bool(taken_back.rowcount)
