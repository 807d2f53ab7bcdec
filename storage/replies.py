"""Answers as an outcome and a pointer; the callback gets its reply only after the outcome is durable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, desc, exists, func, select, update

from domain.errors import BadInput
from domain.message_states import GONE
from domain.outreach import URGENT, Reply, ReplyCode
from storage.audit import append
from storage.keys import Keyring
from storage.messages import withdraw_contact, within_term
from storage.objections import alone_with, hold, object_number
from storage.register import answered
from storage.tables.messages import messages
from storage.tables.outreach import holds, replies, strays, suppressions, waves
from storage.upsert import BATCH, insert_on

FIRST = {ReplyCode.DISTRESS: 0, ReplyCode.HOLD: 1}  # the top of a helper's list
WEIGHT = (ReplyCode.ANSWER, ReplyCode.HOLD, ReplyCode.DISTRESS, ReplyCode.STOP)  # what an answer asks of us


def take_reply(connection: Connection, keyring: Keyring, reply: Reply, number: str, at: datetime) -> Reply | None:
    """Store an answer and all that follows from it. None when it was stored before and asks for no more now.

    STOP opts out everywhere and erases the number; a hold or distress keeps everything back for a person.
    The answer goes to the helper who wrote last.
    """
    alone_with(connection, keyring.suppressed(number))
    addressed = _addressed(connection, reply)
    added = insert_on(connection, replies).on_conflict_do_nothing().returning(replies.c.id)
    row = {
        "id": addressed.id,
        "contact": addressed.contact,
        "message": addressed.message,
        "organisation": addressed.organisation,
        "helper": addressed.helper,
        "code": addressed.code,
        "pointer": addressed.pointer,
        "at": addressed.at,
    }
    if connection.execute(added.values(row)).first() is None and not _weightier(connection, addressed):
        return None
    if addressed.code is ReplyCode.STOP:
        object_number(connection, keyring, number, "stop", at)
    elif addressed.code in URGENT:
        hold(connection, addressed.contact, addressed.code, at)
        withdraw_contact(connection, addressed.contact, "wacht op een mens")
    if addressed.code is not ReplyCode.STOP:  # "leave me alone" is no answer that opens the way for a second offer
        answered(connection, keyring.contact_register(number))
    return addressed


def _weightier(connection: Connection, reply: Reply) -> bool:
    """Whether a stored answer turns out to ask for more, as when its damaged text came first; then it is raised."""
    stored = connection.execute(select(replies.c.code).where(replies.c.id == reply.id)).scalar_one()
    if WEIGHT.index(ReplyCode(stored)) >= WEIGHT.index(reply.code):
        return False
    connection.execute(update(replies).where(replies.c.id == reply.id).values(code=reply.code, handled=None))
    return True


def known_replies(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    """Which of these answers were stored before, and their words handed on."""
    found: set[str] = set()
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        done = select(replies.c.id).where(replies.c.id.in_(part), replies.c.pointer != "")
        found.update(connection.execute(done).scalars())
    return frozenset(found)


def not_handed_on(connection: Connection, name: str) -> Reply | None:
    """A stored answer whose words nobody has yet, because we were stopped in between.

    The row is held still until this transaction ends, so that two deliveries of one answer become one.
    """
    row = connection.execute(
        select(replies).where(replies.c.id == name, replies.c.pointer == "").with_for_update()
    ).first()
    if row is None:
        return None
    return Reply(
        row.id,
        row.contact,
        ReplyCode(row.code),
        row.at,
        message=row.message,
        organisation=row.organisation,
        helper=row.helper,
    )


def point_to(connection: Connection, name: str, pointer: str) -> None:
    """Say where the organisation itself finds the words of an answer."""
    connection.execute(update(replies).where(replies.c.id == name).values(pointer=pointer))


def open_replies(connection: Connection, since: datetime) -> list[Row[Any]]:
    """Answers nobody handled yet, within their term: distress, then holds, then the oldest."""
    waiting = replies.c.handled.is_(None) & (replies.c.at >= since)
    rows = connection.execute(select(replies).where(waiting).order_by(replies.c.at)).all()
    return sorted(rows, key=lambda row: (FIRST.get(ReplyCode(row.code), len(FIRST)), row.at))


def contact_of(connection: Connection, name: str) -> str:
    """The contact key behind an answer. Raises BadInput when there is no such answer."""
    found: str | None = connection.execute(select(replies.c.contact).where(replies.c.id == name)).scalar()
    if found is None:
        raise BadInput(f"er is geen antwoord {name}; `peil outreach replies list` toont ze")
    return found


def organisation_of(connection: Connection, name: str, since: datetime) -> tuple[str | None] | None:
    """Whose answer this is, within its term; None when there is no such answer."""
    found = connection.execute(
        select(replies.c.organisation).where(replies.c.id == name, replies.c.at >= since)
    ).first()
    return None if found is None else (found.organisation,)


def handle(connection: Connection, name: str, by: str, at: datetime) -> bool:
    """A person dealt with this answer."""
    done = connection.execute(
        update(replies).where(replies.c.id == name, replies.c.handled.is_(None)).values(handled=at, handled_by=by)
    ).rowcount
    if done:
        append(connection, by, "reply handled", name, {}, at)
    return bool(done)


def forget_replies(connection: Connection, before: datetime) -> int:
    """Erase answers, released holds and counts of strays older than `before`. A hold stays until a person ends it."""
    return (
        connection.execute(replies.delete().where(replies.c.at < before)).rowcount
        + connection.execute(holds.delete().where(holds.c.released < before)).rowcount
        + connection.execute(strays.delete().where(strays.c.day < before.date())).rowcount
    )


def count_stray(connection: Connection, kind: str, day: date) -> None:
    """A callback that belongs to nothing we sent."""
    add = insert_on(connection, strays)
    connection.execute(
        add.on_conflict_do_update(index_elements=["day", "kind"], set_={"count": strays.c.count + 1}),
        {"day": day, "kind": kind, "count": 1},
    )


def stray_counts(connection: Connection) -> dict[tuple[date, str], int]:
    rows = connection.execute(select(strays.c.day, strays.c.kind, strays.c.count)).all()
    return {(day, kind): count for day, kind, count in rows}


def outcomes(connection: Connection, since: datetime) -> list[Row[Any]]:
    """One row per message that left, within its term: template, language, sent_at, state, helper, its answers."""
    stopped = func.max(case((replies.c.code == ReplyCode.STOP, 1), else_=0)).label("stop")
    said = select(replies.c.message, func.min(replies.c.at).label("at"), stopped)
    first = said.where(replies.c.message.is_not(None)).group_by(replies.c.message).subquery()
    return list(
        connection.execute(
            select(
                messages.c.template,
                messages.c.language,
                messages.c.sent_at,
                messages.c.state,
                waves.c.helper,
                waves.c.organisation,
                first.c.at.label("replied"),
                first.c.stop,
                _objected().label("objected"),
            )
            .join(waves, waves.c.id == messages.c.wave)
            .outerjoin(first, first.c.message == messages.c.id)
            .where(messages.c.sent_at.is_not(None), within_term(since))
        )
    )


def _objected() -> ColumnElement[bool]:
    """Whether this was the last message to somebody before that person objected, in whatever way."""
    later = messages.alias()
    between = later.c.sent_at.between(messages.c.sent_at, suppressions.c.at) & (later.c.id != messages.c.id)
    return exists().where(
        suppressions.c.linked == messages.c.contact,
        suppressions.c.at >= messages.c.sent_at,
        ~exists().where(later.c.contact == messages.c.contact, between).correlate(messages, suppressions),
    )


def _addressed(connection: Connection, reply: Reply) -> Reply:
    row = connection.execute(
        select(messages.c.id, waves.c.organisation, waves.c.helper)
        .join(waves, waves.c.id == messages.c.wave)
        .where(messages.c.contact == reply.contact, messages.c.state.in_(GONE))  # an answer may outrun our own record
        .order_by(desc(func.coalesce(messages.c.sent_at, messages.c.claimed)))
        .limit(1)
    ).first()
    if row is None:
        return reply
    return replace(reply, message=row.id, organisation=row.organisation, helper=row.helper)
