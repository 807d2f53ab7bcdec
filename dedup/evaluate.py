"""How right a linkage is, against known truth."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from domain.errors import BadInput


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares between 0 and 1. `count_error` is (found - true) / true of the number of advertisers."""

    precision: float
    recall: float
    f1: float
    cubed_precision: float
    cubed_recall: float
    cubed_f1: float
    found: int
    true: int

    @property
    def count_error(self) -> float:
        return (self.found - self.true) / self.true


def quality(frame: pl.DataFrame, found: str = "advertiser", true: str = "truth") -> Quality:
    """Pairwise and B-cubed precision, recall and F1 of column `found` against column `true`.

    One row is one posting (source and code) or one observation, whichever is counted.
    Pairwise: shares of pairs of rows. B-cubed (Bagga and Baldwin, 1998): per row the share of its
    cluster that belongs with it, averaged over rows. Raises BadInput when there is no row.
    """
    if frame.is_empty():
        raise BadInput("Er is niets te vergelijken: geen enkele advertentie staat in beide bestanden.")
    cells = frame.group_by(found, true).len("both")
    cells = cells.with_columns(
        pl.sum("both").over(found).cast(pl.Float64).alias("f"), pl.sum("both").over(true).cast(pl.Float64).alias("t")
    )
    right = _pairs(cells["both"])
    claimed, real = _pairs(frame.group_by(found).len()["len"]), _pairs(frame.group_by(true).len()["len"])
    precision, recall = right / claimed if claimed else 1.0, right / real if real else 1.0
    both = pl.col("both").cast(pl.Float64)
    cubed = cells.select(p=(both**2 / pl.col("f")).sum() / frame.height, r=(both**2 / pl.col("t")).sum() / frame.height)
    cubed_precision, cubed_recall = float(cubed["p"][0]), float(cubed["r"][0])
    return Quality(
        precision,
        recall,
        _f1(precision, recall),
        cubed_precision,
        cubed_recall,
        _f1(cubed_precision, cubed_recall),
        frame[found].n_unique(),
        frame[true].n_unique(),
    )


def shared_phone_errors(frame: pl.DataFrame) -> tuple[int, int]:
    """Of the pairs of postings of different people (`truth`) on one `contact_key`: merged, and all."""
    phones = frame.select("posting", "contact_key", "truth", "advertiser").drop_nulls("contact_key").unique()
    pairs = (
        phones.join(phones, on="contact_key", suffix="_other")
        .filter(pl.col("posting") < pl.col("posting_other"), pl.col("truth") != pl.col("truth_other"))
        .unique(["posting", "posting_other"])
    )
    return pairs.filter(pl.col("advertiser") == pl.col("advertiser_other")).height, pairs.height


def _pairs(sizes: pl.Series) -> float:
    exact = sizes.cast(pl.Float64)
    return float((exact * (exact - 1) / 2).sum())


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
