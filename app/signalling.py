"""The signal step: reads this week's ads against the catalogue, and what linking knows of several ads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from app.house import House
from app.nearby import neighbours
from app.over_ads import Read, sightings
from app.pausing import silent, watch
from app.reviewing import fill
from domain.observations import Observation
from domain.signals import Signal
from domain.weeks import Week
from signals.catalogue import Tier
from signals.engine import Engine, Fired, Kind, as_signals
from signals.facts import as_fired, facts
from signals.in_force import load_in_force
from signals.stacking import Level, weigh
from storage.database import reading
from storage.frames import facts_input
from storage.linking import load_groups
from storage.observations import load_observations
from storage.signals import load_signals, save_signals

LOOK_BACK = 26  # weeks: the longest memory of any linkage indicator
UNDER_18, RECRUITMENT_FAMILY = "D1", "RECRUIT"


def signal(house: House, week: Week, at: datetime) -> str:
    """Which indicators fire this week. Reasons for a person to look; nothing follows from them by itself."""
    still = silent(house)
    engine = load_in_force(house.settings.home / "rules", paused=still).engine
    kept = house.settings.deployment.retention.text
    with reading(house.engine).connect() as connection:
        past = facts_input(connection, since=week + -LOOK_BACK)
        groups = load_groups(connection)
        observed = load_observations(connection, house.keyring, week, now=at, text_kept=kept)
        earlier = load_signals(connection)
    read = _read_texts(engine, observed, _ids(past, week))
    seen = sightings(past, groups, read, _recruited(earlier), week.index)
    linked = as_fired(facts(seen, week.index, neighbours()), engine.catalogue)
    fired = {ad: _unpaused((*one.fired, *linked.get(ad, ())), still) for ad, one in read.items()}
    found = [signal for ad, ones in fired.items() for signal in as_signals(ones, ad, at.date())]
    with house.engine.begin() as connection:
        save_signals(connection, found, week, house.keyring.seal)
    paused = frozenset(one.indicator for one in watch(house, week, at))  # before anyone gets a card of it
    left = fill(house, week, at).not_taken
    levels = [weigh(_unpaused(ones, paused), engine.catalogue.stacking).level for ones in fired.values()]
    look, soon = levels.count(Level.LOOK), levels.count(Level.LOOK_SOON)
    said = f"aandacht: {look} advertenties om te beoordelen, {soon} met spoed, van {len(levels)}"
    said += f"; {left} passen niet in de week" if left else ""
    return said + (f"; gepauzeerd: {', '.join(sorted(paused))}" if paused else "")


def _unpaused(fired: tuple[Fired, ...], still: frozenset[str]) -> tuple[Fired, ...]:
    """Facts of linking and stated ages come from no text rule, so a pause must be kept here too."""
    return tuple(one for one in fired if one.indicator not in still)


def _read_texts(engine: Engine, observed: list[Observation], ids: Mapping[tuple[str, str], str]) -> dict[str, Read]:
    """Per advertisement of this week. An age below 18 fires whether a field or the text stated it."""
    under_18 = next(one for one in engine.catalogue.indicators if one.id == UNDER_18)
    read = {}
    for one in observed:
        said = engine.read(one.redacted, one.language.code)
        fired = said.fired
        if one.under_18 and not any(hit.indicator == UNDER_18 for hit in fired):
            fired = (*fired, Fired.of(under_18, "vermelde leeftijd onder 18"))
        read[ids[one.source, one.code]] = Read(fired, said.kind is Kind.RECRUITMENT, len(one.redacted))
    return read


def _ids(past: pl.DataFrame, week: Week) -> dict[tuple[str, str], str]:
    now = past.filter(pl.col("week") == week.index)
    return {(source, code): ad for source, code, ad in now.select("source", "code", "advertisement").iter_rows()}


def _recruited(earlier: list[Signal]) -> frozenset[str]:
    """Ads that a rule about recruitment fired on before; their texts may be past their retention."""
    counting = {Tier.WEAK, Tier.MEDIUM, Tier.STRONG, Tier.CRITICAL}
    return frozenset(one.advertisement for one in earlier if one.family == RECRUITMENT_FAMILY and one.tier in counting)
