"""Indicators that no sentence shows: facts about who shares a number with whom, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sandbox.groups import AGENCY
from sandbox.population import Population
from sandbox.posting import Posting

WINDOW = 4  # weeks: the catalogue counts names behind one number in 28 days
Key = tuple[str, str, int]  # source, code, week counted from the start


def linked_marks(population: Population) -> dict[Key, tuple[str, ...]]:
    """B4, B5 and G7 per ad and week, where they hold in what the sites show.

    A number counts only where it can be read (never on site C). An agency that says it is one is
    the innocent double of B4 and gets no mark here.
    """
    marks: dict[Key, tuple[str, ...]] = {}
    for postings in _by_number(population).values():
        if len({one.ad.advertiser for one in postings}) > 1:
            for week in range(population.weeks):
                marks.update(_marks(postings, week))
    return marks


def _by_number(population: Population) -> dict[str, list[Posting]]:
    numbers: dict[str, list[Posting]] = defaultdict(list)
    for posting in population.postings:
        if posting.group is not None and posting.ad.phone is not None:
            numbers[posting.ad.phone].append(posting)
    return numbers


def _marks(postings: list[Posting], week: int) -> Iterator[tuple[Key, tuple[str, ...]]]:
    recent = [one for one in postings if any(week - WINDOW < seen <= week for seen in one.weeks)]
    services = [one for one in recent if one.kind != "recruiter"]
    people = {one.ad.advertiser for one in services}
    places = {one.ad.municipality for one in services if one.ad.municipality}
    business = any(AGENCY in one.ad.planted for one in recent)
    behind: tuple[str, ...] = () if business or len(people) < 3 else ("B4",)
    if behind and len(people) >= 6 and len(places) >= 3:
        behind = ("B4", "B5")
    for one in recent:
        found = behind if one.kind != "recruiter" else ("G7",) if services else ()
        if found and week in one.weeks:
            yield (one.ad.source, one.ad.code, week), found
