"""A year for the study's tables: exact totals, repeatable bytes, figures that fit."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from app.commands.sandbox import cli
from domain.errors import BadInput
from domain.weeks import Week
from sandbox.calibrate import calibrate
from sandbox.profile import BASE, HARD, Profile
from sandbox.year import COLUMNS, STUDY, TRUTH, Size, write_year

START = Week(2025, 1)
SMALL = Size(1000, 12, {"sandbox_a": 3500, "sandbox_b": 1800, "sandbox_c": 840})
SCRIPT = """
import sys
from pathlib import Path
from domain.weeks import Week
from sandbox.year import Size, write_year
size = Size(1000, 12, {"sandbox_a": 3500, "sandbox_b": 1800, "sandbox_c": 840})
out, truth = Path(sys.argv[1]), Path(sys.argv[2])
list(write_year(out, truth, seed=9, start=Week(2025, 1), size=size))
"""


def _write(
    folder: Path, *, seed: int = 9, scale: int = 1, profile: Profile = BASE
) -> tuple[pl.DataFrame, pl.DataFrame]:
    out, truth = folder / "year.parquet", folder / "truth.parquet"
    steps = list(write_year(out, truth, seed=seed, start=START, scale=scale, profile=profile, size=SMALL))
    assert len(steps) == scale
    return pl.read_parquet(out), pl.read_parquet(truth)


def test_totals_are_exact_and_rows_stand_in_order_of_week(tmp_path: Path) -> None:
    rows, truth = _write(tmp_path)
    assert dict(rows["source"].value_counts().rows()) == SMALL.totals
    assert truth["advertiser_id"].n_unique() == SMALL.advertisers
    assert rows.columns == list(COLUMNS)
    assert truth.columns == list(TRUTH)
    keys = ["source", "code", "week"]
    assert rows.select(keys).equals(truth.select(keys))
    assert rows.select(keys).equals(rows.select(keys).sort("week", "source", "code"))
    assert not rows.select(keys).is_duplicated().any()


def test_the_same_seed_writes_the_same_rows_in_two_processes(tmp_path: Path) -> None:
    digests = set()
    for salt in ("1", "2"):
        paths = [tmp_path / f"{name}-{salt}.parquet" for name in ("year", "truth")]
        subprocess.run([sys.executable, "-c", SCRIPT, *map(str, paths)], check=True, env={"PYTHONHASHSEED": salt})
        content = "".join(pl.read_parquet(path).write_csv() for path in paths)
        digests.add(hashlib.sha256(content.encode()).hexdigest())
    rows, truth = _write(tmp_path)
    digests.add(hashlib.sha256((rows.write_csv() + truth.write_csv()).encode()).hexdigest())
    assert len(digests) == 1


def test_a_larger_scale_joins_independent_years(tmp_path: Path) -> None:
    rows, truth = _write(tmp_path, scale=3)
    assert len(rows) == 3 * sum(SMALL.totals.values())
    assert truth["advertiser_id"].n_unique() == 3 * SMALL.advertisers
    assert not rows.select("source", "code", "week").is_duplicated().any()
    part = truth["advertiser_id"] // 500_000
    owners = rows.with_columns(part=part).drop_nulls("phone").group_by("phone").agg(pl.col("part").n_unique())
    assert owners["part"].max() == 1


def test_the_hard_profile_copies_edits_and_renumbers_more(tmp_path: Path) -> None:
    def share_copied(truth: pl.DataFrame) -> float:
        return float(truth["planted"].str.contains("lookalike:G2").fill_null(False).mean() or 0.0)

    (tmp_path / "hard").mkdir()
    base, base_truth = _write(tmp_path)
    hard, hard_truth = _write(tmp_path / "hard", profile=HARD)
    assert 0.22 < share_copied(hard_truth) < 0.45
    assert share_copied(base_truth) < 0.1
    assert hard["text"].n_unique() > 1.2 * base["text"].n_unique()
    assert hard["phone"].null_count() > base["phone"].null_count()


def test_a_total_that_cannot_be_met_is_said(tmp_path: Path) -> None:
    size = Size(100, 4, {"sandbox_a": 9000, "sandbox_b": 10, "sandbox_c": 10})
    with pytest.raises(ValueError, match="cannot reach 9000"):
        list(write_year(tmp_path / "a", tmp_path / "b", seed=1, start=START, size=size))


def test_the_year_fits_the_study(tmp_path: Path) -> None:
    out, truth = tmp_path / "year.parquet", tmp_path / "truth.parquet"
    list(write_year(out, truth, seed=77, start=START))
    rows = calibrate(out, truth)
    assert len(rows) > 40
    assert sum(STUDY.totals.values()) == 365_140
    # the study's own age bands give a larger deviation than the one it prints
    assert [row.label for row in rows if not row.fits] == ["leeftijd, standaardafwijking"]


def test_a_wrong_week_or_folder_is_refused_before_work_begins(tmp_path: Path) -> None:
    for arguments in (["--start", "2025-W99"], ["--out", str(tmp_path / "nowhere" / "x.parquet")]):
        given = ["year", "--out", str(tmp_path / "x.parquet"), *arguments]
        assert isinstance(CliRunner().invoke(cli, given).exception, BadInput)
    assert not list(tmp_path.iterdir())


def test_calibrate_asks_for_a_year_first(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["calibrate", str(tmp_path / "none.parquet")])
    assert isinstance(result.exception, BadInput)
    assert "peil sandbox year" in str(result.exception)
