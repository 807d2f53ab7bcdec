"""The certificate: may these counts be believed? Only a complete crawl can close an ad."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from crawler.tally import Tally
from domain.certificates import Check, Fate, Past
from domain.crawls import Outcome
from domain.sources import Source
from domain.visits import OverviewPage

DECLARED = 0.98  # share of the ads a site says it has
OF_MEDIAN = 0.70  # of the median of the last five complete measurements
CLOSING = 0.50  # share of the previous ads that would close
UNREAD = 0.03  # share of promised ads that could not be read
FILL_DROP = 0.25  # a field's fill may fall this far (0-1) below its median of eight measurements
STRANGE = 0.05  # share of values outside the known categories
ENOUGH = 30  # ads read before a fill rate says something by itself
RARE = 1e-4  # below ENOUGH: fewer filled than come by chance once in so many measurements


@dataclass(frozen=True, slots=True)
class Walk:
    """What the overview walk gave. `before` counts ads of the previous complete measurement, `absent` those of
    them that are not listed now."""

    pages: Sequence[OverviewPage]
    listed: int
    absent: int
    before: int
    faults: Sequence[str] = ()
    finished: bool = True

    @property
    def declared(self) -> int | None:
        """The highest number of ads the site itself stated; None when it states none."""
        return max((page.declared for page in self.pages if page.declared is not None), default=None)

    @property
    def last_round(self) -> list[OverviewPage]:
        last = max((page.round for page in self.pages), default=0)
        return [page for page in self.pages if page.round == last]


def overview_checks(source: Source, walk: Walk, history: Sequence[Past]) -> Iterator[Check]:
    """What can be said before any ad is read. Fails = some ads may be missing from the overview."""
    yield Check(
        "overview_read", walk.finished and bool(walk.pages), len(walk.pages), None,
        "het overzicht is niet helemaal gelezen", fatal=not walk.pages,
    )  # fmt: skip
    yield Check("overview_consistent", not walk.faults, len(walk.faults), 0, "; ".join(dict.fromkeys(walk.faults)))
    yield from _pages_check(walk)
    yield from _declared_check(walk)
    low, high = source.expect.min, source.expect.max
    yield Check(
        "expected", low <= walk.listed <= high, walk.listed, low,
        f"{walk.listed} advertenties, verwacht {low} tot {high}", fatal=walk.listed == 0 and low > 0,
    )  # fmt: skip
    yield from _median_check(walk, history)
    yield from _closing_check(walk)


def _pages_check(walk: Walk) -> Iterator[Check]:
    said = max((page.declared_pages or 0 for page in walk.last_round), default=0)
    if said:
        seen = len(walk.last_round)
        yield Check("declared_pages", seen >= said, seen, said, f"{seen} van {said} overzichtspagina's gezien")


def _declared_check(walk: Walk) -> Iterator[Check]:
    if walk.declared is not None:
        needed = walk.declared * DECLARED
        yield Check(
            "declared_ads", walk.listed >= needed, walk.listed, needed,
            f"{walk.listed} advertenties gevonden, de bron noemt er {walk.declared}",
        )  # fmt: skip


def _median_check(walk: Walk, history: Sequence[Past]) -> Iterator[Check]:
    if history:
        usual = median(past.listed for past in history[:5])
        yield Check(
            "median", walk.listed >= usual * OF_MEDIAN, walk.listed, usual * OF_MEDIAN,
            f"{walk.listed} advertenties, de laatste metingen hadden er midden {usual:g}",
        )  # fmt: skip


def _closing_check(walk: Walk) -> Iterator[Check]:
    if walk.absent:
        share = walk.absent / max(walk.before, walk.absent)
        told = f"{walk.absent} van de {walk.before} advertenties van de vorige meting staan niet meer in het overzicht"
        yield Check("would_close", share <= CLOSING, share, CLOSING, told)


def reading_checks(
    source: Source,
    fates: Mapping[Fate, int],
    pending: int,
    before: int,
    tally: Tally,
    history: Sequence[Past],
    unasked: int = 0,
    erased: int = 0,
    off: frozenset[str] = frozenset(),
) -> Iterator[Check]:
    """What the ad pages themselves say. `before` counts ads of the previous complete measurement; of those missing
    now `unasked` could be asked for directly and were not, `erased` no longer have an address. The dossier keeps the
    fields `off` unread: that they are empty says nothing."""
    unread = pending  # failed and barred ads count as pending: a second run asks for them again
    promised = sum(fates.values()) - fates.get(Fate.FAILED, 0) - fates.get(Fate.BARRED, 0) + pending
    share = unread / promised if promised else 0.0
    mostly = "".join(f", meestal: {reason}" for reason, _ in tally.unread.most_common(1))
    yield Check(
        "ads_read", share <= UNREAD, share, UNREAD,
        f"{unread} van {promised} advertenties niet gelezen{mostly}", fatal=bool(promised) and unread == promised,
    )  # fmt: skip
    gone = fates.get(Fate.GONE, 0)
    share = (gone + erased) / (before or promised or 1)  # a first week closes nothing, yet must be believable
    told = f"van {gone} advertenties zegt de bron dat ze weg zijn"
    also = f", {erased} zijn verdwenen en niet meer na te vragen" if erased else ""
    yield Check("closes", share <= CLOSING, share, CLOSING, told + also)
    yield Check("looked_for", not unasked, unasked, 0, f"{unasked} van de verdwenen advertenties zijn niet nagevraagd")
    names = source.ad.names - off  # a field of earlier measurements may have been taken out of the source file
    if tally.read >= ENOUGH:
        yield from _fill_checks(source, tally, history, names)
        yield from _strange_checks(tally)
    elif tally.read:
        yield from _few_checks(source, tally, history, names)


def _fill_checks(source: Source, tally: Tally, history: Sequence[Past], names: Collection[str]) -> Iterator[Check]:
    fill = tally.fill()
    for name in sorted(names):
        now = fill.get(name, 0.0)
        usual = [past.fill.get(name, 0.0) for past in history[:8] if past.fill]
        lowest = max(source.ad.floors.get(name, 0.0), median(usual) - FILL_DROP if usual else 0.0)
        if lowest > 0:
            yield Check(
                f"fill_{name}", now >= lowest, now, lowest,
                f"veld {name} gevuld bij {now:.0%} van de advertenties, minstens {lowest:.0%} verwacht",
            )  # fmt: skip


def _few_checks(source: Source, tally: Tally, history: Sequence[Past], names: Collection[str]) -> Iterator[Check]:
    """The fill of a small site: only what chance cannot explain counts, given what a field usually has."""
    read, past = tally.read, [one for one in history[:8] if one.fill]
    ads = sum(one.read for one in past)
    for name in sorted(names):
        had = sum(one.fill.get(name, 0.0) * one.read for one in past)
        usual = (had + 1) / (ads + 2)  # the rule of succession: one small week proves little
        share = max(usual if ads else 0.0, source.ad.floors.get(name, 0.0))
        filled, least = tally.filled[name], _least(read, share)
        if least:
            yield Check(
                f"fill_{name}", filled >= least, filled / read, least / read,
                f"veld {name} gevuld bij {filled} van de {read} advertenties, minstens {least} verwacht",
            )  # fmt: skip


def _least(ads: int, share: float) -> int:
    """The smallest number of filled ads that is no rarity when each has the field with this chance (binomial)."""
    chance = 0.0
    for filled in range(ads + 1):
        chance += math.comb(ads, filled) * share**filled * (1 - share) ** (ads - filled)
        if chance >= RARE:
            return filled
    return ads


def _strange_checks(tally: Tally) -> Iterator[Check]:
    for name, count in sorted(tally.strange.items()):
        share = count / tally.read
        yield Check(f"values_{name}", share <= STRANGE, share, STRANGE, f"veld {name} heeft {count} onbekende waarden")


def verdict(checks: Sequence[Check], stopped: str, observed: int) -> tuple[Outcome, tuple[str, ...]]:
    """The outcome and its Dutch reasons. Stopped early = partial, or failed when nothing was read."""
    failing = [check for check in checks if not check.passed]
    reasons = tuple(dict.fromkeys([*([stopped] if stopped else []), *(check.reason for check in failing)]))
    if any(check.fatal for check in failing) or (stopped and not observed):
        return Outcome.FAILED, reasons
    return (Outcome.PARTIAL if reasons else Outcome.COMPLETE), reasons
