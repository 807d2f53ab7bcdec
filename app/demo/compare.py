"""Holds what was measured against what the invented market knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from app.house import House
from dedup.evaluate import Quality, quality
from domain.crawls import Crawl, Outcome
from domain.weeks import Week
from sandbox.population import Population
from sandbox.truth import TrueAd, true_ads
from storage.crawls import load_crawls
from storage.database import reading
from storage.linking import load_advertisements

CRITICAL = frozenset({"C1", "D1", "G7", "J1"})


@dataclass(frozen=True, slots=True)
class Planted:
    """Planted indicators (one per ad and indicator) and how many of those fired."""

    planted: int
    found: int
    missed: tuple[tuple[str, str, str], ...] = ()  # indicator, source, code: for whoever wants to look


@dataclass(frozen=True, slots=True)
class Comparison:
    """`wrongly_closed` counts ads that a complete measurement missed while they were online."""

    links: Quality
    pairs_right: int
    pairs_wrong: int
    pairs_missed: int
    true_advertisers: int
    wrongly_closed: int
    signals: Planted
    critical: Planted


def compare(house: House, population: Population, fired: set[tuple[str, str]]) -> Comparison:
    """The whole comparison; `fired` holds (advertisement, indicator). Only here is the truth read."""
    ads = true_ads(population)
    known = {house.keyring.code(ad.source, ad.code): ad for ad in ads}
    with reading(house.engine).connect() as connection:
        found = load_advertisements(connection)
        complete = _complete(load_crawls(connection))
    ids = {row["code"]: row["advertisement"] for row in found.iter_rows(named=True)}
    truth = pl.DataFrame({"code": list(known), "truth": [ad.advertiser for ad in known.values()]})
    linked = found.join(truth, on="code")
    right, claimed, real = (_pairs(linked, keys) for keys in (["advertiser", "truth"], ["advertiser"], ["truth"]))
    return Comparison(
        links=quality(linked),
        pairs_right=right,
        pairs_wrong=claimed - right,
        pairs_missed=real - right,
        true_advertisers=len({ad.advertiser for ad in ads if ad.weeks}),
        wrongly_closed=_wrongly_closed(found, known, complete),
        signals=_planted(known, ids, fired),
        critical=_planted(known, ids, fired, CRITICAL),
    )


def true_series(population: Population) -> Mapping[str, Mapping[Week, int]]:
    """Advertisers active, new against the previous week and closed, per week, as the market knows."""
    weeks = [population.start + number for number in range(population.weeks)]
    alive = {week: population.advertisers_alive(week) for week in weeks}
    later: set[int] = set()
    closed: dict[Week, int] = {}
    for week in reversed(weeks):
        closed[week] = len(alive[week] - later)
        later |= alive[week]
    return {
        "active_advertisers": {week: len(alive[week]) for week in weeks},
        "new_previous_advertisers": {week: len(alive[week] - alive[week + -1]) for week in weeks[1:]},
        "closed_advertisers": {week: closed[week] for week in weeks[:-1]},
    }


def _pairs(frame: pl.DataFrame, keys: list[str]) -> int:
    """Pairs of rows that are alike in all of `keys`."""
    sizes = frame.group_by(keys).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _wrongly_closed(found: pl.DataFrame, known: Mapping[str, TrueAd], complete: Mapping[str, Iterable[Week]]) -> int:
    """Ads that a complete measurement did not see although they were still to be seen then or later."""
    last_seen = found.group_by("code").agg(pl.max("last_week"))
    wrong = 0
    for code, last in last_seen.iter_rows():
        ad = known[code]
        ends = Week.parse(ad.weeks[-1])
        wrong += any(Week.from_index(last) < week <= ends for week in complete.get(ad.source, ()))
    return wrong


def _complete(crawls: Iterable[Crawl]) -> Mapping[str, list[Week]]:
    weeks: dict[str, list[Week]] = {}
    for crawl in crawls:
        if crawl.outcome is Outcome.COMPLETE:
            weeks.setdefault(crawl.source, []).append(crawl.week)
    return weeks


def _planted(
    known: Mapping[str, TrueAd],
    ids: Mapping[str, str],
    fired: set[tuple[str, str]],
    only: frozenset[str] | None = None,
) -> Planted:
    planted = [
        (mark, ad, ids.get(code))
        for code, ad in known.items()
        for mark in ad.planted
        if not mark.startswith("lookalike:") and (only is None or mark in only)
    ]
    missed = [(mark, ad.source, ad.code) for mark, ad, id_ in planted if (id_, mark) not in fired]
    return Planted(len(planted), len(planted) - len(missed), tuple(missed))
