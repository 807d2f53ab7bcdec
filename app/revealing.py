"""Shows a helper the number behind an answer, when region, reason and quota allow it; who was refused is kept too."""

from __future__ import annotations

import json
from datetime import datetime

from app.clock import AMSTERDAM, spoken
from app.house import House
from app.replying import helper_for, no_answer
from domain.errors import Refused
from domain.outreach import Reveal
from domain.people import named
from outreach.reveals import NO_ADDRESS, SHOWN_WITHIN, reason_objection, reveal_objection
from pipelines.clean import clean
from pipelines.redact import redact
from storage.audit import happened
from storage.database import durable, reading
from storage.eligibility import places_of
from storage.replies import contact_of, organisation_of
from storage.reveals import REFUSED, all_reveals, refuse_reveal, reveal, revealed_on


def show_number(house: House, reply: str, by: str, reason: str, now: datetime) -> str:
    """The clear number (E.164), for the eyes of one helper: the caller neither stores nor logs it.

    Raises Refused for another organisation's answer, a number outside the region, without a reason, over the day's
    quota, after an objection, or past retention; each refusal is in the audit log.
    """
    by = named(by)
    try:
        organisation, helper, addressed = helper_for(house, reply, by, now)
        if not addressed:
            raise Refused("dit nummer kreeg van ons geen bericht; wij tonen het aan niemand")
        if not organisation.verified:
            raise Refused(organisation.objection())
        if why := reason_objection(reason) or _leads_to_somebody(reason):
            raise Refused(why)
        day = now.astimezone(AMSTERDAM).date()
        with durable(house.engine).begin() as connection:
            one = Reveal(organisation.id, helper, reply, contact_of(connection, reply), " ".join(reason.split()))
            places = places_of(connection, one.contact, now - SHOWN_WITHIN)
            if why := reveal_objection(organisation, places, revealed_on(connection, organisation.id, helper, day)):
                raise Refused(why)
            kept = house.settings.deployment.retention.vault
            return reveal(connection, house.keyring, one, day, now, kept)
    except Refused as error:
        with durable(house.engine).begin() as connection:  # what was typed for an answer could be anything: not kept
            known = organisation_of(connection, reply, house.remembers(now)) is not None
            why = str(error).replace(no_answer(reply), no_answer("?"))
            refuse_reveal(connection, by, reply if known else "?", why, now)
        raise


def _leads_to_somebody(reason: str) -> str:
    """Why this reason cannot stay in the log for ever: it holds what is masked in an ad, however it is written."""
    return NO_ADDRESS if redact(reason) != clean(reason).text else ""


def shown_and_refused(house: House, since: datetime) -> list[str]:
    """Dutch lines about every number shown and every refusal since then, oldest first; without a number."""
    with reading(house.engine).connect() as connection:
        shown = [
            (row.at, f"{row.organisation}/{row.helper} zag nummer {row.number} van die dag ({row.reply}): {row.reason}")
            for row in all_reveals(connection, since)
        ]
        refused = [
            (row.at, f"{row.actor} GEWEIGERD ({row.subject}): {json.loads(row.detail)['why']}")
            for row in happened(connection, REFUSED, since)
        ]
    return [f"{spoken(at)}  {told}" for at, told in sorted(shown + refused)]
