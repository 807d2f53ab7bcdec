"""The brake on harm: pauses an organisation's template when opt-outs say so; only a person lets it go again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.clock import AMSTERDAM
from app.house import House
from domain.errors import Refused
from domain.messages import MessageState
from domain.outreach import BrakeRelease
from outreach.statistics import Sent, must_stop
from storage.brakes import counting_from, save_release
from storage.database import durable, reading
from storage.replies import outcomes


def sent_of(house: House, organisation: str, now: datetime) -> list[Sent]:
    """Messages of an organisation that left, without whom they went to."""
    return [one for name, one, _ in _sent(house, now) if name == organisation]


def brakes(house: House, now: datetime) -> Mapping[tuple[str, str], str]:
    """Why an organisation's template is paused, in Dutch, per organisation and template name."""
    with reading(house.engine).connect() as connection:
        anew = counting_from(connection)
    counted: dict[tuple[str, str], list[Sent]] = {}
    for organisation, one, at in _sent(house, now):
        key = organisation, one.name
        if key not in anew or at > anew[key]:
            counted.setdefault(key, []).append(one)
    return {key: reason for key, sent in counted.items() if (reason := must_stop(sent))}


def release_brake(house: House, organisation: str, template: str, by: str, reason: str, now: datetime) -> None:
    """A person decides that the offer may go on. Raises Refused without a reason, or when nothing is paused."""
    if not reason.strip() or not by.strip():
        raise Refused("de rem gaat er alleen af met een naam en een reden")
    if (organisation, template) not in brakes(house, now):
        raise Refused(f"'{template}' van {organisation} is niet gepauzeerd")
    with durable(house.engine).begin() as connection:
        save_release(connection, BrakeRelease(organisation, template, by, reason, now))


def _sent(house: House, now: datetime) -> list[tuple[str, Sent, datetime]]:
    with reading(house.engine).connect() as connection:
        rows = outcomes(connection, house.remembers(now))
    return [
        (
            row.organisation,
            Sent(
                template=row.template,
                language=row.language,
                hour=row.sent_at.astimezone(AMSTERDAM).hour,
                named=bool(row.helper),
                delivered=row.state == MessageState.DELIVERED,
                replied=row.replied is not None,
                opted_out=bool(row.stop or row.objected),
            ),
            row.sent_at,
        )
        for row in rows
    ]
