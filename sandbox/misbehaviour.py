"""Every way in which a site of the town can misbehave on purpose, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sandbox.behaviour import Behaviour
from sandbox.modes import addresses, adpages, barriers, bodies, overviews, rules

MISBEHAVIOURS: Mapping[str, type[Behaviour]] = MappingProxyType(
    rules.MODES | barriers.MODES | overviews.MODES | adpages.MODES | bodies.MODES | addresses.MODES
)
