"""The weights as people edit them (config/linking.yml), and as arrays for the kernels."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from config.reader import line_of, read_record
from dedup.compare import COMPARISONS, LEVELS, MISSING, WIDEST
from dedup.score import Table
from domain.errors import ConfigError

SHIPPED = Path(__file__).parent.parent / "config" / "linking.yml"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bits a pair needs to merge; strict and loose give the sensitivity band."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    strict: float
    merge: float
    loose: float


@dataclass(frozen=True, slots=True)
class Constraints:
    """Bits that a merge of two clusters needs beyond its best pair."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    mean: float
    worst: float
    at_once: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that decides a link, and where it came from."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    version: int
    obtained: str
    prior: float
    per_doubling: float
    weights: dict[str, dict[str, float]]
    thresholds: Thresholds
    constraints: Constraints
    digest: str

    @property
    def method(self) -> str:
        """The version every figure carries: number and digest, so that an edited file shows."""
        return f"link-{self.version}-{self.digest}"

    def table(self) -> Table:
        bits = np.zeros((len(COMPARISONS), WIDEST), dtype=np.float32)
        common = np.zeros(len(COMPARISONS), dtype=np.float32)
        for at, (comparison, levels) in enumerate(LEVELS.items()):
            given = self.weights[comparison]
            common[at] = given.get("commonness", 0.0)
            bits[at, : len(levels)] = [given.get(level, 0.0) for level in levels]
        return Table(bits, common, self.prior, self.per_doubling)


def read_weights(path: Path = SHIPPED) -> Weights:
    """Read a file of weights. Raises ConfigError naming the line of an unknown or missing level."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8] if path.exists() else ""
    weights = read_record(path, Weights, digest=digest)
    for comparison, levels in LEVELS.items():
        given = weights.weights.get(comparison)
        if given is None:
            raise ConfigError(str(path), line_of(path, ["weights"]), f"weights.{comparison} is missing")
        _check(path, comparison, set(given), {level for level in levels if level != LEVELS["phone"][MISSING]})
    for unknown in weights.weights.keys() - LEVELS.keys():
        raise ConfigError(str(path), line_of(path, ["weights", unknown]), f"there is no comparison {unknown}")
    return weights


def _check(path: Path, comparison: str, given: set[str], needed: set[str]) -> None:
    at = line_of(path, ["weights", comparison])
    for unknown in sorted(given - needed - {"commonness"}):
        raise ConfigError(str(path), line_of(path, ["weights", comparison, unknown]), f"there is no level {unknown}")
    for missing in sorted(needed - given):
        raise ConfigError(str(path), at, f"weights.{comparison}.{missing} is missing")
