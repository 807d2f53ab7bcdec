"""Points where the level of a series may have changed: an offer to look, never an explanation."""

from __future__ import annotations

import numpy as np
import polars as pl
import ruptures

SHORTEST = 4
"""Measurements a level must last to count as one."""


def change_points(series: pl.DataFrame) -> pl.DataFrame:
    """Weeks from which the level of one measure differs, with the mean before and after.

    `series` is a SERIES frame of one measure, source and place; gaps and provisional weeks are left out.
    Columns week, before, after. Method: PELT with a quadratic cost (Killick and others, 2012; package
    ruptures); the penalty is the Bayesian information criterion with the noise taken from differences
    between neighbouring weeks. A slow trend is offered as several steps: look at the chart first.
    """
    counted = series.filter(pl.col("value").is_not_null() & ~pl.col("provisional")).sort("week")
    values = counted["value"].to_numpy()
    if values.size < 2 * SHORTEST:
        return _table([])
    noise = max(float(np.median(np.abs(np.diff(values)))) / 0.954, 1e-9)  # |difference| of normal noise
    penalty = 2 * np.log(values.size) * noise**2
    ends = ruptures.Pelt(model="l2", min_size=SHORTEST, jump=1).fit(values).predict(pen=penalty)
    edges = [0, *ends]
    levels = [float(values[a:b].mean()) for a, b in zip(edges, ends, strict=False)]
    weeks = counted["week"].to_list()
    return _table([(weeks[end], levels[i], levels[i + 1]) for i, end in enumerate(ends[:-1])])


def _table(rows: list[tuple[int, float, float]]) -> pl.DataFrame:
    schema = {"week": pl.Int32(), "before": pl.Float64(), "after": pl.Float64()}
    return pl.DataFrame(rows, schema=schema, orient="row")
