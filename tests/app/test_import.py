"""An earlier collection comes in whole or is refused by line, links, and goes out under its own codes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from app.cli import app
from app.clock import now
from app.house import House, found_house
from config.settings import read_settings
from domain.errors import BadInput, SetupError
from pipelines.collection import COLUMNS, read_collection
from storage.audit import history
from storage.collections import Import, begin_import
from storage.tables.ads import contents, sightings
from storage.tables.imports import imports

TEXT = "Welkom op mijn rustige plek in het centrum, bel op werkdagen tussen tien en zes voor een afspraak."
Peil = Callable[..., Result]


def row(code: str, week: str, **said: Any) -> dict[str, Any]:
    common = {
        "source": "oud",
        "advertiser": "Roos",
        "phone": "06 0000 0012",
        "municipality": "Utrecht",
        "title": "Roos in Utrecht",
        "text": TEXT,
        "price_hour": "150",
        "age": "30",
        "gender": "vrouw",
        "work_type": "at_home escort",
        "origin": "",
    }
    return common | {"code": code, "week": week} | said


ROWS = [
    row("A-1", "2020-W35"),
    row("A-1", "2020-09-02"),  # a date in week 36
    row("A-2", "2020-W38"),
    row("B-9", "2020-W35", advertiser="Iris", phone="", age="44", municipality="Zwolle", text=TEXT[::-1]),
]


def write_csv(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("PEIL_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PEIL_DATABASE_URL", raising=False)
    return found_house(read_settings())


@pytest.fixture
def peil(house: House) -> Peil:
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def count(house: House) -> tuple[int, int]:
    with house.engine.connect() as connection:
        return tuple(  # type: ignore[return-value]
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (contents, sightings)
        )


def test_csv_json_and_parquet_hold_the_same(tmp_path: Path) -> None:
    files = write_csv(tmp_path / "a.csv", ROWS), tmp_path / "a.jsonl", tmp_path / "a.parquet"
    files[1].write_text("\n".join(json.dumps(each) for each in ROWS), encoding="utf-8")
    pl.DataFrame(ROWS).write_parquet(files[2])
    first, *others = (read_collection(file).drop("line") for file in files)
    assert first.height == len(ROWS)
    assert all(first.equals(other) for other in others)


def test_a_collection_is_imported_linked_and_exported_under_its_own_codes(
    peil: Peil, house: House, tmp_path: Path
) -> None:
    done = peil("import", write_csv(tmp_path / "oud.csv", ROWS), "--purpose", "vergelijking", "--ground", "art. 89")
    assert done.exit_code == 0, done.output
    assert peil("link").exit_code == 0
    out = tmp_path / "links.csv"
    assert peil("export", "links", "--out", out).exit_code == 0
    found = pl.read_csv(out)
    assert found.columns == ["source", "code", "week", "advertisement_id", "advertiser_id"]
    assert set(found.select("code", "week").rows()) == {
        ("A-1", "2020-W35"),
        ("A-1", "2020-W36"),
        ("A-2", "2020-W38"),
        ("B-9", "2020-W35"),
    }
    who = dict(found.select("code", "advertiser_id").rows())
    assert who["A-1"] == who["A-2"] != who["B-9"]
    truth = tmp_path / "truth.csv"
    truth.write_text("source,code,advertiser_id\noud,A-1,1\noud,A-2,1\noud,B-9,2\n")
    judged = peil("link", "evaluate", "--truth", truth)
    assert "3 van 3 advertenties" in judged.output
    assert "1.0000" in judged.output.splitlines()[2]
    with house.engine.connect() as connection:
        told = next(entry for entry in history(connection) if entry.action == "import")
    assert "vergelijking" in str(told)
    assert "art. 89" in str(told)


def test_nothing_clear_reaches_the_database(peil: Peil, house: House, tmp_path: Path) -> None:
    peil("import", write_csv(tmp_path / "oud.csv", ROWS))
    house.engine.dispose()
    stored = b"".join(file.read_bytes() for file in house.settings.home.rglob("*") if file.is_file())
    for clear in ("0000 0012", "600000012", "Roos", "A-1", "rustige plek"):
        assert clear.encode() not in stored


def test_the_same_file_twice_and_an_overlapping_week_change_nothing(peil: Peil, house: House, tmp_path: Path) -> None:
    peil("import", write_csv(tmp_path / "oud.csv", ROWS))
    before = count(house)
    assert "al helemaal ingelezen" in peil("import", tmp_path / "oud.csv").output
    again = peil("import", write_csv(tmp_path / "later.csv", [*ROWS[::-1], row("A-2", "2020-W39")]))
    assert "1 nieuwe waarnemingen" in again.output
    assert count(house) == (before[0], before[1] + 1)


def test_an_import_that_was_cut_off_goes_on(peil: Peil, house: House, tmp_path: Path) -> None:
    import hashlib

    file = write_csv(tmp_path / "oud.csv", ROWS)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    with house.engine.begin() as connection:
        begin_import(connection, Import(digest, file.name, "x", "y", "z", 4, 0), now())
    assert "4 nieuwe waarnemingen" in peil("import", file).output
    with house.engine.connect() as connection:
        assert connection.execute(select(imports.c.finished)).scalar_one() is not None


def test_a_dry_run_stores_nothing(peil: Peil, house: House, tmp_path: Path) -> None:
    assert "niets bewaard" in peil("import", write_csv(tmp_path / "oud.csv", ROWS), "--dry-run").output
    assert count(house) == (0, 0)


def test_wrong_rows_are_refused_and_wrong_values_left_empty_by_line(peil: Peil, house: House, tmp_path: Path) -> None:
    many = [row(f"C-{at}", "2020-W35") for at in range(40)]
    wrong = [
        row("", "2020-W35"),
        row("D-1", "2020-W54"),
        row("C-0", "2020-W35", municipality="Zwolle"),  # the same ad in two places at once
        row("D-2", "2020-W35", price_hour="veel", age="31,5", municipality="Nergenshuizen", phone="bel me"),
    ]
    told = peil("import", write_csv(tmp_path / "oud.csv", [*many, *wrong])).output
    for line, what in ((42, "geen code"), (43, "week is niet te lezen"), (44, "tweede rij")):
        assert f"oud.csv:{line}: {what}" in told
    for name in ("price_hour", "age", "municipality", "phone"):
        assert f"oud.csv:45: {name} is niet te lezen; waarde leeg" in told
    assert "bel me" not in told  # a wrong value may be a number or a name in the wrong column
    assert count(house)[1] == 41


def test_a_file_that_is_mostly_wrong_is_refused_whole(peil: Peil, house: House, tmp_path: Path) -> None:
    done = peil("import", write_csv(tmp_path / "oud.csv", [row("", "2020-W35"), *ROWS]))
    assert isinstance(done.exception, BadInput)
    assert count(house) == (0, 0)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_a_truncated_file_is_refused(tmp_path: Path, suffix: str) -> None:
    whole, cut = tmp_path / f"whole{suffix}", tmp_path / f"cut{suffix}"
    frame = pl.DataFrame(ROWS)
    {".csv": frame.write_csv, ".jsonl": frame.write_ndjson, ".parquet": frame.write_parquet}[suffix](whole)
    cut.write_bytes(whole.read_bytes()[:-60])
    assert read_collection(whole).height == 4
    with pytest.raises(BadInput, match=r"afgekapt|volledig"):
        read_collection(cut)


def test_a_missing_column_an_unknown_kind_and_a_missing_file_say_so(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("source,code\noud,1\n")
    with pytest.raises(BadInput, match="week"):
        read_collection(file)
    with pytest.raises(BadInput, match="onbekend soort"):
        read_collection(tmp_path / "a.xlsx")
    with pytest.raises(BadInput, match="bestaat niet"):
        read_collection(tmp_path / "b.csv")


def test_only_source_code_and_week_link_nothing_together(peil: Peil, tmp_path: Path) -> None:
    file = tmp_path / "kaal.csv"
    lines = [f"oud,{code},2020-W{week}" for week in (37, 35, 36) for code in ("A", "B", "C")]
    file.write_text("\n".join(["source,code,week", *lines, "nieuw,A,2020-W35"]))
    assert peil("import", file).exit_code == 0
    assert "4 advertenties, 4 vermoedelijke adverteerders" in peil("link").output
    out = tmp_path / "links.csv"
    peil("export", "links", "--out", out)
    found = pl.read_csv(out)
    assert found.height == 10
    assert found["advertiser_id"].n_unique() == 4
    assert found.group_by("source", "code").agg(pl.n_unique("advertisement_id"))["advertisement_id"].max() == 1


def test_a_week_twice_in_one_file_counts_once_and_is_told_by_line(peil: Peil, house: House, tmp_path: Path) -> None:
    done = peil("import", write_csv(tmp_path / "oud.csv", [*ROWS, *ROWS]))
    assert done.exit_code == 0
    assert "oud.csv:6: tweede rij" in done.output
    assert count(house)[1] == len(ROWS)


def test_two_people_on_one_phone_at_once_stay_two(peil: Peil, tmp_path: Path) -> None:
    weeks = ("2020-W35", "2020-W36")
    roos = [row("A-1", week) for week in weeks]
    iris = [row("B-1", week, advertiser="Iris", age="44", title="Iris", text=TEXT[::-1]) for week in weeks]
    peil("import", write_csv(tmp_path / "oud.csv", [*roos, *iris]))
    assert "2 advertenties, 2 vermoedelijke adverteerders" in peil("link").output


@pytest.mark.parametrize(("delimiter", "mark"), [(",", ""), (";", "\ufeff"), ("\t", ""), ("|", "\ufeff")])
def test_a_csv_of_any_spreadsheet_is_read(tmp_path: Path, delimiter: str, mark: str) -> None:
    file = tmp_path / "a.csv"
    said = f'zij zei "kom{delimiter} gerust"\nen meer'
    with file.open("w", newline="", encoding="utf-8") as lines:
        lines.write(mark)
        writer = csv.writer(lines, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([["week", "source", "text", "code", "foto"], ["2020-W35", "oud", said, "A", "x.jpg"]])
    found = read_collection(file)
    assert found.row(0, named=True) | {"source": "oud", "code": "A", "week": "2020-W35"} == found.row(0, named=True)
    assert found["text"][0] == said
    assert "foto" not in found.columns


def test_parquet_with_dates_and_numbers_reads_as_text_would(peil: Peil, house: House, tmp_path: Path) -> None:
    from datetime import date

    file = tmp_path / "a.parquet"
    dates = [date(2020, 8, 26), date(2020, 9, 2)]
    frame = pl.DataFrame({"source": "oud", "code": [17, 18], "week": dates, "phone": [31600000012, 31600000012]})
    frame.with_columns(age=pl.Series([30.0, None]), municipality=pl.Series([None, "Utrecht"])).write_parquet(file)
    assert "2 nieuwe waarnemingen (2020-W35 tot en met 2020-W36)" in peil("import", file).output
    frame.with_columns(pl.col("week").cast(pl.Datetime).dt.offset_by("9h")).write_parquet(file)
    assert "0 nieuwe waarnemingen" in peil("import", file).output
    assert count(house)[1] == 2


def test_a_collection_may_begin_an_installation_and_a_look_needs_none(fresh: Path, old: Path) -> None:
    look = CliRunner().invoke(app, ["import", str(old), "--dry-run"])
    assert look.exit_code == 0
    assert "4 waarnemingen" in look.output
    assert not fresh.exists()
    assert "Nieuwe installatie" in CliRunner().invoke(app, ["import", str(old)]).output
    assert (fresh / "keys.json").exists()


@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
@pytest.mark.parametrize("lost", ["keys.json", "peilmoment.db"])
def test_an_import_never_mends_half_an_installation(fresh: Path, old: Path, lost: str, dry_run: list[str]) -> None:
    """New keys would not fit old data, and old keys with a new database say that a disk was lost."""
    found_house(read_settings())
    (fresh / lost).unlink()
    for _ in range(2):  # the first refusal leaves nothing that a second run takes for an installation
        result = CliRunner().invoke(app, ["import", str(old), *dry_run])
        assert isinstance(result.exception, SetupError)


def test_an_import_founds_no_installation_on_a_database_elsewhere(
    fresh: Path, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEIL_DATABASE_URL", f"sqlite:///{tmp_path / 'shared.db'}")
    result = CliRunner().invoke(app, ["import", str(old)])
    assert isinstance(result.exception, SetupError)
    assert not fresh.exists()


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home where nothing has been founded."""
    monkeypatch.setenv("PEIL_HOME", str(tmp_path / "fresh"))
    monkeypatch.delenv("PEIL_DATABASE_URL", raising=False)
    return tmp_path / "fresh"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "oud.csv", ROWS)
