"""What an offer achieves: counts with intervals, silence where there is too little, a brake on harm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SMALLEST_CELL = 5
# To tell 3 % from 10 % (two-sided 5 %, power 80 %, Fleiss 1981 ch. 4) each arm needs 194 messages.
ENOUGH_PER_ARM = 194
# The brake: surely more than this share opted out (lower end of the 95 % interval).
MOST_OPT_OUTS = 0.10
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that left, without whom it went to. `hour` is local; `named` whether a helper was named."""

    template: str
    language: str
    hour: int
    named: bool
    delivered: bool
    replied: bool
    opted_out: bool

    @property
    def name(self) -> str:
        """The template's name, alike in every language and version."""
        return self.template.split("/")[1]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % Wilson interval; None where a count below five would show."""

    count: int | None
    of: int
    low: float | None
    high: float | None

    def __str__(self) -> str:
        if self.count is None or self.low is None or self.high is None:
            return "te weinig gegevens"
        return f"{self.count}/{self.of} ({100 * self.low:.1f}-{100 * self.high:.1f} %)"


@dataclass(frozen=True, slots=True)
class Cell:
    """Figures of one group, such as ("language", "nl")."""

    by: str
    value: str
    sent: int | None
    delivered: Share
    replied: Share
    opted_out: Share


def wilson(count: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    if of == 0:
        return 0.0, 1.0
    share, square = count / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * (share * (1 - share) / of + square / (4 * of * of)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def cells(sent: Iterable[Sent]) -> list[Cell]:
    """Figures per template, language, hour and helper named or not; groups under five are hidden."""
    groups: Mapping[tuple[str, str], list[Sent]] = defaultdict(list)
    for one in sent:
        for by, value in (
            ("sjabloon", one.template),
            ("taal", one.language),
            ("uur", f"{one.hour:02d}"),
            ("hulpverlener genoemd", "ja" if one.named else "nee"),
        ):
            groups[by, value].append(one)
    return [_cell(by, value, members) for (by, value), members in sorted(groups.items())]


def compare(sent: Iterable[Sent], first: str, second: str) -> str:
    """One Dutch line about two templates, or that there is too little to tell."""
    arms = {name: [one for one in sent if one.name == name] for name in (first, second)}
    least = min(len(members) for members in arms.values())
    if least < ENOUGH_PER_ARM:
        return f"te weinig gegevens: minstens {ENOUGH_PER_ARM} per bericht nodig, nu {_rounded(least)}"
    low = {name: wilson(sum(one.replied for one in members), len(members)) for name, members in arms.items()}
    if low[first][0] > low[second][1] or low[second][0] > low[first][1]:
        better = first if low[first][0] > low[second][1] else second
        return f"'{better}' krijgt vaker antwoord (de intervallen raken elkaar niet)"
    return "geen aantoonbaar verschil (de intervallen overlappen)"


def must_stop(sent: Iterable[Sent]) -> str:
    """Why sending must pause because of opt-outs, in Dutch; "" when it may go on."""
    members = list(sent)
    left = sum(one.opted_out for one in members)
    low, _ = wilson(left, len(members))
    if left < SMALLEST_CELL or low <= MOST_OPT_OUTS:
        return ""
    return f"gepauzeerd: zeker meer dan {MOST_OPT_OUTS:.0%} van de ontvangers meldt zich af"


def _cell(by: str, value: str, members: list[Sent]) -> Cell:
    size = len(members)
    return Cell(
        by,
        value,
        size if size >= SMALLEST_CELL else None,
        _share(sum(one.delivered for one in members), size),
        _share(sum(one.replied for one in members), size),
        _share(sum(one.opted_out for one in members), size),
    )


def _share(count: int, of: int) -> Share:
    # A complement under five tells as much as a count under five.
    if of < SMALLEST_CELL or 0 < count < SMALLEST_CELL or 0 < of - count < SMALLEST_CELL:
        return Share(None, of, None, None)
    return Share(count, of, *wilson(count, of))


def _rounded(number: int) -> str:
    return f"minder dan {SMALLEST_CELL}" if number < SMALLEST_CELL else str(number)
