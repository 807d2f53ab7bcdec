"""The register between installations: what we tell, and what we are told, as files of keyed hashes."""

from __future__ import annotations

from datetime import datetime

from app.house import House
from domain.errors import BadInput
from domain.outreach import Exchange
from outreach.register import read_exchange, write_exchange
from storage.audit import append
from storage.database import durable, reading
from storage.refusals import take_in_refusals
from storage.register import take_in
from storage.reservations import announce, heard, planned, take_over
from storage.vault import blinded


def tell(house: House, now: datetime) -> tuple[str, Exchange]:
    """The text of our file and what is in it: approaches within their term, whom we plan to approach, who opted out."""
    deployment = house.settings.deployment
    with durable(house.engine).begin() as connection:
        keyed = blinded(connection, house.keyring, now=now, kept=deployment.retention.vault)
        told = announce(connection, deployment.organisation, planned(connection, keyed), now)
        counts = {"entries": len(told.entries), "reserved": len(told.reserved), "refused": len(told.refused)}
        counts["number"] = told.number
        append(connection, "peil", "register exported", deployment.organisation, counts, now)
    return write_exchange(told, key_check=key_check(house)), told


def hear(house: House, text: str, now: datetime) -> tuple[Exchange, int, bool]:
    """Take in another installation's file: what was in it, how many approaches were new, whether it was news.

    Raises BadInput for our own file, and for one that cannot be read. Plans count from partners only: whoever is
    not one does not wait for us either. Opt-outs count from everyone, also in an older file: they have no term.
    """
    told, deployment = read_exchange(text, key_check=key_check(house)), house.settings.deployment
    if told.installation == deployment.organisation:
        raise BadInput("dit is het bestand van deze installatie zelf")
    with durable(house.engine).begin() as connection:
        new = take_in(connection, told.entries, now)
        refused = take_in_refusals(connection, told.refused, now)
        news = told.installation in deployment.register_partners and take_over(
            connection, deployment.organisation, told, now
        )
        counts = {"entries": len(told.entries), "new": new, "opted out": refused, "number": told.number}
        append(connection, "peil", "register imported", told.installation, counts, now)
    return told, new, news


def partners(house: House) -> list[str]:
    """Per partner, in Dutch, how far the exchange has come."""
    me = house.settings.deployment.organisation
    with reading(house.engine).connect() as connection:
        known = heard(connection)
    ours = known.get(me, (0, 0))[0]
    lines = []
    for name in house.settings.deployment.register_partners:
        newest, ours_heard = known.get(name, (0, 0))
        if not newest:
            lines.append(f"{name}: nog niets van gehoord; hun rondes en de onze wachten")
        elif not ours:
            lines.append(f"{name}: gehoord; wij hebben zelf nog niets gemeld (`peil register export`)")
        elif ours_heard < ours:
            lines.append(f"{name}: heeft onze nieuwste melding nog niet gezien")
        else:
            lines.append(f"{name}: op de hoogte van al onze plannen")
    return lines or ["geen partners: zet ze in deployment.yml onder register_partners"]


def key_check(house: House) -> str:
    """Shows whether two installations share the register key, without showing the key."""
    return house.keyring.contact_register("peilmoment register key check")
