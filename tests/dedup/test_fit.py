"""EM finds back the shares that a corpus was drawn from, without being told which pairs match."""

from __future__ import annotations

import numpy as np

from dedup.fit import fit

M = ([0, 0.9, 0.08, 0.02], [0, 0.8, 0.15, 0.05], [0, 0.95, 0.03, 0.02])
U = ([0, 0.05, 0.15, 0.8], [0, 0.1, 0.2, 0.7], [0, 0.2, 0.3, 0.5])


def drawn(draw: np.random.Generator, shares: tuple[list[float], ...], count: int) -> np.ndarray:
    return np.column_stack([draw.choice(4, count, p=share) for share in shares]).astype(np.int8)


def test_em_recovers_the_weights_and_the_matches() -> None:
    draw = np.random.default_rng(3)
    levels = np.vstack([drawn(draw, M, 3_000), drawn(draw, U, 27_000)])
    found = fit(levels, [4, 4, 4])
    assert abs(found.share - 0.1) < 0.02
    for at in range(3):
        assert np.allclose(found.m[at][1:], M[at][1:], atol=0.05)
        assert np.allclose(found.u[at][1:], U[at][1:], atol=0.03)
    called = found.score(levels) > 0
    assert called[:3_000].mean() > 0.85
    assert called[3_000:].mean() < 0.03


def test_a_missing_value_weighs_nothing() -> None:
    draw = np.random.default_rng(4)
    levels = np.vstack([drawn(draw, M, 1_000), drawn(draw, U, 4_000)])
    found = fit(levels, [4, 4, 4])
    assert all(weights[0] == 0 for weights in found.bits)
    blank = np.zeros((1, 3), dtype=np.int8)
    assert np.isclose(found.score(blank)[0], np.log2(found.share / (1 - found.share)))
