"""The steps of a week after the crawls. Each takes from storage, asks a pure room, gives back to storage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import polars as pl

from app.house import House
from config.settings import CONFIG
from dedup.link import link as link_corpus
from domain.crawls import Outcome
from domain.weeks import Week
from outreach.drafts import draft_offers
from outreach.templates import load_templates
from storage.crawls import load_crawls
from storage.database import reading
from storage.frames import linking_input, series_input
from storage.linking import load_advertisements, load_decisions, save_linkage
from storage.messages import drafted_before, save_drafts
from storage.observations import load_observations
from storage.retention import erase_expired
from storage.series import save_measurements
from storage.signals import erase_signals
from storage.vault import line_types
from trends.frames import measurements, sightings
from trends.series import records, weekly

HELPER = "een hulpverlener"  # until the organisation names its helpers
Step = Callable[[House, Week, datetime], str]
"""Does one step for a week at a moment, and says in one Dutch line what came of it."""


def link(house: House, week: Week, at: datetime) -> str:
    """Link everything seen so far; identifiers of last time are kept."""
    with reading(house.engine).connect() as connection:
        contents, seen = linking_input(
            connection, house.keyring, now=at, text_kept=house.settings.deployment.retention.text
        )
        previous, decisions = load_advertisements(connection), load_decisions(connection)
    found = link_corpus(contents, seen, previous=previous, decisions=decisions)
    with house.engine.begin() as connection:
        save_linkage(
            connection,
            found=found.advertisements,
            seen=found.uniques,
            why=found.links,
            shared=found.groups,
            events=found.events,
            method=found.method,
            at=at,
        )
    return (
        f"gekoppeld: {found.advertisements.height} advertenties, {found.advertisers.height} vermoedelijke adverteerders"
    )


def count(house: House, week: Week, at: datetime) -> str:
    """All weekly series, of each source and of all together, with the newest linking."""
    with reading(house.engine).connect() as connection:
        seen, measured = series_input(connection)
    seen, measured = sightings(seen), measurements(measured)
    names = ["all", *sorted(measured["source"].unique())]
    figures = [figure for name in names for figure in records(weekly(seen, measured, name))]
    with house.engine.begin() as connection:
        save_measurements(connection, figures, at)
    now = {one.measure: one for one in figures if one.week == week and one.source == "all"}
    if not now or now["active"].value is None:
        return "geteld: deze week is een gat in de reeks"
    fresh = now["new_previous"].value
    return f"geteld: {now['active'].value:.0f} actief" + ("" if fresh is None else f", {fresh:.0f} nieuw")


def draft(house: House, week: Week, at: datetime) -> str:
    """Draft offers from the newest complete measurements; they wait for a person."""
    retention = house.settings.deployment.retention
    with reading(house.engine).connect() as connection:
        complete = {one.id for one in load_crawls(connection) if one.week == week and one.outcome is Outcome.COMPLETE}
        observed = load_observations(connection, house.keyring, week, now=at, text_kept=retention.text)
        who = advertisers_by_ad(load_advertisements(connection))
        lines = line_types(connection, now=at, kept=retention.vault)
        before = drafted_before(connection)
    drafts = draft_offers(
        ((who[one.source, one.code], one) for one in observed if one.crawl in complete),
        lines=lines,
        templates=load_templates(CONFIG / "messages"),
        helper=HELPER,
        organisation=house.settings.deployment.organisation,
        before=before,
    )
    with house.engine.begin() as connection:
        save_drafts(connection, drafts.messages, week, at)
    aside = ", ".join(f"{number} {reason}" for reason, number in sorted(drafts.set_aside.items()))
    return f"concepten: {len(drafts.messages)} nieuw, wachten op goedkeuring (niet: {aside or 'geen'})"


def retain(house: House, week: Week, at: datetime) -> str:
    """Erase what is past its term."""
    retention = house.settings.deployment.retention
    with house.engine.begin() as connection:
        erased = dict(erase_expired(connection, retention, at))
        erased["signals"] = erase_signals(connection, (at - retention.signal).date())
    return f"opgeruimd: {sum(erased.values())} waarden voorbij hun bewaartermijn"


def advertisers_by_ad(advertisements: pl.DataFrame) -> dict[tuple[str, str], str]:
    """The advertiser of each source and code; of a code given out twice the newest."""
    rows = advertisements.sort("incarnation").select("source", "code", "advertiser").iter_rows()
    return {(source, code): advertiser for source, code, advertiser in rows}
