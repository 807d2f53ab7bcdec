"""How often each rule was right when people looked, and when a rule must stop until a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scipy.stats import binomtest, hypergeom

from domain.errors import Refused
from signals.catalogue import Stacking, Tier

ENOUGH_REVIEWS = 50
TOO_RARELY_RIGHT = 0.10  # the upper 95 % bound below which a rule pauses itself
SMALLEST_GROUP = 50  # ads; smaller language or gender groups say nothing
LARGEST_RATIO = 1.25  # flag rate of one group against that of all others


class IncidentKind(StrEnum):
    RARELY_RIGHT = "rarely_right"
    UNEVEN = "uneven"
    TOO_BROAD = "too_broad"


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `checked` with its 95 % Wilson interval, as shares between 0 and 1."""

    right: int
    checked: int
    low: float
    high: float

    @classmethod
    def of(cls, right: int, checked: int) -> Share:
        if not checked:
            return cls(0, 0, 0.0, 1.0)
        interval = binomtest(right, checked).proportion_ci(method="wilson")
        return cls(right, checked, float(interval.low), float(interval.high))

    @property
    def words(self) -> str:
        """What a card says."""
        if not self.checked:
            return "nog nooit nagekeken"
        return f"{self.right} van {self.checked} terecht ({self.low:.0%} tot {self.high:.0%})"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule of one reviewed card: was there reason for concern? Names no ad and no person."""

    indicator: str
    version: int
    right: bool
    language: str = ""
    control: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """Why a rule stopped itself. Only a person closes it, with a note; until then the rule is silent."""

    id: str
    indicator: str
    kind: IncidentKind
    reason: str
    opened: datetime
    closed: datetime | None = None
    closed_by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Ads of one language or gender in a week, and how many of them a rule flagged."""

    name: str
    flagged: int
    total: int


def per_rule(verdicts: Iterable[Verdict]) -> dict[tuple[str, int], Share]:
    """Precision per rule and version, from reviewed cards that were not control cards."""
    seen: dict[tuple[str, int], list[bool]] = {}
    for one in verdicts:
        if not one.control:
            seen.setdefault((one.indicator, one.version), []).append(one.right)
    return {rule: Share.of(sum(right), len(right)) for rule, right in seen.items()}


def rarely_right(share: Share) -> str | None:
    """Why this rule must pause, or None: after 50 reviews its upper bound lies below 10 %."""
    if share.checked >= ENOUGH_REVIEWS and share.high < TOO_RARELY_RIGHT:
        return f"zelden terecht: {share.words}"
    return None


def uneven(groups: Iterable[Group], comparisons: int = 1) -> str | None:
    """Why this rule must pause, or None: one group of at least 50 ads is flagged over 1.25 times as often
    as the others together, by more than chance (exact test, one side of 5 %).

    `comparisons` made of one rule in one week share that 5 % (Bonferroni): with ten languages two rules would
    otherwise pause every week by luck alone (docs/method-signals.md has the simulation).
    """
    for one, rest in _comparable(groups):
        ratio, luck = _ratio(one, rest), _luck(one, rest)
        if ratio > LARGEST_RATIO and luck < 0.025 / max(1, comparisons):
            return (
                f"ongelijk: {one.name} {one.flagged} van {one.total}, de rest {rest.flagged} van {rest.total}"
                f" (verhouding {ratio:.2f})"
            )
    return None


def too_broad(tier: Tier, flagged: int, active: int, rules: Stacking) -> str | None:
    """Why this rule must pause, or None: it fires on a larger share of a complete week than its tier may."""
    most = rules.largest_share.get(tier)
    if most is None or active < ENOUGH_REVIEWS or flagged <= most * active:
        return None
    return f"te breed: gaat af op {flagged} van {active} advertenties, hoogstens {most:.0%} is toegestaan"


def close(incident: Incident, by: str, note: str, at: datetime) -> Incident:
    """A person closes an incident and says what was done. Raises Refused without a name or a note."""
    if not by.strip() or len(note.split()) < 3:
        raise Refused("Een incident sluit alleen een mens, met een notitie van minstens drie woorden.")
    if incident.closed:
        raise Refused(f"Incident {incident.id} is al gesloten door {incident.closed_by}.")
    return Incident(incident.id, incident.indicator, incident.kind, incident.reason, incident.opened, at, by, note)


def paused(incidents: Iterable[Incident]) -> frozenset[str]:
    """The indicators that are silent: those with an open incident."""
    return frozenset(one.indicator for one in incidents if one.closed is None)


def look_for_incidents(
    verdicts: Iterable[Verdict],
    groups: Mapping[str, Sequence[Sequence[Group]]],
    flagged: Mapping[str, int],
    active: int,
    tiers: Mapping[str, Tier],
    rules: Stacking,
    at: datetime,
    silent: frozenset[str] = frozenset(),
) -> list[Incident]:
    """New incidents over all rules that are not already paused. `flagged` counts ads per indicator;
    `groups` holds per indicator each division of the week's ads (by language, by gender)."""
    found: list[tuple[str, IncidentKind, str | None]] = [
        (rule, IncidentKind.RARELY_RIGHT, rarely_right(share)) for (rule, _), share in per_rule(verdicts).items()
    ]
    found += [
        (rule, IncidentKind.UNEVEN, uneven(one, sum(len(_comparable(each)) for each in divisions)))
        for rule, divisions in groups.items()
        for one in divisions
    ]
    found += [
        (rule, IncidentKind.TOO_BROAD, too_broad(tiers[rule], count, active, rules)) for rule, count in flagged.items()
    ]
    named = {
        f"{rule}-{kind}-{at:%Y%m%d}": (rule, kind, reason)
        for rule, kind, reason in found
        if reason and rule not in silent
    }
    return [Incident(name, rule, kind, reason, at) for name, (rule, kind, reason) in named.items()]


def _comparable(groups: Iterable[Group]) -> list[tuple[Group, Group]]:
    """Each group of at least 50 ads beside all others together, when those are as many."""
    groups = list(groups)
    flagged, total = sum(one.flagged for one in groups), sum(one.total for one in groups)
    pairs = [(one, Group("overige", flagged - one.flagged, total - one.total)) for one in groups]
    return [(one, rest) for one, rest in pairs if min(one.total, rest.total) >= SMALLEST_GROUP]


def _ratio(one: Group, rest: Group) -> float:
    """How many times as often; half a count is added to each so that none is a division by nothing."""
    return (one.flagged + 0.5) / (one.total + 0.5) / ((rest.flagged + 0.5) / (rest.total + 0.5))


def _luck(one: Group, rest: Group) -> float:
    """The chance of so many flags or more in this group if flags fell on ads by lot (hypergeometric)."""
    return float(hypergeom.sf(one.flagged - 1, one.total + rest.total, one.flagged + rest.flagged, one.total))
