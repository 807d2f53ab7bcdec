"""Files researchers use: CSV, Parquet, Excel, SPSS and a Frictionless data package with its codebook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat
import xlsxwriter

from domain.weeks import Week
from trends.codebook import COLUMNS, LABELS, TABLES
from trends.frames import METHOD

Frames = Mapping[str, pl.DataFrame]

_TYPES = {pl.String: "string", pl.Boolean: "boolean", pl.Float64: "number", pl.Date: "date"}


def export(frames: Frames, folder: Path, made_on: date, caveats: Iterable[str]) -> list[Path]:
    """Writes every format into `folder` (created when absent) and returns what was written.

    csv/ and parquet/ hold one file per table, sav/ the tables with value labels, tables.xlsx all sheets;
    datapackage.json describes the CSV files and codebook.csv every column.
    """
    named = {name: _readable(frame) for name, frame in frames.items()}
    written = [path for name, frame in named.items() for path in _per_table(name, frame, folder)]
    return [*written, _excel(named, folder), _codebook(named, folder), _package(named, folder, made_on, caveats)]


def _readable(frame: pl.DataFrame) -> pl.DataFrame:
    """Weeks as ISO text; lists and categories as plain text."""
    if "week" in frame.columns:
        names = {index: str(Week.from_index(index)) for index in frame["week"].unique().drop_nulls()}
        frame = frame.with_columns(pl.col("week").replace_strict(names, return_dtype=pl.String))
    return frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))


def _per_table(name: str, frame: pl.DataFrame, folder: Path) -> list[Path]:
    paths = [folder / kind / f"{name}.{kind}" for kind in ("csv", "parquet", "sav")]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_csv(paths[0])
    frame.write_parquet(paths[1])
    _spss(name, frame, paths[2])
    return paths


def _spss(name: str, frame: pl.DataFrame, path: Path) -> None:
    """Codes become numbers with value labels; SPSS has no other way to carry both."""
    labels: dict[str, dict[int | float, str]] = {}
    for column in frame.columns:
        if column in LABELS and frame.schema[column] == pl.String:
            known = list(LABELS[column]) + sorted(set(frame[column].drop_nulls()) - set(LABELS[column]))
            labels[column] = {i: LABELS[column].get(code, code) for i, code in enumerate(known, start=1)}
            numbers = {code: i for i, code in enumerate(known, start=1)}
            frame = frame.with_columns(pl.col(column).replace_strict(numbers, return_dtype=pl.Int32))
    pyreadstat.write_sav(
        frame.with_columns(pl.col(pl.Boolean).cast(pl.Int8), pl.col(pl.UInt32, pl.Int64).cast(pl.Float64)),
        str(path),
        file_label=TABLES[name][:60],
        column_labels={column: COLUMNS[column] for column in frame.columns},
        variable_value_labels=labels,
    )


def _excel(frames: Frames, folder: Path) -> Path:
    path = folder / "tables.xlsx"
    with xlsxwriter.Workbook(path) as book:
        _fields(frames).write_excel(book, worksheet="codebook", autofit=True)
        for name, frame in frames.items():
            frame.write_excel(book, worksheet=name, autofit=True, freeze_panes=(1, 0))
    return path


def _fields(frames: Frames) -> pl.DataFrame:
    rows = [
        (name, TABLES[name], column, _type(kind), COLUMNS[column])
        for name, frame in frames.items()
        for column, kind in frame.schema.items()
    ]
    return pl.DataFrame(rows, schema=["table", "title", "column", "type", "description"], orient="row")


def _codebook(frames: Frames, folder: Path) -> Path:
    path = folder / "codebook.csv"
    codes = [
        (name, TABLES[name], column, "code", f"{code} = {said}")
        for name, frame in frames.items()
        for column in frame.columns
        for code, said in LABELS.get(column, {}).items()
    ]
    fields = _fields(frames)
    pl.concat([fields, pl.DataFrame(codes, schema=fields.schema, orient="row")]).write_csv(path)
    return path


def _package(frames: Frames, folder: Path, made_on: date, caveats: Iterable[str]) -> Path:
    """datapackage.json after the Frictionless Data Package standard, version 1."""
    path = folder / "datapackage.json"
    described = {
        "profile": "tabular-data-package",
        "name": "peilmoment",
        "title": "Peilmoment: openbare advertenties, week voor week",
        "description": " ".join(caveats),
        "created": f"{made_on.isoformat()}T00:00:00Z",
        "method": METHOD,
        "resources": [_resource(name, frame) for name, frame in frames.items()],
    }
    path.write_text(json.dumps(described, ensure_ascii=False, indent=2), encoding="utf-8")
    return path


def _resource(name: str, frame: pl.DataFrame) -> dict[str, Any]:
    fields = [
        {"name": column, "type": _type(kind), "description": COLUMNS[column]} for column, kind in frame.schema.items()
    ]
    return {
        "profile": "tabular-data-resource",
        "name": name.replace("_", "-"),
        "title": TABLES[name],
        "path": f"csv/{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _type(kind: pl.DataType) -> str:
    return _TYPES.get(type(kind), "integer")
