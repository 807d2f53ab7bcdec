"""A judged sample says how right the links are, with an interval that holds the truth."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from dedup.frames import LINKS
from dedup.review import banded, estimate, sample
from domain.errors import BadInput


def links(count: int = 4_000) -> tuple[pl.DataFrame, pl.Series]:
    draw = np.random.default_rng(8)
    score = draw.uniform(0, 30, count)
    rows = {
        "left": [f"a{at}" for at in range(count)],
        "right": [f"b{at}" for at in range(count)],
        "level": ["reposted_text"] * count,
        "score": score,
        "reasons": [[]] * count,
        "refused": [None if at % 50 else "nee" for at in range(count)],
    }
    return pl.DataFrame(rows, schema=dict(LINKS)), pl.Series(draw.random(count) < np.minimum(0.6 + score / 20, 0.995))


def test_each_band_is_sampled_and_refused_merges_are_left_out() -> None:
    drawn = sample(links()[0], per_band=30, seed=1)
    assert drawn.group_by("band").len()["len"].to_list() == [30] * 5
    assert drawn["refused"].null_count() == drawn.height
    assert drawn.equals(sample(links()[0], per_band=30, seed=1))


def test_the_interval_holds_the_true_precision_in_most_samples() -> None:
    found, right = links()
    marked = banded(found.with_columns(same=right))
    true = marked["same"].mean()
    held = 0
    for seed in range(40):
        told = estimate(found, sample(found.with_columns(same=right), per_band=40, seed=seed))
        held += told.low <= true <= told.high
    assert held >= 35


def test_a_band_nobody_judged_is_said() -> None:
    found, right = links()
    judged = sample(found.with_columns(same=right), per_band=5, seed=1).filter(pl.col("band") > 0)
    with pytest.raises(BadInput, match="scoreband 0"):
        estimate(found, judged)
