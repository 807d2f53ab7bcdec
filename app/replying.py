"""Answers to offers, per organisation: who may see one, and who may settle it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.house import House
from app.offers import find_organisation, organisations
from domain.errors import Refused
from domain.people import named, same_person
from outreach.organisations import Organisation
from storage.database import durable, reading
from storage.objections import release as let_go
from storage.replies import contact_of, handle, open_replies, organisation_of

WORDS = {"stop": "afgemeld", "hold": "WACHT OP U", "distress": "NOOD", "answer": "antwoord"}


def answers_of(house: House, organisation: str, now: datetime, *, helper: str = "") -> Sequence[Any]:
    """Open answers to one organisation, what is urgent first; of one helper when named. Raises Refused for no such."""
    find_organisation(house, organisation)
    with reading(house.engine).connect() as connection:
        found = open_replies(connection, house.remembers(now))
    own = [row for row in found if row.organisation == organisation]
    return [row for row in own if not helper or same_person(row.helper or "", helper)]


def unaddressed(house: House, now: datetime) -> Sequence[Any]:
    """Open answers from numbers we sent nothing to. They are everybody's, so that a cry for help is not lost."""
    with reading(house.engine).connect() as connection:
        return [row for row in open_replies(connection, house.remembers(now)) if row.organisation is None]


def helper_for(house: House, reply: str, by: str, now: datetime) -> tuple[Organisation, str, bool]:
    """The helper's organisation and name, as the organisation writes it; False when the answer was to nobody.

    Raises Refused alike for an answer of others and for one that does not exist, so that trying tells nothing.
    An organisation that left the book is nobody's: its answers are for whoever puts it back.
    """
    by, known = named(by), organisations(house)
    with reading(house.engine).connect() as connection:
        found = organisation_of(connection, reply, house.remembers(now))
    for whose in found or ():
        for one in known.values() if whose is None else filter(None, [known.get(whose)]):
            if helper := one.helper(by):
                return one, helper, whose is not None
    raise Refused(f"{no_answer(reply)} van een organisatie waar {by} voor werkt")


def no_answer(reply: str) -> str:
    """How a refusal begins that repeats what was typed for an answer."""
    return f"er is geen antwoord {reply}"


def settle(house: House, reply: str, by: str, now: datetime, *, release: bool = False) -> int:
    """A helper of the organisation dealt with an answer, or ends what held its sender back; how many rows changed.

    Also where the organisation may not send any more: a cry for help that it got must not stay open for ever.
    """
    organisation, helper, _ = helper_for(house, reply, by, now)
    who = f"{organisation.id}/{helper}"
    with durable(house.engine).begin() as connection:
        if release:
            return let_go(connection, contact_of(connection, reply), who, now)
        return int(handle(connection, reply, who, now))
