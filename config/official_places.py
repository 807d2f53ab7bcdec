"""Official files of CBS and PDOK, when an operator has them: inhabitants and boundaries per municipality."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from config.divisions import in_division
from domain.errors import BadInput

_CODE = ("regios", "gemeentecode", "municipality", "statcode", "code", "gm_code", "identificatie")
_NAME = ("gemeentenaam", "name", "naam", "statnaam", "title")
_PEOPLE = ("totalebevolking_1", "inwoners", "aantalinwoners", "bevolking", "population", "aantal_inwoners")
_GM = re.compile(r"^(?:GM)?(\d{4})$")


def read_inhabitants(path: Path) -> dict[str, int]:
    """Inhabitants per CBS code from a CBS StatLine CSV (comma or semicolon); merged municipalities are added up.

    Raises BadInput naming the column or line that is wrong.
    """
    people: dict[str, int] = {}
    for number, row in _rows(path):
        code = _municipality(row.get(_column(row, _CODE, path), ""))
        if code is None:
            continue  # a total, province or region
        shown = (row.get(_column(row, _PEOPLE, path)) or "").strip()
        if not shown.isdecimal():
            raise BadInput(f"{path}:{number}: inwonertal {shown!r} is geen heel getal.")
        now = in_division(code)
        people[now] = people.get(now, 0) + int(shown)
    if not people:
        raise BadInput(f"{path}: geen enkele gemeentecode zoals GM0363 gevonden.")
    return people


def read_boundaries(path: Path) -> dict[str, Any]:
    """A GeoJSON collection with code, name and shape per municipality, from a CBS/PDOK GeoJSON file.

    Raises BadInput when it is no such file, or a municipality has no code, name or shape.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: geen leesbare GeoJSON ({error}).") from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not features:
        raise BadInput(f"{path}: geen FeatureCollection met gemeenten; download de gemeentegrenzen als GeoJSON.")
    shapes = [_shape(number, feature, path) for number, feature in enumerate(features, start=1)]
    return {"type": "FeatureCollection", "features": shapes}


def _shape(number: int, feature: Any, path: Path) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    known = {str(key).lower(): value for key, value in (properties or {}).items()}
    code = next((found for key in _CODE if (found := _municipality(str(known.get(key, ""))))), None)
    name = next((str(known[key]) for key in _NAME if known.get(key)), None)
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if code is None or name is None:
        raise BadInput(f"{path}: gemeente {number} heeft geen code en naam (gemeentecode, naam).")
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadInput(f"{path}: {name} heeft geen grens (Polygon of MultiPolygon).")
    return {"type": "Feature", "properties": {"municipality": code, "name": name}, "geometry": geometry}


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: geen leesbare CSV in UTF-8 ({error}).") from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ",")
    for row in reader:
        yield reader.line_num, row


def _column(row: Mapping[str, str], wanted: tuple[str, ...], path: Path) -> str:
    for column in row:
        if column and column.strip().lower() in wanted:
            return column
    raise BadInput(f"{path}:1: geen kolom {' of '.join(wanted[:3])}; gevonden: {', '.join(filter(None, row))}.")


def _municipality(value: str) -> str | None:
    found = _GM.match((value or "").strip())
    return f"GM{found[1]}" if found else None
