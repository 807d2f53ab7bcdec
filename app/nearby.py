"""Which municipalities lie near each other, and in which square of the country: for facts over several ads.

Both come from the coordinates of the gazetteer, so that they hold without anyone's boundary file.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from math import asin, cos, radians, sin, sqrt

from pipelines.place_names import PLACES

NEAR = 20.0  # km between centres: municipalities that border nearly always lie closer
SQUARE = (0.54, 0.88)  # degrees north and east, about 60 by 60 km: about twenty squares over the country
EARTH = 6371.0  # km
Point = tuple[float, float]


@cache
def neighbours() -> Mapping[str, frozenset[str]]:
    """Per municipality those whose centre lies within 20 km."""
    points = _centres()
    return {
        one: frozenset(two for two, there in points.items() if two != one and _apart(here, there) <= NEAR)
        for one, here in points.items()
    }


@cache
def squares() -> Mapping[str, str]:
    """Per municipality the square its centre lies in: a fixed division for comparing prices."""
    return {name: f"{int(north / SQUARE[0])}-{int(east / SQUARE[1])}" for name, (north, east) in _centres().items()}


@cache
def _centres() -> Mapping[str, Point]:
    """The place that bears the municipality's name, else its most populous place."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    placed = [row for row in rows if row["municipality"] and row["latitude"] and row["longitude"]]
    own = {row["municipality"]: row["name"] for row in rows if row["kind"] == "municipality"}
    placed.sort(key=lambda row: (row["name"] == own.get(row["municipality"]), int(row["population"] or 0)))
    return {row["municipality"]: (float(row["latitude"]), float(row["longitude"])) for row in placed}


def _apart(one: Point, two: Point) -> float:
    north, east = radians(two[0] - one[0]), radians(two[1] - one[1])
    half = sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(two[0])) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
