"""How right the links of a real collection are, where no truth exists: people judge a sample by score band."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import polars as pl

from domain.errors import BadInput

BANDS = (2.0, 5.0, 10.0, 20.0)  # bits; most mistakes are in the lowest bands, so these are judged apart
SURE = 1.96  # standard errors on either side of a 95 % interval


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share of links that are right, with its 95 % interval, from `judged` of `links` links."""

    precision: float
    low: float
    high: float
    judged: int
    links: int


def banded(links: pl.DataFrame) -> pl.DataFrame:
    """The links that hold (frame LINKS), each with its score band (0 is the lowest)."""
    held = links.filter(pl.col("refused").is_null())
    return held.with_columns(band=pl.sum_horizontal((pl.col("score") >= bound).cast(pl.Int32) for bound in BANDS))


def sample(links: pl.DataFrame, per_band: int, seed: int) -> pl.DataFrame:
    """At most `per_band` links of each score band, drawn at random, in random order."""
    shuffled = banded(links).sort("left", "right").sample(fraction=1.0, shuffle=True, seed=seed)
    return shuffled.group_by("band", maintain_order=True).head(per_band).sample(fraction=1.0, shuffle=True, seed=seed)


def estimate(links: pl.DataFrame, judged: pl.DataFrame) -> Estimate:
    """Precision of all links from judged ones (left, right, same), weighted by the size of each band.

    A stratified estimate; its variance takes one right and one wrong link more per band than were seen
    (Agresti and Coull, 1998), so that a band without mistakes is not taken for perfect. Raises BadInput
    when a band that holds links has none judged.
    """
    every = banded(links)
    seen = every.join(judged.select("left", "right", "same"), on=["left", "right"])
    bands = (
        every.group_by("band")
        .len("links")
        .join(seen.group_by("band").agg(pl.len().alias("judged"), pl.sum("same").alias("right")), on="band", how="left")
    )
    if bands["judged"].null_count():
        missing = bands.filter(pl.col("judged").is_null())["band"].sort().to_list()
        raise BadInput(f"van scoreband {', '.join(map(str, missing))} is nog geen koppeling beoordeeld")
    precision = variance = 0.0
    for _, links_here, judged_here, right in bands.iter_rows():
        weight, smoothed = links_here / every.height, (right + 1) / (judged_here + 2)
        precision += weight * right / judged_here
        variance += weight**2 * smoothed * (1 - smoothed) / (judged_here + 2)
    spread = SURE * sqrt(variance)
    return Estimate(precision, max(0.0, precision - spread), min(1.0, precision + spread), seen.height, every.height)
