"""Reads an earlier collection of ads: JSON lines, CSV or Parquet, every problem with its line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from domain.errors import BadInput

COLUMNS = (
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
)
REQUIRED = COLUMNS[:3]
KINDS = {".jsonl": "JSON-regels", ".ndjson": "JSON-regels", ".csv": "CSV", ".parquet": "Parquet"}


def read_collection(path: Path) -> pl.DataFrame:
    """The file's rows as text, columns `line` and COLUMNS; an absent column is empty, others are left out.

    `line` is the line of the file (Parquet: the row, from 1). Raises BadInput naming the line when the
    file is cut off, is not what its name says, or lacks source, code or week.
    """
    if path.suffix not in KINDS:
        raise BadInput(f"{path}: onbekend soort bestand; kies uit {', '.join(KINDS)}")
    if not path.is_file():
        raise BadInput(f"{path}: dit bestand bestaat niet")
    try:
        rows = {".csv": _csv, ".parquet": _parquet}.get(path.suffix, _json)(path)
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: geen UTF-8-tekst ({error.reason} op byte {error.start})") from error
    missing = [name for name in REQUIRED if name not in rows.columns]
    if missing:
        raise BadInput(f"{path}: kolommen ontbreken: {', '.join(missing)}; aanwezig: {', '.join(rows.columns[1:])}")
    return rows.select("line", *(_text(rows, name) for name in COLUMNS))


def _text(rows: pl.DataFrame, name: str) -> pl.Expr:
    if name not in rows.columns:
        return pl.lit(None, dtype=pl.String).alias(name)
    kind = rows.schema[name]
    value = pl.col(name)
    if isinstance(kind, pl.List):
        value = value.cast(pl.List(pl.String)).list.join(" ")
    elif isinstance(kind, pl.Datetime):
        value = value.dt.date()
    stripped = value.cast(pl.String).str.strip_chars()
    return pl.when(stripped != "").then(stripped).alias(name)


def _parquet(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path).with_row_index("line", offset=1)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput(f"{path}: geen volledig Parquet-bestand ({error}). Kopieer het opnieuw.") from error


def _csv(path: Path) -> pl.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(",;\t|", key=first.count)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        header = [name.strip() for name in next(reader, [])]
        twice = sorted({name for name in header if header.count(name) > 1})
        if twice:
            raise BadInput(f"{path}:1: kolom komt twee keer voor: {', '.join(twice)}")
        lines, rows = [], []
        for line, row in _csv_rows(path, reader, len(header)):
            lines.append(line)
            rows.append(row)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    return frame.insert_column(0, pl.Series("line", lines, dtype=pl.UInt32))


def _csv_rows(path: Path, reader: Any, width: int) -> Iterator[tuple[int, list[str]]]:
    start = reader.line_num + 1
    try:
        for row in reader:
            if row and len(row) != width:
                raise BadInput(f"{path}:{start}: {len(row)} velden in plaats van {width}; is het bestand afgekapt?")
            if row:
                yield start, row
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"{path}:{start}: geen geldige CSV-regel ({error}); is het bestand afgekapt?") from error


def _json(path: Path) -> pl.DataFrame:
    lines: list[int] = []
    rows: list[dict[str, Any]] = []
    with path.open(encoding="utf-8-sig") as file:
        for line, written in enumerate(file, start=1):
            if written.strip():
                rows.append(_json_row(path, line, written))
                lines.append(line)
    names = sorted({name for row in rows for name in row})
    found = {name: pl.Series([_json_value(row.get(name)) for row in rows], dtype=pl.String) for name in names}
    return pl.DataFrame({"line": pl.Series(lines, dtype=pl.UInt32), **found})


def _json_row(path: Path, line: int, written: str) -> dict[str, Any]:
    try:
        row = json.loads(written)
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}:{line}: geen JSON ({error.msg}); is het bestand afgekapt?") from error
    if not isinstance(row, dict):
        raise BadInput(f"{path}:{line}: verwacht een object, zoals {{'source': ..., 'code': ...}}")
    return row


def _json_value(value: Any) -> str | None:
    if value is None:
        return None
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
