"""Indicators that are facts of linking: several ads together, never one text.

A shared number proves nothing: reception desks, shared phones and recycled numbers are ordinary. So
every rule here asks for a second kind of evidence, and says which in its quote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import polars as pl

from signals.catalogue import Catalogue
from signals.engine import Fired
from signals.sightings import Sighting, could_hold, several, since

PERSONAS_WINDOW = 4  # weeks: the 28 days of B4
CHURN_WINDOW = 8  # weeks: G3 and G4
STABLE_WEEKS = 26  # N6
SHORTEST_TEXT = 200  # characters: below this near-identical texts are site templates (G2)
FEWEST_PEERS = 200  # prices of the same type and region needed before a percentile means anything (F1)
AGE_SPREAD = 4  # years: D4; rounding a stated age down is common


@dataclass(frozen=True, slots=True)
class Fact:
    """An indicator that holds for one advertisement, and the evidence in one Dutch sentence."""

    advertisement: str
    indicator: str
    evidence: str


Neighbours = Mapping[str, frozenset[str]]  # municipality -> municipalities it borders
K = TypeVar("K", bound=Hashable)


def facts(seen: pl.DataFrame, week: int, neighbours: Neighbours | None = None) -> list[Fact]:
    """All linkage indicators that hold in `week`, from a frame of SIGHTINGS of the weeks up to it.

    Give the last 26 weeks for N6; less only makes it silent. An ad gets a fact only when it was seen in
    `week`. The columns choose which groups are worth reading, the rules below decide.
    """
    past = seen.filter(pl.col("week") <= week)
    recent = since(past, week, CHURN_WINDOW)
    month, now = since(recent, week, PERSONAS_WINDOW), recent.filter(pl.col("week") == week)
    long = now.filter(pl.col("text_length") >= SHORTEST_TEXT)
    trios = several("persona", 3)
    seeking = pl.col("recruiting").any() & (~pl.col("recruiting")).any()
    spread = pl.col("age").max() - pl.col("age").min() >= AGE_SPREAD
    return [
        *shared_number(could_hold(month, ["contact"], trios), week),
        *managed_cluster(could_hold(recent, ["cluster"], several("persona", 6) & several("municipality", 3)), week),
        *same_text_many_numbers(could_hold(long, ["text_group"], several("contact", 3) & trios)),
        *number_churn(could_hold(recent, ["persona", "text_group"], several("contact", 3)), week),
        *moving_together(could_hold(recent, ["cluster"], trios & several("municipality", 4)), week),
        *recruiter_elsewhere(could_hold(recent, ["contact"], seeking), week),
        *many_places(could_hold(now, ["contact", "persona"], several("municipality", 3)), neighbours or {}),
        *low_price(now),
        *ages_apart(could_hold(recent, ["contact", "persona"], spread), week),
        *stable(past, week),
    ]


def shared_number(past: Iterable[Sighting], week: int) -> list[Fact]:
    """B4: three names on one number in 28 days, two of them at once, and a shared text or second place."""
    found = []
    for group in _groups(past, lambda one: one.contact).values():
        personas = _values(group, "persona")
        together = _most_at_once(group)
        proof = _beyond_number(group)
        if len(personas) >= 3 and together >= 2 and proof:
            said = f"{len(personas)} werknamen op een nummer in 28 dagen, {together} tegelijk; {proof}"
            found += _for_now(group, week, "B4", said)
    return found


def managed_cluster(past: Iterable[Sighting], week: int) -> list[Fact]:
    """B5: six names over three municipalities in one cluster in eight weeks, tied by more than a number."""
    found = []
    for group in _groups(past, lambda one: one.cluster).values():
        personas, places = _values(group, "persona"), _values(group, "municipality")
        texts = _groups(group, lambda one: one.text_group).values()
        tied = any(len(_values(text, "persona")) >= 2 for text in texts) or len(_values(group, "contact")) >= 2
        if len(personas) >= 6 and len(places) >= 3 and tied:
            said = f"{len(personas)} werknamen in {len(places)} gemeenten, verbonden door meer dan het nummer"
            found += _for_now(group, week, "B5", said)
    return found


def same_text_many_numbers(now: Iterable[Sighting]) -> list[Fact]:
    """G2: one text of at least 200 characters under three numbers and three names in one measurement."""
    found = []
    for group in _groups(now, lambda one: one.text_group).values():
        numbers, personas = _values(group, "contact"), _values(group, "persona")
        if len(numbers) >= 3 and len(personas) >= 3:
            said = f"bijna gelijke tekst bij {len(numbers)} nummers en {len(personas)} werknamen"
            found += _for_now(group, group[0].week, "G2", said)
    return found


def number_churn(past: Iterable[Sighting], week: int) -> list[Fact]:
    """G3: three numbers in eight weeks under the same name with nearly the same text."""
    found = []
    for group in _groups(past, lambda one: _both(one.persona, one.text_group)).values():
        numbers = _values(group, "contact")
        if len(numbers) >= 3:
            said = f"{len(numbers)} nummers in 8 weken bij dezelfde werknaam en tekst"
            found += _for_now(group, week, "G3", said)
    return found


def moving_together(past: Iterable[Sighting], week: int) -> list[Fact]:
    """G4: three names of one cluster in the same places in the same weeks, four places in eight weeks."""
    found = []
    for group in _groups(past, lambda one: one.cluster).values():
        if len(_values(group, "persona")) < 3:
            continue
        visits = _groups(group, lambda one: _both(one.week, one.municipality))
        shared: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for (_, place), present in visits.items():
            names = sorted(_values(present, "persona"))[:12]  # a bigger group is a business, not a trio
            for trio in combinations(names, 3):
                shared[trio].add(place)
        moving = {name for trio, places in shared.items() if len(places) >= 4 for name in trio}
        if moving:
            said = f"{len(moving)} werknamen samen in vier of meer gemeenten binnen 8 weken"
            found += _for_now([one for one in group if one.persona in moving], week, "G4", said)
    return found


def recruiter_elsewhere(past: Iterable[Sighting], week: int) -> list[Fact]:
    """G7: the number of a text that seeks people also stands in service ads under other names, in the same
    week or under two names: one other name before or after is a number somebody else got."""
    found = []
    for group in _groups(past, lambda one: one.contact).values():
        seeking = [one for one in group if one.recruiting]
        own = _values(seeking, "persona")
        others = [one for one in group if not one.recruiting and one.persona is not None and one.persona not in own]
        names = _values(others, "persona")
        near = any(abs(one.week - two.week) < PERSONAS_WINDOW for one in seeking for two in others)
        if seeking and (len(names) >= 2 or (names and own and near)):  # one name may be the seeker's own
            said = f"wervingsnummer staat ook in advertenties onder {len(names)} andere werknamen"
            found += _for_now(group, week, "G7", said)
    return found


def many_places(now: Iterable[Sighting], neighbours: Neighbours) -> list[Fact]:
    """G1: one name on one number in three municipalities at once, no two of them neighbours."""
    found = []
    for group in _groups(now, lambda one: _both(one.contact, one.persona)).values():
        places = _values(group, "municipality")
        apart = any(
            all(two not in neighbours.get(one, frozenset()) for one, two in combinations(trio, 2))
            for trio in combinations(sorted(places)[:12], 3)
        )
        if apart:
            found += _for_now(group, group[0].week, "G1", f"tegelijk in {len(places)} gemeenten")
    return found


def low_price(now: pl.DataFrame) -> list[Fact]:
    """F1: an hourly price below the 5th percentile of at least 200 ads of its type of work and region."""
    peers = ["work_types", "region"]
    edge = pl.col("price_hour").sort().get(pl.len() * 5 // 100).over(peers)
    priced = now.drop_nulls(["price_hour", *peers]).with_columns(_edge=edge, _peers=pl.len().over(peers))
    low = priced.filter(pl.col("_peers") >= FEWEST_PEERS, pl.col("price_hour") < pl.col("_edge"))
    said = "uurprijs onder {:.0f} euro, het 5e percentiel van {} vergelijkbare advertenties"
    return [
        Fact(advertisement, "F1", said.format(edge, count))
        for advertisement, edge, count in low.select("advertisement", "_edge", "_peers").iter_rows()
    ]


def ages_apart(past: Iterable[Sighting], week: int) -> list[Fact]:
    """D4: one name on one number states ages four or more years apart within eight weeks."""
    found = []
    for group in _groups(past, lambda one: _both(one.contact, one.persona)).values():
        ages = [one.age for one in group if one.age is not None]
        if ages and max(ages) - min(ages) >= AGE_SPREAD:
            found += _for_now(group, week, "D4", f"leeftijden van {min(ages)} tot {max(ages)} bij een werknaam")
    return found


def stable(past: pl.DataFrame, week: int) -> list[Fact]:
    """N6 (speaks against): one name on one number in at least 26 different weeks."""
    who = ["contact", "persona"]
    now = past.filter(pl.col("week") == week).drop_nulls(who).unique(["advertisement", *who], maintain_order=True)
    known = past.join(now.select(who).unique(), on=who, how="semi")
    weeks = known.group_by(who).agg(pl.col("week").n_unique().alias("_weeks"))
    long = now.join(weeks.filter(pl.col("_weeks") >= STABLE_WEEKS), on=who, maintain_order="left")
    return [
        Fact(advertisement, "N6", f"{count} weken dezelfde werknaam en hetzelfde nummer")
        for advertisement, count in long.select("advertisement", "_weeks").iter_rows()
    ]


def as_fired(found: Iterable[Fact], catalogue: Catalogue) -> dict[str, list[Fired]]:
    """Facts as firings per advertisement, ready to stack beside those of its text."""
    per_ad: dict[str, list[Fired]] = defaultdict(list)
    for fact in found:
        per_ad[fact.advertisement].append(Fired.of(catalogue[fact.indicator], fact.evidence))
    return dict(per_ad)


def _groups(sightings: Iterable[Sighting], key: Callable[[Sighting], K | None]) -> dict[K, list[Sighting]]:
    found: dict[K, list[Sighting]] = defaultdict(list)
    for one in sightings:
        name = key(one)
        if name is not None:
            found[name].append(one)
    return found


def _both(one: K | None, two: object) -> tuple[K, str] | None:
    return (one, two) if one is not None and two is not None else None  # type: ignore[return-value]


def _values(group: Iterable[Sighting], field_name: str) -> set[str]:
    return {value for one in group if (value := getattr(one, field_name)) is not None}


def _most_at_once(group: Iterable[Sighting]) -> int:
    weeks = _groups(group, lambda one: one.week)
    return max((len(_values(seen, "persona")) for seen in weeks.values()), default=0)


def _beyond_number(group: Sequence[Sighting]) -> str:
    """A second kind of evidence that the ads belong together, in words; empty when there is none."""
    texts = _groups(group, lambda one: one.text_group).values()
    if any(len(_values(text, "persona")) >= 2 for text in texts):
        return "twee of meer met bijna gelijke tekst"
    places = _values(group, "municipality")
    return f"in {len(places)} gemeenten" if len(places) >= 2 else ""


def _for_now(group: Iterable[Sighting], week: int, indicator: str, said: str) -> list[Fact]:
    seen = {one.advertisement for one in group if one.week == week}
    return [Fact(advertisement, indicator, said) for advertisement in sorted(seen)]
