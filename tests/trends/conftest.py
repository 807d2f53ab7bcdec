"""Small invented frames: an ad is written as `source/code/advertiser` and the weeks it was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl
import pytest

from trends import frames

WEEK_1 = 105_000

Sightings = Callable[..., pl.DataFrame]
Measurements = Callable[[Mapping[str, str]], pl.DataFrame]

OUTCOMES = {"c": "complete", "p": "partial", "f": "failed", "r": "refused"}


def _sightings(seen: Mapping[str, Sequence[int]], same: Sequence[str] = ()) -> pl.DataFrame:
    rows = [
        {
            "source": ad.split("/")[0],
            "advertisement": ad,
            "advertiser": ad.split("/")[2],
            "week": WEEK_1 + week,
            "unique": "both" if ad in same else ad,
        }
        for ad, weeks in seen.items()
        for week in weeks
    ]
    return frames.sightings(pl.DataFrame(rows, schema=dict(frames.SIGHTINGS)))


def _measurements(outcomes: Mapping[str, str]) -> pl.DataFrame:
    rows = [
        {"source": source, "week": WEEK_1 + week, "outcome": OUTCOMES[letter]}
        for source, letters in outcomes.items()
        for week, letter in enumerate(letters)
        if letter != "-"
    ]
    return frames.measurements(pl.DataFrame(rows, schema=dict(frames.MEASUREMENTS)))


@pytest.fixture
def seen() -> Sightings:
    """seen({"a/1/anna": [0, 1, 3]}): ad 1 of advertiser anna on source a in weeks 0, 1 and 3."""
    return _sightings


@pytest.fixture
def measured() -> Measurements:
    """measured({"a": "ccpc-c"}): one letter per week, complete, partial, failed, refused or no visit."""
    return _measurements
