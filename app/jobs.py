"""The steps of a week after the crawls. Each takes from storage, asks a pure room, gives back to storage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from app.house import House
from app.offers import Plan, organisations, propose
from app.reminders import lapse
from dedup.link import link as link_corpus
from domain.errors import Refused
from domain.weeks import Week
from storage.archive import erase_archives
from storage.database import reading
from storage.frames import linking_input, series_input
from storage.linking import load_advertisements, load_decisions, save_linkage
from storage.retention import erase_expired
from storage.reviews import erase_cards, expire_cards
from storage.series import save_measurements
from storage.signals import erase_signals
from storage.waves import load_waves
from trends.frames import measurements, sightings
from trends.series import records, weekly

MACHINE = "peil"  # the author of a weekly wave: a program may propose, only people approve
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
        save_linkage(connection, found, at)
    return (
        f"gekoppeld: {found.advertisements.height} advertenties, {found.advertisers.height} vermoedelijke adverteerders"
    )


def count(house: House, week: Week, at: datetime) -> str:
    """All weekly series, of each source and of all together, with the newest linking."""
    with reading(house.engine).connect() as connection:
        seen, measured = series_input(connection)
    seen, measured = sightings(seen), measurements(measured)
    names = ["all", *sorted(measured["source"].unique())]
    with ThreadPoolExecutor() as threads:
        series = list(threads.map(lambda name: weekly(seen, measured, name), names))
    figures = [figure for one in series for figure in records(one)]
    with house.engine.begin() as connection:
        save_measurements(connection, figures, at)
    now = {one.measure: one for one in figures if one.week == week and one.source == "all"}
    if not now or now["active"].value is None:
        return "geteld: deze week is een gat in de reeks"
    fresh = now["new_previous"].value
    return f"geteld: {now['active'].value:.0f} actief" + ("" if fresh is None else f", {fresh:.0f} nieuw")


def draft(house: House, week: Week, at: datetime) -> str:
    """Propose the weekly wave of every verified organisation; it waits for people, nothing is sent.

    What stands in one organisation's way keeps nobody else waiting.
    """
    new, aside, refused = 0, Counter[str](), []
    for one in organisations(house).values():
        if one.objection():
            continue
        name = f"{one.id}-{week}"
        with reading(house.engine).connect() as connection:
            if name in {wave.id for wave in load_waves(connection)}:
                continue
        try:
            _, chosen = propose(house, Plan(one, next(iter(one.helpers), "")), week, at, author=MACHINE, name=name)
        except Refused as error:
            refused.append(f"; {one.id}: {error}")
            continue
        new += len(chosen.recipients)
        aside.update({str(reason): count for reason, count in chosen.set_aside.items()})
    reasons = ", ".join(f"{number} {reason}" for reason, number in sorted(aside.items()))
    return f"concepten: {new} nieuw, wachten op goedkeuring (niet: {reasons or 'geen'}){''.join(refused)}"


def retain(house: House, week: Week, at: datetime) -> str:
    """Erase what is past its term, and write down which dossiers lapsed."""
    retention = house.settings.deployment.retention
    with house.engine.begin() as connection:
        erased = dict(erase_expired(connection, retention, at))
        erased["signals"] = erase_signals(connection, (at - retention.signal).date())
        expire_cards(connection, at)
        erased["cards"] = erase_cards(connection, at - retention.signal)
    erased["archives"] = erase_archives(house.settings.archives, at - retention.archive)
    lapsed = lapse(house, at)
    ended = f"; dossier verlopen: {', '.join(lapsed)}" if lapsed else ""
    return f"opgeruimd: {sum(erased.values())} waarden voorbij hun bewaartermijn{ended}"
