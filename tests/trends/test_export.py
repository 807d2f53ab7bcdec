"""The files researchers get open in their tools, say what they mean, and single nobody out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pyreadstat
import pytest

from domain.errors import Refused
from trends import frames
from trends.codebook import COLUMNS, TABLES, label
from trends.export import export
from trends.microdata import microdata
from trends.panel import panel
from trends.records import studied
from trends.tables import Period, tables

WEEK = 105_000


@pytest.fixture(scope="module")
def period() -> Period:
    """Sixty advertisers over twelve weeks on two sources; only one works in another way than others."""
    rows = [
        {
            "source": "a" if n % 3 else "b", "advertisement": f"ad{n}", "advertiser": f"p{n}", "week": WEEK + week,
            "unique": f"ad{n}", "municipality": "GM0363" if n % 4 else "GM0599", "age": 20 + n % 30,
            "price_hour": 100.0 + n % 5 * 30, "gender": "man" if n % 5 == 0 else "woman",
            "work_types": ["massage"] if n == 59 else ["at_home"], "business_words": ["club"] if n == 7 else [],
        }
        for n in range(60)
        for week in range(n % 7, 12)
        if (n * 7 + week) % 5
    ]  # fmt: skip
    visits = [
        {"source": source, "week": WEEK + week, "outcome": "complete", "crawl": f"{source}{week}", "digest": "d" * 64}
        for source in "ab"
        for week in range(12)
    ]
    return Period(frames.sightings(pl.DataFrame(rows)), frames.measurements(pl.DataFrame(visits)), cumulative=True)


@pytest.fixture(scope="module")
def folder(period, tmp_path_factory):
    made = tmp_path_factory.mktemp("export")
    rows = {"microdata": microdata(study(period), ["gender"])}
    export(tables(period).frames | rows, made, date(2026, 7, 1), ["Advertenties zijn geen mensen."])
    return made


def study(period):
    return studied(panel(period.sightings, period.measurements))


def test_every_table_and_column_stands_in_the_codebook(period):
    found = tables(period).frames
    assert set(found) <= set(TABLES)
    for name, frame in found.items():
        assert set(frame.columns) <= set(COLUMNS), name


def test_the_data_package_describes_each_file_exactly(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["profile"] == "tabular-data-package"
    assert package["name"] == package["name"].lower()
    readers = {"string": str, "number": float, "integer": int, "boolean": lambda text: {"true": 1, "false": 0}[text]}
    for resource in package["resources"]:
        table = pl.read_csv(folder / resource["path"], infer_schema=False)
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == table.columns
        assert all(field["description"] for field in fields)
        for field in fields:
            for text in table[field["name"]].drop_nulls():
                readers[field["type"]](text)
    assert {resource["path"] for resource in package["resources"]} == {
        f"csv/{path.name}" for path in (folder / "csv").iterdir()
    }


def test_csv_parquet_and_spss_hold_the_same_figures(folder):
    parquet = pl.read_parquet(folder / "parquet" / "weekly.parquet")
    csv = pl.read_csv(folder / "csv" / "weekly.csv", schema=parquet.schema)
    assert csv.equals(parquet)
    assert parquet["week"][0] == "0001-W01" or parquet["week"][0].startswith("20")
    spss, meta = pyreadstat.read_sav(str(folder / "sav" / "weekly.sav"), output_format="polars")
    assert spss["value"].drop_nans().drop_nulls().to_list() == parquet["value"].drop_nulls().to_list()
    assert meta.column_names_to_labels["gap"] == COLUMNS["gap"]


def test_spss_codes_carry_value_labels(folder):
    rows, meta = pyreadstat.read_sav(str(folder / "sav" / "microdata.sav"), output_format="polars")
    labels = meta.variable_value_labels["gender"]
    assert {labels[code] for code in rows["gender"].unique()} == {"vrouw", "man"}


def test_excel_has_a_sheet_per_table_and_the_codebook(folder):
    import zipfile

    with zipfile.ZipFile(folder / "tables.xlsx") as book:
        workbook = book.read("xl/workbook.xml").decode()
    for name in ["codebook", *(path.stem for path in (folder / "csv").iterdir())]:
        assert f'name="{name}"' in workbook


def test_no_advertisement_advertiser_or_unique_id_leaves_the_house(folder):
    for path in folder.rglob("*.csv"):
        text = path.read_text(encoding="utf-8")
        assert "ad59" not in text, path
        assert "p59" not in text, path


def test_small_places_are_left_out(period):
    found = tables(period).frames
    assert found["municipalities"].filter(pl.col("hidden"))["mean"].null_count() == 1
    series = found["weekly_municipality"]
    assert series["value"].drop_nulls().min() >= 10
    assert series["hidden"].any()


def test_rows_have_fresh_numbers_at_every_export(period):
    first, second = (microdata(study(period), ["gender"]) for _ in range(2))
    assert first.height == second.height == 60
    assert not set(first["id"]) & set(second["id"])
    assert first["id"].n_unique() == 60


def test_a_combination_that_few_share_is_refused_with_the_way_out(period):
    with pytest.raises(Refused, match=r"1 van 60 rijen .* laat work_combination weg .dan nog geen enkele"):
        microdata(study(period), ["gender", "work_combination"])
    with pytest.raises(Refused, match="kolom text gaat niet mee"):
        microdata(study(period), ["gender", "text"])


def test_labels_are_read_by_people():
    assert label("age_band", "-30") == "tot en met 30"
    assert label("price_band", "301+") == "301 en meer"
    assert label("price_band", "50-100") == "50 tot en met 100"
    assert label("work_type", "at_home") == "thuis"
    assert label("origin", "anders") == "anders"


def test_a_partial_visit_that_counts_carries_its_reason_into_the_export(period, tmp_path):
    reason = pl.when(pl.col("crawl") == "a3").then(pl.lit("storing, aantallen kloppen"))
    marked = replace(period, measurements=period.measurements.with_columns(accepted=reason))
    export({"measurements": tables(marked).frames["measurements"]}, tmp_path, date(2026, 7, 1), [])
    written = pl.read_csv(tmp_path / "csv" / "measurements.csv")
    assert written.filter(pl.col("accepted") == "storing, aantallen kloppen")["crawl"].to_list() == ["a3"]
