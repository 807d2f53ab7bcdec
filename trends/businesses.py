"""Words that name a licensed business, and how often a check found the business to be licensed."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from scipy.stats import binomtest

from domain.errors import BadInput
from trends.records import Studied

CHECKS = pl.Schema({"advertisement": pl.String(), "word": pl.String(), "licensed": pl.Boolean()})
"""One row per ad and word that a person looked up in a register."""

STUDIED = {"club": (178, 74), "privéhuis": (150, 148), "bureau": (36, 26), "kvk": (10, 10)}
"""Found and really licensed, in the study's own check (Regioplan 2021, hoofdstuk 2, vergunde bedrijven)."""


def read_checks(path: Path) -> pl.DataFrame:
    """CHECKS from a CSV with columns advertisement, word and licensed (ja or nee).

    Raises BadInput naming the line of a value that cannot be read.
    """
    try:
        rows = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadInput(f"{path}: geen leesbare CSV ({error})") from error
    absent = [name for name in CHECKS if name not in rows.columns]
    if absent:
        raise BadInput(f"{path}:1: kolom {', '.join(absent)} ontbreekt; nodig zijn {', '.join(CHECKS)}")
    answers = {"ja": True, "nee": False}
    for line, answer in enumerate(rows["licensed"], start=2):
        if answer not in answers:
            raise BadInput(f"{path}:{line}: licensed is {answer!r}; schrijf ja of nee")
    licensed = pl.col("licensed").replace_strict(answers, return_dtype=pl.Boolean)
    return rows.select("advertisement", pl.col("word").str.to_lowercase(), licensed)


def business_words(study: Studied, checks: pl.DataFrame | None = None) -> pl.DataFrame:
    """Probable advertisers whose ads carry each word, and of the checked ones how many were licensed.

    Columns word, advertisers, checked, licensed, precision, low, high (Wilson, 95 %). A word is no proof:
    "not in a club" carries one too. Regioplan 2021: only 1.3 % of ads carry any of them.
    """
    found = study.rows.filter(pl.col("business_words").list.len() > 0).explode("business_words")
    words = found.group_by(word="business_words").agg(advertisers=pl.col("advertiser").n_unique())
    outcomes = _outcomes(checks)
    return (
        words.join(outcomes, on="word", how="left")
        .with_columns(pl.col("checked", "licensed").fill_null(0))
        .sort("advertisers", "word", descending=[True, False])
    )


def _outcomes(checks: pl.DataFrame | None) -> pl.DataFrame:
    rows = CHECKS.to_frame() if checks is None else checks
    if rows.schema != CHECKS:
        raise BadInput(f"controles: verwacht de kolommen {', '.join(CHECKS)} met een woord en ja of nee")
    counts = rows.group_by("word").agg(
        checked=pl.len().cast(pl.Int64), licensed=pl.col("licensed").sum().cast(pl.Int64)
    )
    intervals = [_precision(licensed, checked) for _, checked, licensed in counts.iter_rows()]
    names = ("precision", "low", "high")
    columns = [pl.Series(name, [row[i] for row in intervals], pl.Float64) for i, name in enumerate(names)]
    return counts.with_columns(columns)


def _precision(licensed: int, checked: int) -> tuple[float, float, float]:
    interval = binomtest(licensed, checked).proportion_ci(method="wilson")
    return licensed / checked, float(interval.low), float(interval.high)
