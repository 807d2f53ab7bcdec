"""What a municipality sees reveals nobody: small, dominated, rounded, never exactly one hidden."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refused
from domain.weeks import Week
from trends import frames
from trends.cells import CELLS, Grain, advertiser_cells, choose_grain
from trends.disclosure import Hidden, protect
from trends.panel import panel
from trends.release import Release, audit, release

MONDAY = Week(2026, 2).index


def cells(counts: dict[str, dict[str, int]], largest: dict[str, float] | None = None, period: int = MONDAY):
    """cells({"r1": {"GM1": 12}}): one period of regions with municipalities and their advertisers."""
    rows = [
        (period, region, place, n, (largest or {}).get(place, 0.1))
        for region, places in counts.items()
        for place, n in places.items()
    ]
    return pl.DataFrame(rows, schema=CELLS, orient="row")


def seen(figures: pl.DataFrame) -> dict[str, int | str]:
    return {row["place"]: row["hidden"] or row["shown"] for row in figures.iter_rows(named=True)}


WIDE = {"r1": {"GM1": 52, "GM2": 9, "GM3": 0, "GM4": 31}, "r2": {"GM5": 44, "GM6": 103}}


def test_small_counts_look_alike_and_the_rest_is_rounded_to_five():
    shown = seen(protect(cells(WIDE)))
    assert shown == {
        "GM1": 50, "GM2": Hidden.SMALL, "GM3": Hidden.SMALL, "GM4": 30, "GM5": 45, "GM6": 105,
        "r1": 90, "r2": 145, "NL": 240,
    }  # fmt: skip


def test_a_cell_with_one_large_contributor_is_hidden():
    shown = seen(protect(cells(WIDE, {"GM1": 0.51, "GM4": 0.5})))
    assert shown["GM1"] == Hidden.DOMINATED
    assert shown["GM4"] == 30


def test_one_hidden_cell_takes_its_smallest_neighbour_with_it():
    shown = seen(protect(cells({"r1": {"GM1": 52, "GM2": 9, "GM4": 31}, "r2": {"GM5": 44, "GM6": 103}})))
    assert shown["GM2"] == Hidden.SMALL
    assert shown["GM4"] == Hidden.SECOND
    assert shown["GM1"] == 50


def test_a_hidden_cell_without_neighbours_hides_its_region_and_a_second_region():
    shown = seen(protect(cells({"r1": {"GM1": 7}, "r2": {"GM5": 44, "GM6": 103}, "r3": {"GM7": 60}})))
    assert shown["GM1"] == Hidden.SMALL
    assert shown["r1"] == Hidden.SMALL  # its region is as small as itself
    assert [shown["r2"], shown["r3"]] == [145, Hidden.SECOND]


def test_municipalities_of_another_grain_are_never_shown():
    shown = seen(protect(cells(WIDE), published={"GM1", "GM5"}))
    assert shown["GM1"] == 50
    assert shown["GM6"] == Hidden.GRAIN


counts = st.integers(0, 60)


@settings(deadline=None, max_examples=20)
@given(
    st.dictionaries(
        st.sampled_from(["r1", "r2", "r3"]),
        st.lists(st.tuples(counts, st.floats(0.05, 1)), min_size=1, max_size=4),
        min_size=1,
    )
)
def test_no_hidden_cell_of_any_table_can_be_narrowed(table):
    rows = [
        (MONDAY, region, f"GM{region}{i}", n, largest if n > 1 else 1.0)
        for region, places in table.items()
        for i, (n, largest) in enumerate(places)
    ]
    made = pl.DataFrame(rows, schema=CELLS, orient="row")
    figures = protect(made)
    shown = seen(figures)
    for region, place, n, largest in made.select("region", "municipality", "n", "largest").iter_rows():
        assert n >= 10 or isinstance(shown[place], str)
        assert largest <= 0.5 or isinstance(shown[place], str)
        if not isinstance(shown[region], str):
            children = [p for r, p in made.select("region", "municipality").iter_rows() if r == region]
            assert sum(isinstance(shown[p], str) for p in children) != 1
    made_public = figures.select(pl.lit("active").alias("measure"), pl.all())
    assert audit([Release(1, Grain.WEEKLY, 2026, date(2026, 2, 1), made_public)]) == []


def test_the_audit_finds_a_cell_that_was_left_open():
    figures = protect(cells({"r1": {"GM1": 52, "GM2": 9, "GM4": 31}, "r2": {"GM5": 44, "GM6": 103}}))
    careless = figures.with_columns(
        shown=pl.when(pl.col("place") == "GM4").then(30).when(pl.col("place") == "r1").then(90).otherwise("shown"),
        hidden=pl.when(pl.col("place") == "GM4").then(None).otherwise("hidden"),
    ).select(pl.lit("active").alias("measure"), pl.all())
    open_cell = Release(1, Grain.WEEKLY, 2026, date(2026, 2, 1), careless)
    # r1 is 91 or 92, because the nation is 238-242 and r2 143-147; so GM2 is 7, 8 or 9
    assert audit([open_cell]) == [f"active GM2 {MONDAY}"]


def test_new_is_never_more_than_active_and_the_audit_knows():
    parents = {"place": ["GM1", "GM2", "NL"], "parent": ["NL", "NL", None]}
    frame = pl.DataFrame(
        {
            "measure": ["active"] * 3 + ["new"] * 3,
            "period": [MONDAY] * 6,
            "place": parents["place"] * 2,
            "parent": parents["parent"] * 2,
            "shown": [10, 50, 60, None, None, 40],
            "hidden": [None, None, None, "second", "second", None],
        },
        schema={"measure": pl.String, "period": pl.Int32, "place": pl.String, "parent": pl.String,
                "shown": pl.Int64, "hidden": pl.String},
    )  # fmt: skip
    assert f"new GM1 {MONDAY}" in audit([Release(1, Grain.WEEKLY, 2026, date(2026, 2, 1), frame)])


def test_a_release_waits_seven_days():
    table = {"active": cells(WIDE)}
    sunday = date.fromisocalendar(2026, 2, 7)
    with pytest.raises(Refused, match="7 dagen"):
        release(table, Grain.WEEKLY, 2026, today=date(2026, 1, 18))
    made = release(table, Grain.WEEKLY, 2026, today=date(2026, 1, 19))
    assert (made.made_on - sunday).days > 7
    assert made.version == 1


def test_a_published_figure_never_changes_silently():
    today = date(2026, 2, 1)
    first = release({"active": cells(WIDE)}, Grain.WEEKLY, 2026, today=today)
    changed = {"active": cells(WIDE | {"r2": {"GM5": 60, "GM6": 103}})}
    with pytest.raises(Refused, match="al anders gepubliceerd"):
        release(changed, Grain.WEEKLY, 2026, today=today, earlier=[first])
    corrected = release(changed, Grain.WEEKLY, 2026, today=today, earlier=[first], correction="dubbele bron verwijderd")
    assert (corrected.version, corrected.correction) == (2, "dubbele bron verwijderd")
    same = release({"active": cells(WIDE)}, Grain.WEEKLY, 2026, today=today, earlier=[first])
    assert same.figures.equals(first.figures)


def test_one_division_per_release_year():
    first = release({"active": cells(WIDE)}, Grain.WEEKLY, 2026, today=date(2026, 2, 1))
    with pytest.raises(Refused, match="indeling van 2026"):
        release({"active": cells(WIDE)}, Grain.WEEKLY, 2027, today=date(2026, 2, 1), earlier=[first])


def market(weeks: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = [
        {"source": "a", "advertisement": f"a{n}", "advertiser": f"p{n}", "week": MONDAY + week, "unique": f"a{n}",
         "municipality": "GM1" if n < 12 or week % 4 == 3 else "GM2"}
        for n in range(15)
        for week in range(weeks)
        if (n + week) % 3
    ]  # fmt: skip
    visits = [{"source": "a", "week": MONDAY + w, "outcome": "complete"} for w in range(weeks)]
    return frames.sightings(pl.DataFrame(rows)), frames.measurements(pl.DataFrame(visits))


REGIONS = pl.DataFrame({"municipality": ["GM1", "GM2", "GM3"], "region": ["r1", "r1", "r1"]})


def test_cells_count_each_advertiser_once_where_most_ads_are():
    period = panel(*market(8))
    four = advertiser_cells(period, REGIONS, Grain.FOUR_WEEKLY)
    assert four.filter(pl.col("period") == MONDAY)["n"].to_list() == [12, 3, 0]
    week = advertiser_cells(period, REGIONS, Grain.WEEKLY)
    assert week.filter(pl.col("period") == MONDAY)["n"].to_list() == [8, 2, 0]
    assert week.filter(pl.col("municipality") == "GM3")["largest"].to_list() == [0.0] * 8


def test_new_advertisers_stand_where_they_are_active():
    period = panel(*market(8))
    active = advertiser_cells(period, REGIONS, Grain.FOUR_WEEKLY)
    new = advertiser_cells(period, REGIONS, Grain.FOUR_WEEKLY, new_only=True)
    assert new.select("period", "municipality").equals(active.select("period", "municipality"))
    assert (new["n"] <= active["n"]).all()
    assert new["n"].sum() > 0


def test_a_period_with_a_gap_gives_no_cells():
    sightings, visits = market(8)
    visits = visits.with_columns(
        outcome=pl.when(pl.col("week") == MONDAY + 5).then(pl.lit("partial")).otherwise("outcome")
    )
    four = advertiser_cells(panel(sightings, visits), REGIONS, Grain.FOUR_WEEKLY)
    assert four["period"].unique().to_list() == [MONDAY]


def test_a_municipality_gets_the_finest_grain_it_can_nearly_always_show():
    weekly = pl.concat([cells({"r": {"GM1": 20, "GM2": 8, "GM3": 2}}, period=MONDAY + w) for w in range(10)])
    monthly = pl.concat([cells({"r": {"GM1": 50, "GM2": 15, "GM3": 6}}, period=MONDAY + w) for w in (0, 4)])
    assert choose_grain(weekly, monthly) == {
        "GM1": Grain.WEEKLY, "GM2": Grain.FOUR_WEEKLY, "GM3": Grain.REGION_ONLY
    }  # fmt: skip
