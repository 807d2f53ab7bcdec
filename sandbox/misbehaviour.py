"""Every way in which a site of the town can misbehave on purpose, by name."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.behaviour import Behaviour

MISBEHAVIOURS: Mapping[str, type[Behaviour]] = {}
