"""Rules that stop themselves: seldom right, too broad, or uneven between groups; only a person ends a pause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from app.house import House
from domain.errors import BadInput
from domain.signals import Signal
from domain.weeks import Week
from signals.catalogue import CATALOGUE, Catalogue, read_catalogue
from signals.precision import Group, Incident, IncidentKind, Share, Verdict, close, look_for_incidents, paused, per_rule
from storage.audit import append
from storage.database import reading
from storage.monitor import load_watched
from storage.reviews import load_cards, load_incidents, load_verdicts, save_incident
from storage.signals import load_signals

DIVISIONS = {"language": "taal", "gender": "vermeld geslacht"}


def statistics(house: House) -> tuple[dict[tuple[str, int], Share], list[Incident], Counter[str]]:
    """Precision per rule, incidents, and how many cards stand in each state."""
    with reading(house.engine).connect() as connection:
        verdicts = [verdict(row) for row in load_verdicts(connection)]
        incidents = [_incident(row) for row in load_incidents(connection)]
        states = Counter(str(row["state"]) for row in load_cards(connection))
    return per_rule(verdicts), incidents, states


def silent(house: House) -> frozenset[str]:
    """The indicators that an open incident pauses."""
    return paused(statistics(house)[1])


def watch(house: House, week: Week, at: datetime) -> list[Incident]:
    """Look for rules that must pause. Shares are of the ads of the week's complete measurements only:
    half a measurement says nothing about the whole."""
    known, still = read_catalogue(CATALOGUE), silent(house)
    in_force = {(one.id, one.version) for one in known.indicators}  # a rule that was mended starts afresh
    with reading(house.engine).connect() as connection:
        verdicts = [verdict(row) for row in load_verdicts(connection)]
        ads = load_watched(connection, week)
        found = load_signals(connection, week)
    active = set(ads["advertisement"])
    fired = [one for one in found if one.advertisement in active]
    incidents = look_for_incidents(
        (one for one in verdicts if (one.indicator, one.version) in in_force),
        divided(ads, fired, known),
        Counter(one.indicator for one in fired),
        len(active),
        {one.id: one.tier for one in known.indicators},
        known.stacking,
        at,
        still,
    )
    with house.engine.begin() as connection:
        for incident in incidents:
            save_incident(connection, incident)
            reason = {"reason": incident.reason}
            append(connection, actor="peil", action="rule paused", subject=incident.indicator, detail=reason, at=at)
    return incidents


def divided(ads: pl.DataFrame, fired: Iterable[Signal], known: Catalogue) -> Mapping[str, Sequence[Sequence[Group]]]:
    """Per indicator that counts: how many ads of each language, and of each stated gender, it flagged."""
    counting = {one.id for one in known.indicators if one.counts}
    hits = pl.DataFrame(
        [(one.indicator, one.advertisement) for one in fired if one.indicator in counting],
        schema={"indicator": pl.String, "advertisement": pl.String},
        orient="row",
    )
    rules = hits["indicator"].unique().sort()
    divisions = [(words, ads.drop_nulls(name).rename({name: "_group"})) for name, words in DIVISIONS.items()]
    return {rule: [_groups(words, rows, hits, rule) for words, rows in divisions] for rule in rules}


def _groups(words: str, ads: pl.DataFrame, hits: pl.DataFrame, rule: str) -> list[Group]:
    flagged = hits.filter(pl.col("indicator") == rule)["advertisement"]
    counts = ads.group_by("_group").agg(
        pl.col("advertisement").is_in(flagged.implode()).sum().alias("flagged"), pl.len().alias("total")
    )
    return [Group(f"{words} {name}", hit, total) for name, hit, total in counts.sort("_group").iter_rows()]


def close_incident(house: House, name: str, by: str, note: str, at: datetime) -> Incident:
    """A person ends a pause. Raises BadInput for an unknown incident, Refused without a name or note."""
    found = next((one for one in statistics(house)[1] if one.id == name), None)
    if found is None:
        raise BadInput(f"Incident {name} bestaat niet; zie `peil signals stats`.")
    closed = close(found, by, note, at)
    with house.engine.begin() as connection:
        save_incident(connection, closed)
        append(connection, actor=by, action="incident closed", subject=name, detail={"note": note}, at=at)
    return closed


def verdict(row: Any) -> Verdict:
    return Verdict(row["indicator"], row["version"], row["right"], row["language"], row["control"])


def _incident(row: Any) -> Incident:
    return Incident(**{**row, "kind": IncidentKind(row["kind"])})
