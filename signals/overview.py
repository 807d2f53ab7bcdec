"""The catalogue in figures: rules and examples per tier and language, for people who judge it."""

from __future__ import annotations

from collections.abc import Iterator

from signals.catalogue import Tier
from signals.engine import Engine


def tiers_by_language(engine: Engine) -> Iterator[str]:
    """A table as lines of text: per language the indicators it reads at each tier, and its examples."""
    tiers = [tier for tier in Tier if tier is not Tier.FORBIDDEN]
    yield f"{'taal':<6}" + "".join(f"{tier:>10}" for tier in tiers) + "  patronen  voorbeelden  nagekeken door"
    for language, reader in engine.readers.items():
        concepts = reader.rules.concepts
        here = [one for one in engine.catalogue.indicators if one.id in concepts]
        counts = "".join(f"{sum(one.tier is tier for one in here):>10}" for tier in tiers)
        patterns = sum(len(one.match) for one in concepts.values())
        examples = sum(len(one.fires) + len(one.silent) for one in concepts.values())
        reviewed = reader.rules.reviewed or "niemand: onbeoordeeld"
        yield f"{language:<6}{counts}{patterns:>10}{examples:>13}  {reviewed}"
