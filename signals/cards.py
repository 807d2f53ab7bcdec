"""What a reader sees of one advertisement: quotes with their innocent explanation, never a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.signals import Signal
from signals.catalogue import Catalogue, Indicator, Tier
from signals.precision import Share
from signals.stacking import Weighed


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired: what it is, the words it rests on, what it usually is, how often it was right."""

    indicator: str
    name: str
    quote: str
    innocent: str
    so_far: str
    counts: bool


@dataclass(frozen=True, slots=True)
class CardView:
    """`level` in words; `against` are the counter-signs, with how often such a word was true when checked."""

    level: str
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]

    @property
    def lines(self) -> list[str]:
        """The card as text."""
        shown = [f"Oordeel gevraagd: {self.level}"]
        for reason in self.reasons:
            shown.append(f"- {reason.name}{'' if reason.counts else ' (telt niet mee)'}: “{reason.quote}”")
            shown.append(f"    meestal: {reason.innocent}")
            shown.append(f"    deze regel tot nu toe: {reason.so_far}")
        for reason in self.against:
            shown.append(f"- daartegenover: {reason.name}: “{reason.quote}” ({reason.so_far})")
        return shown


def card_view(
    signals: Iterable[Signal],
    weighed: Weighed,
    catalogue: Catalogue,
    so_far: Mapping[tuple[str, int], Share],
) -> CardView:
    """The card of one advertisement, counting rules first. No weight and no sum is on it."""
    rows = sorted(signals, key=lambda one: (not catalogue[one.indicator].counts, one.indicator))
    reasons = [_reason(one, catalogue[one.indicator], so_far) for one in rows]
    against = {row.indicator for row in rows if catalogue[row.indicator].tier is Tier.COUNTER}
    return CardView(
        weighed.level.words,
        tuple(one for one in reasons if one.indicator not in against),
        tuple(one for one in reasons if one.indicator in against),
    )


def _reason(signal: Signal, one: Indicator, so_far: Mapping[tuple[str, int], Share]) -> Reason:
    share = so_far.get((one.id, signal.version))
    if share is None and one.precision:
        share = Share.of(one.precision.right, one.precision.checked)
    said = (share or Share.of(0, 0)).words
    return Reason(one.id, one.nl, signal.quote, one.innocent, said, one.counts)
