"""From an imported collection to a report and a release, through the commands a person types."""

from __future__ import annotations

import csv
import json

import polars as pl
import pytest

from app.clock import now
from app.commands.import_file import import_file
from app.commands.release import release
from app.commands.report import report
from app.house import found_house, open_house
from app.jobs import link
from config.settings import read_settings
from domain.errors import BadInput, Refused
from domain.weeks import Week
from storage.audit import history

FIRST = Week(2024, 1)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An installation with an imported collection of eight weeks, linked."""
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PEIL_HOME", str(folder))
        found_house(read_settings())
        rows = folder / "rows.csv"
        with rows.open("w", newline="", encoding="utf-8") as file:
            written = csv.writer(file)
            written.writerow(["source", "code", "week", "advertiser", "municipality", "price_hour", "age", "gender"])
            for n in range(60):
                place = ["Amsterdam", "Rotterdam", "Utrecht"][n % 3]
                for week in range(n % 4, 8):
                    row = ["oud_a", f"c{n}", FIRST + week, f"naam{n}", place, 120 + n % 5 * 20, 20 + n % 20, "woman"]
                    written.writerow(row)
        import_file(rows)
        link(open_house(), FIRST + 7, now())
        yield folder


def test_a_report_with_its_data_is_written_and_logged(home, tmp_path, capsys):
    report("2024-W01", "2024-W08", tmp_path / "verslag", paper=False)
    html = (tmp_path / "verslag" / "verslag.html").read_text(encoding="utf-8")
    assert "Openbare advertenties, week voor week" in html
    active = pl.read_csv(tmp_path / "verslag" / "data" / "csv" / "weekly.csv").filter(
        (pl.col("measure") == "active") & (pl.col("source") == "all")
    )
    assert active["value"].to_list() == [15, 30, 45, 60, 60, 60, 60, 60]
    assert "verslag.html" in capsys.readouterr().out
    with open_house().engine.connect() as connection:
        assert "export" in {row.action for row in history(connection)}


def test_rows_that_single_somebody_out_are_refused_before_anything_is_written(home, tmp_path):
    with pytest.raises(Refused, match="zouden herkenbaar zijn"):
        report("2024-W01", "2024-W08", tmp_path / "verslag", rows="age_band,municipality", paper=False)
    assert not (tmp_path / "verslag").exists()


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2024-W08", "2024-W01", "draai ze om"),
        ("2019-W01", "2019-W09", "niets gemeten"),
        ("januari", "2024-W01", "ISO-week"),
    ],
)
def test_a_wrong_period_is_refused_with_what_to_do(home, tmp_path, start, end, said):
    with pytest.raises(BadInput, match=said):
        report(start, end, tmp_path / "verslag", paper=False)


def test_a_release_is_kept_and_repeats_itself(home, tmp_path, capsys):
    places = tmp_path / "gemeenten.csv"
    places.write_text("municipality,name,region\nGM0363,Amsterdam,Noord\nGM0344,Utrecht,Noord\nGM0599,Rotterdam,Zuid\n")
    for version in (1, 2):
        release("2024-W01", "2024-W08", places, 2024)
        kept = home / "releases" / f"release-four_weekly-00{version}.parquet"
        figures = pl.read_parquet(kept)
        assert set(figures["shown"].drop_nulls() % 5) == {0}
        assert json.loads(kept.with_suffix(".json").read_text())["division"] == 2024
    assert "cijfers worden getoond" in capsys.readouterr().out


def test_a_release_without_regions_is_refused(home, tmp_path):
    places = tmp_path / "gemeenten.csv"
    places.write_text("municipality,name\nGM0363,Amsterdam\n")
    with pytest.raises(BadInput, match="region nodig"):
        release("2024-W01", "2024-W08", places, 2024)
