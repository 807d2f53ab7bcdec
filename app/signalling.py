"""The signal step: reads this week's ads against the catalogue, and what linking knows of several ads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from app.house import House
from app.nearby import neighbours, squares
from app.reviewing import fill, silent, watch
from domain.observations import Observation
from domain.signals import Signal
from domain.weeks import Week
from signals.catalogue import Tier
from signals.engine import Engine, Fired, Kind, as_signals
from signals.facts import as_fired, facts
from signals.in_force import load_in_force
from signals.sightings import SIGHTINGS
from signals.stacking import Level, weigh
from storage.database import reading
from storage.frames import facts_input
from storage.linking import load_groups
from storage.observations import load_observations
from storage.signals import load_signals, save_signals

LOOK_BACK = 26  # weeks: the longest memory of any linkage indicator
UNDER_18, RECRUITMENT_FAMILY = "D1", "RECRUIT"


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
    seen = _sightings(past, groups, read, _recruited(earlier), week.index)
    linked = as_fired(facts(seen, week.index, neighbours()), engine.catalogue)
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
) -> pl.DataFrame:
    """The columns of signals.sightings.SIGHTINGS: what linking stored, joined to what was just read."""
    phones, texts = (
        groups.filter(pl.col("kind") == kind).select("advertisement", name="group").unique("advertisement", keep="last")
        for kind in ("phone", "template")
    )
    columns = {"advertisement": pl.String(), "_length": pl.Int32(), "_seeks": pl.Boolean()}
    rows = [(name, one.text_length, one.recruiting) for name, one in read.items()]
    said = pl.DataFrame(rows, schema=columns, orient="row").with_columns(week=pl.lit(week, pl.Int32))
    known = pl.Series(sorted(recruited), dtype=pl.String)
    regions = pl.DataFrame(list(squares().items()), schema=["municipality", "region"], orient="row")
    return (
        past.join(phones.rename({"name": "_phone"}), on="advertisement", how="left", maintain_order="left")
        .join(texts.rename({"name": "text_group"}), on="advertisement", how="left", maintain_order="left")
        .join(said, on=["advertisement", "week"], how="left", maintain_order="left")
        .join(regions, on="municipality", how="left", maintain_order="left")
        .with_columns(
            contact="contact_key",
            persona="name_key",
            cluster=pl.coalesce("_phone", "advertiser"),
            text_length=pl.col("_length").fill_null(0),
            recruiting=pl.coalesce("_seeks", pl.col("advertisement").is_in(known.implode())),
            work_types=pl.col("work_types").list.sort().list.join(" "),
        )
        .select(SIGHTINGS.names())
        .cast(SIGHTINGS)
    )


def _ids(past: pl.DataFrame, week: Week) -> dict[tuple[str, str], str]:
    now = past.filter(pl.col("week") == week.index)
    return {(source, code): ad for source, code, ad in now.select("source", "code", "advertisement").iter_rows()}


def _recruited(earlier: list[Signal]) -> frozenset[str]:
    """Ads that a rule about recruitment fired on before; their texts may be past their retention."""
    counting = {Tier.WEAK, Tier.MEDIUM, Tier.STRONG, Tier.CRITICAL}
    return frozenset(one.advertisement for one in earlier if one.family == RECRUITMENT_FAMILY and one.tier in counting)
