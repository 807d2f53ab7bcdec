"""Every table against figures counted by hand."""

from __future__ import annotations

import polars as pl
import pytest

from domain.errors import BadInput
from trends import frames, shares
from trends.businesses import CHECKS, business_words, read_checks
from trends.changes import change_points
from trends.filling import fill_rates, overlap, unique_share
from trends.panel import panel
from trends.places import PLACES, per_100_000, read_places
from trends.prices import by_type, over_time
from trends.records import of_source, profiles, richest, studied
from trends.series import per_place

WEEK = 105_000

ADS = [
    # source, code, advertiser, weeks, unique, municipality, age, price, gender, types
    ("a", "a1", "anna", (0, 1), "anna", "GM0363", 24, 150.0, "woman", ["at_home", "escort"]),
    ("b", "b1", "anna", (0, 1), "anna", None, 25, None, "woman", ["at_home"]),
    ("a", "a2", "bo", (0, 1), "a2", "GM0363", 31, 100.0, "man", ["massage"]),
    ("b", "b2", "cas", (1,), "b2", "GM0599", None, 200.0, "woman", ["escort"]),
    ("a", "a3", "dee", (1,), "a3", "GM0599", 17, 90.0, "woman", []),
]


@pytest.fixture
def period(measured):
    rows = [
        {
            "source": source, "advertisement": code, "advertiser": who, "week": WEEK + week, "unique": unique,
            "municipality": place, "age": age, "price_hour": price, "gender": gender, "work_types": types,
            "business_words": ["club"] if who == "bo" else [],
        }
        for source, code, who, weeks, unique, place, age, price, gender, types in ADS
        for week in weeks
    ]  # fmt: skip
    return panel(frames.sightings(pl.DataFrame(rows)), measured({"a": "cc", "b": "cc"}))


@pytest.fixture
def study(period):
    return studied(period)


def counted(table: pl.DataFrame) -> dict[str, tuple[float, float]]:
    return {row["category"]: (row["mean"], round(row["share"], 3)) for row in table.to_dicts()}


def test_the_record_of_the_richest_source_is_kept_and_no_minor_is_studied(period, study):
    assert richest(period.sightings) == ["a", "b"]
    assert study.records.sort("week", "source", "age")["age"].to_list() == [24, 31, 24, 31, None]
    assert 17 not in study.rows["age"].to_list()


def test_shares_are_means_over_measurements(study):
    assert counted(shares.table(study, shares.gender())) == {"woman": (1.5, 0.6), "man": (1.0, 0.4)}
    assert counted(shares.table(study, shares.work_combination())) == {
        "at_home+escort": (1.0, 0.4), "massage": (1.0, 0.4), "escort": (0.5, 0.2)
    }  # fmt: skip
    assert counted(shares.table(study, shares.work_type())) == {
        "escort": (1.5, 0.6), "at_home": (1.0, 0.4), "massage": (1.0, 0.4)
    }  # fmt: skip
    assert counted(shares.table(study, shares.age_band())) == {"-30": (1.0, 0.5), "31-40": (1.0, 0.5)}
    assert counted(shares.table(study, shares.municipality())) == {"GM0363": (2.0, 0.8), "GM0599": (0.5, 0.2)}


def test_shares_of_one_source_use_its_own_records(study):
    found = counted(shares.table(of_source(study, "b"), shares.work_combination()))
    assert found == {"at_home": (1.0, 0.667), "escort": (0.5, 0.333)}


def test_every_count_carries_its_band(study):
    woman = shares.table(study, shares.gender()).row(0, named=True)
    assert (woman["low"], woman["mean"], woman["high"]) == (1.5, 1.5, 2.5)  # each ad apart counts anna twice


@pytest.mark.parametrize(
    ("price", "band"),
    [(49.4, "-49"), (49.5, "50-100"), (50.0, "50-100"), (100.0, "50-100"), (101.0, "101-150"), (300.4, "251-300"),
     (301.0, "301+"), (None, None)],
)  # fmt: skip
def test_price_bands_have_the_studys_edges(price, band):
    frame = pl.DataFrame({"price_hour": [price]}, schema={"price_hour": pl.Float64})
    assert frame.select(shares.price_band().cast(pl.String)).item() == band


def test_cumulative_counts_each_advertiser_once(study):
    found = shares.cumulative(profiles(study.records), shares.gender())
    assert {row["category"]: (row["n"], row["of"]) for row in found.to_dicts()} == {"woman": (2, 3), "man": (1, 3)}


def test_prices_per_type_and_per_week(study):
    found = {row["work_type"]: (row["n"], row["mean"]) for row in by_type(study.records).to_dicts()}
    assert found == {
        "all": (5, 140.0),
        "at_home": (2, 150.0),
        "escort": (3, pytest.approx(500 / 3)),
        "massage": (2, 100.0),
    }
    weekly = over_time(study.records).filter(pl.col("work_type") == "all")["mean"].to_list()
    assert weekly == [125.0, 150.0]


def test_fill_rates_per_source_and_for_all(period):
    rates = {(row["source"], row["variable"]): row["share"] for row in fill_rates(period).to_dicts()}
    assert rates["a", "municipality"] == 1.0
    assert rates["b", "municipality"] == pytest.approx(1 / 3)
    assert rates["all", "work_types"] == pytest.approx(7 / 8)
    assert rates["all", "origin"] == 0.0


def test_overlap_between_sources(period):
    shared = {(row["week"] - WEEK, row["source"], row["other"]): row["share"] for row in overlap(period).to_dicts()}
    assert shared[0, "b", "a"] == 1.0
    assert shared[0, "a", "b"] == 0.5
    assert shared[1, "b", "a"] == 0.5
    assert unique_share(period)["share"].to_list() == pytest.approx([2 / 3, 4 / 5])


def test_a_series_per_municipality_judges_new_over_the_whole_country(seen, measured):
    rows = seen({"a/1/anna": [0, 1, 2], "a/2/bo": [1, 2]}).with_columns(
        municipality=pl.when(pl.col("advertiser") == "bo").then(pl.lit("GM0599"))
        .when(pl.col("week") < WEEK + 2).then(pl.lit("GM0363")).otherwise(pl.lit("GM0599"))
    )  # fmt: skip
    found = per_place(panel(rows, measured({"a": "ccc"})), "municipality")
    rotterdam = found.filter((pl.col("place") == "GM0599") & (pl.col("measure") == "new_ever")).sort("week")
    assert rotterdam["value"].to_list() == [None, 1, 0]  # anna moved, she is not new
    amsterdam = found.filter((pl.col("place") == "GM0363") & (pl.col("measure") == "active")).sort("week")
    assert amsterdam["value"].to_list() == [1, 1, 0]


def test_business_words_and_what_the_register_said(study):
    checks = pl.DataFrame(
        {"advertisement": ["a2", "x", "y", "z"], "word": ["club"] * 4, "licensed": [True, False, False, False]},
        schema=CHECKS,
    )
    row = business_words(study, checks).row(0, named=True)
    assert (row["word"], row["advertisers"], row["checked"], row["licensed"]) == ("club", 1, 4, 1)
    assert row["precision"] == 0.25
    assert (round(row["low"], 4), round(row["high"], 4)) == (0.0456, 0.6994)  # Wilson, 1 of 4
    assert business_words(study).row(0, named=True)["checked"] == 0


def test_a_check_that_is_neither_yes_nor_no_is_refused_by_line(tmp_path):
    path = tmp_path / "checks.csv"
    path.write_text("advertisement,word,licensed\na1,club,ja\na2,club,misschien\n")
    with pytest.raises(BadInput, match=r"checks\.csv:3: licensed is 'misschien'"):
        read_checks(path)


def test_rates_exist_only_where_a_population_was_imported(study):
    places = pl.DataFrame(
        [("GM0363", "Amsterdam", None, 900_000), ("GM0599", "Rotterdam", None, None)], schema=PLACES, orient="row"
    )
    found = per_100_000(shares.table(study, shares.municipality()), places)
    assert found["rate"].to_list() == [pytest.approx(2 / 9), None]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,population\nAmsterdam,1\n", "kolom municipality ontbreekt"),
        ("municipality,name\nGM0363,Amsterdam\n0599,Rotterdam\n", ":3: '0599' is geen gemeentecode"),
        ("municipality,name,population\nGM0363,Amsterdam,veel\n", ":2: inwonertal 'veel'"),
        ("municipality,name\nGM0363,A\nGM0363,B\n", "GM0363 staat er meer dan één keer"),
    ],
)
def test_a_wrong_places_file_is_refused_by_line(tmp_path, text, said):
    path = tmp_path / "places.csv"
    path.write_text(text)
    with pytest.raises(BadInput, match=said):
        read_places(path)


def test_a_change_of_level_is_offered_and_noise_is_not():
    def series(values):
        rows = {"week": range(WEEK, WEEK + len(values)), "value": values, "provisional": [False] * len(values)}
        return pl.DataFrame(rows, schema={"week": pl.Int32, "value": pl.Float64, "provisional": pl.Boolean})

    wobble = [0, 3, -2, 4, -4, 1, 2, -3, 0, 2, -1, 3]
    level = change_points(series([100 + w for w in wobble] + [160 + w for w in wobble]))
    assert level["week"].to_list() == [WEEK + 12]
    assert [round(x) for x in level.select("before", "after").row(0)] == [100, 160]
    assert change_points(series([100 + w for w in wobble * 2])).is_empty()
    assert change_points(series([1.0] * 5)).is_empty()
