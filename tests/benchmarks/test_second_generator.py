from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks.second.people import World
from benchmarks.second.texts import Facts, edit, render, write
from benchmarks.second_generator import Market, generate, write_market

COLUMNS = [
    "source",
    "code",
    "week",
    "advertiser",
    "phone",
    "municipality",
    "title",
    "text",
    "price_hour",
    "age",
    "gender",
    "work_type",
    "origin",
]


@pytest.fixture(scope="module")
def market() -> Market:
    return generate(12_000, seed=5)


@pytest.fixture(scope="module")
def told(market: Market) -> pl.DataFrame:
    return market.postings.join(market.truth, on=["source", "code", "week"], how="inner", validate="1:1")


def test_the_same_seed_gives_the_same_market(market: Market) -> None:
    again = generate(12_000, seed=5)
    assert_frame_equal(again.postings, market.postings)
    assert_frame_equal(again.truth, market.truth)


def test_another_seed_gives_another_market(market: Market) -> None:
    assert not generate(12_000, seed=6).postings.equals(market.postings)


def test_the_columns_are_those_of_an_import_and_every_row_has_its_truth(market: Market, told: pl.DataFrame) -> None:
    assert market.postings.columns == COLUMNS
    assert market.postings.height == market.truth.height == told.height >= 12_000


def test_only_fictional_numbers_are_used(market: Market) -> None:
    assert market.postings["phone"].drop_nulls().str.contains(r"^\+3160\d{7}$").all()


def test_codes_are_opaque(market: Market) -> None:
    assert market.postings["code"].str.contains("^[gkp][0-9a-f]{12}$").all()


def test_one_code_belongs_to_one_advertiser(told: pl.DataFrame) -> None:
    owners = told.group_by("source", "code").agg(pl.col("advertiser_id").n_unique())
    assert owners["advertiser_id"].max() == 1


def test_the_hard_cases_are_there(told: pl.DataFrame) -> None:
    """Reposts, shared numbers, changed numbers, changed names, several sources and moves."""
    one = told.group_by("advertiser_id").agg(
        pl.struct("source", "code").n_unique().alias("ads"),
        pl.col("phone").drop_nulls().n_unique().alias("phones"),
        pl.col("advertiser").n_unique().alias("names"),
        pl.col("source").n_unique().alias("sources"),
        pl.col("municipality").drop_nulls().n_unique().alias("places"),
    )
    for column in ("ads", "phones", "names", "sources", "places"):
        assert (one[column] > 1).mean() > 0.02, column
    people = told.drop_nulls("phone").group_by("phone").agg(pl.col("advertiser_id").n_unique())
    assert (people["advertiser_id"] > 2).sum() > 5


def test_some_people_start_from_a_text_that_others_have() -> None:
    world = World(Random(7))
    begun = Counter(world.text().sentences for _ in range(400))
    assert 0.08 < sum(n for n in begun.values() if n > 1) / begun.total() < 0.3


def test_every_week_of_the_year_is_measured(market: Market) -> None:
    assert market.postings["week"].n_unique() == 52


def test_an_edit_changes_little_of_a_text() -> None:
    rng = Random(3)
    facts = Facts("Sanne", 30, "Breda", 150)
    for _ in range(200):
        draft = write(rng, "nl")
        before, after = (set(render(d, facts)[1].split()) for d in (draft, edit(rng, draft, 1)))
        assert len(before & after) / len(before | after) > 0.5


def test_a_text_states_the_facts_of_its_advertiser(told: pl.DataFrame) -> None:
    assert not told["text"].str.contains("[{}]").any()
    priced = told.drop_nulls("price_hour").filter(pl.col("text").str.contains(r"\d{2,3} (per uur|per hour|la hora)"))
    assert (
        priced.select(pl.col("text").str.contains(pl.col("price_hour").cast(pl.Int64).cast(pl.String)))
        .to_series()
        .all()
    )


def test_the_files_can_be_read_back(tmp_path: Path) -> None:
    small = generate(500, seed=1)
    postings, truth = write_market(small, tmp_path / "market")
    assert_frame_equal(pl.read_parquet(postings), small.postings)
    assert_frame_equal(pl.read_parquet(truth), small.truth)
