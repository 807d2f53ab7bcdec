"""The signal step: reads this week's ads against the catalogue, and what linking knows of several ads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from app.house import House
from app.reviewing import fill, silent, watch
from domain.observations import Observation
from domain.signals import Signal
from domain.weeks import Week
from signals.catalogue import Tier
from signals.engine import Engine, Fired, Kind, as_signals
from signals.facts import Sighting, as_fired, facts
from signals.in_force import load_in_force
from signals.stacking import Level, weigh
from storage.database import reading
from storage.frames import facts_input
from storage.linking import load_groups
from storage.observations import load_observations
from storage.signals import load_signals, save_signals

LOOK_BACK = 26  # weeks: the longest memory of any linkage indicator
UNDER_18, RECRUITMENT_FAMILY = "D1", "RECRUIT"
LICENSED = frozenset({"N1", "N2", "N3", "N5"})  # counter-markers of a business that says it has a permit


@dataclass(frozen=True, slots=True)
class _Read:
    """What the text rules say of one ad this week."""

    fired: tuple[Fired, ...]
    recruiting: bool
    text_length: int


def signal(house: House, week: Week, at: datetime) -> str:
    """Which indicators fire this week. Reasons for a person to look; nothing follows from them by itself."""
    engine = load_in_force(house.settings.home / "rules", paused=silent(house)).engine
    kept = house.settings.deployment.retention.text
    with reading(house.engine).connect() as connection:
        past = facts_input(connection, since=week + -LOOK_BACK)
        groups = load_groups(connection)
        observed = load_observations(connection, house.keyring, week, now=at, text_kept=kept)
        earlier = load_signals(connection)
    read = _read_texts(engine, observed, _ids(past, week))
    sightings = list(_sightings(past, groups, read, _recruited(earlier), week.index))
    linked = as_fired(facts(sightings, week.index), engine.catalogue)
    fired = {ad: (*one.fired, *linked.get(ad, ())) for ad, one in read.items()}
    found = [signal for ad, ones in fired.items() for signal in as_signals(ones, ad, at.date())]
    with house.engine.begin() as connection:
        save_signals(connection, found, week, house.keyring.seal)
    fill(house, week, at)
    paused = watch(house, week, len(fired), at)
    levels = [weigh(ones, engine.catalogue.stacking).level for ones in fired.values()]
    look, soon = levels.count(Level.LOOK), levels.count(Level.LOOK_SOON)
    said = f"aandacht: {look} advertenties om te beoordelen, {soon} met spoed, van {len(levels)}"
    return said + (f"; gepauzeerd: {', '.join(one.indicator for one in paused)}" if paused else "")


def _read_texts(engine: Engine, observed: list[Observation], ids: Mapping[tuple[str, str], str]) -> dict[str, _Read]:
    """Per advertisement of this week. An age below 18 fires whether a field or the text stated it."""
    under_18 = next(one for one in engine.catalogue.indicators if one.id == UNDER_18)
    read = {}
    for one in observed:
        said = engine.read(one.redacted, one.language.code)
        fired = said.fired
        if one.under_18 and not any(hit.indicator == UNDER_18 for hit in fired):
            fired = (*fired, Fired.of(under_18, "vermelde leeftijd onder 18"))
        read[ids[one.source, one.code]] = _Read(fired, said.kind is Kind.RECRUITMENT, len(one.redacted))
    return read


def _sightings(
    past: pl.DataFrame, groups: pl.DataFrame, read: Mapping[str, _Read], recruited: frozenset[str], week: int
) -> Iterator[Sighting]:
    phone_group, text_group = (
        dict(groups.filter(pl.col("kind") == kind).select("advertisement", "group").iter_rows())
        for kind in ("phone", "template")
    )
    for row in past.iter_rows(named=True):
        ad = row["advertisement"]
        now = read.get(ad) if row["week"] == week else None
        yield Sighting(
            advertisement=ad,
            week=row["week"],
            contact=row["contact_key"],
            persona=row["name_key"],
            municipality=row["municipality"],
            cluster=phone_group.get(ad, row["advertiser"]),
            text_group=text_group.get(ad),
            text_length=now.text_length if now else 0,
            recruiting=now.recruiting if now else ad in recruited,
            licensed=bool(now and any(hit.indicator in LICENSED for hit in now.fired)),
            age=row["age"],
            price_hour=row["price_hour"],
            work_types=frozenset(row["work_types"]),
        )


def _ids(past: pl.DataFrame, week: Week) -> dict[tuple[str, str], str]:
    now = past.filter(pl.col("week") == week.index)
    return {(source, code): ad for source, code, ad in now.select("source", "code", "advertisement").iter_rows()}


def _recruited(earlier: list[Signal]) -> frozenset[str]:
    """Ads that a rule about recruitment fired on before; their texts may be past their retention."""
    counting = {Tier.WEAK, Tier.MEDIUM, Tier.STRONG, Tier.CRITICAL}
    return frozenset(one.advertisement for one in earlier if one.family == RECRUITMENT_FAMILY and one.tier in counting)
