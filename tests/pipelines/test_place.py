from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.divisions import in_division, read_mergers
from config.official_places import read_boundaries, read_inhabitants
from domain.errors import BadInput
from pipelines.place import find_places, gazetteer, municipalities, municipality_name, read_place


def named(text: str, language: str = "nl") -> list[str]:
    return [municipality_name(code) for code in municipalities(find_places(text, language))]


def test_the_gazetteer_knows_every_municipality_of_the_division() -> None:
    names = gazetteer().names
    assert len(names) == 342
    for code, name in names.items():
        assert read_place(name) == code, name
        assert municipalities(find_places(f"Ik ontvang in {name} graag")) == [code], name


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Te vinden in de Bijlmer", "nl", ["Amsterdam"]),
        ("Scheveningen", "nl", ["'s-Gravenhage"]),
        ("Capelle a/d IJssel", "nl", ["Capelle aan den IJssel"]),
        ("alphen aan den rijn", "nl", ["Alphen aan den Rijn"]),
        ("DEN BOSCH", "nl", ["'s-Hertogenbosch"]),
        ("in een rustige straat", "nl", []),
        ("Echt waar, het Best van alles", "nl", []),
        ("Privé in Echt", "nl", ["Echt-Susteren"]),
        ("Elle est à Goes, 24 ans", "fr", ["Goes"]),
        ("Boxmeer", "nl", ["Land van Cuijk"]),
        ("Weesp", "nl", ["Amsterdam"]),
        ("Mill en Sint Hubert", "nl", ["Land van Cuijk"]),
        ("Diemen, vlakbij Amsterdam", "nl", ["Diemen"]),
        ("Vlakbij Amsterdam", "nl", ["Amsterdam"]),
        ("Geboren in Rotterdam, nu in Breda", "nl", ["Breda"]),
        ("Amsterdam, Utrecht en Zwolle", "nl", ["Amsterdam", "Utrecht", "Zwolle"]),
        ("Den Boschban", "hu", ["'s-Hertogenbosch"]),
        ("Я в Гааге", "ru", ["'s-Gravenhage"]),
        ("w Maastrichcie", "pl", ["Maastricht"]),
    ],
)
def test_a_place_is_told_by_its_municipality(text: str, language: str, expected: list[str]) -> None:
    assert named(text, language) == expected


def test_an_old_code_is_told_in_any_later_division() -> None:
    assert in_division("GM0756") == "GM1982"
    assert in_division("GM0756", 2021) == "GM0756"
    assert in_division("GM0457", 2022) == "GM0363"
    assert read_place("GM0501") == "GM1992"


def test_every_merger_ends_in_a_municipality_we_know() -> None:
    for merger in read_mergers():
        assert gazetteer().names[merger.into] == merger.name


def test_inhabitants_of_merged_municipalities_are_added_up(tmp_path: Path) -> None:
    file = tmp_path / "cbs.csv"
    file.write_text('"RegioS";"TotaleBevolking_1"\n"NL01";"9"\n"GM0756  ";"100"\n"GM1684  ";"50"\n', encoding="utf-8")
    assert read_inhabitants(file) == {"GM1982": 150}


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "cbs.csv"
    file.write_text("gemeentecode,inwoners\nGM0363,veel\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"cbs\.csv:2"):
        read_inhabitants(file)
    file.write_text("plaats,aantal\nx,1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="geen kolom"):
        read_inhabitants(file)


def test_boundaries_keep_code_name_and_shape(tmp_path: Path) -> None:
    file = tmp_path / "pdok.geojson"
    shape = {"type": "Polygon", "coordinates": [[[4, 52], [5, 52], [5, 53], [4, 52]]]}
    feature = {
        "type": "Feature",
        "properties": {"statcode": "GM0363", "statnaam": "Amsterdam", "x": 1},
        "geometry": shape,
    }
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    kept = read_boundaries(file)["features"]
    assert kept == [feature | {"properties": {"municipality": "GM0363", "name": "Amsterdam"}}]
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(BadInput, match="FeatureCollection"):
        read_boundaries(file)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ik woon op kamers in Wageningen en kan daar niet ontvangen. Ik kom naar je toe.", "nl", ["Wageningen"]),
        ("Ik woon in Ede maar kan daar niet ontvangen, wel in Wageningen", "nl", ["Wageningen"]),
        ("In Leiden ontvang ik niet meer dan drie heren per dag", "nl", ["Leiden"]),
        ("Klanten in de omgeving van Tiel en Culemborg zijn welkom", "nl", ["Tiel", "Culemborg"]),
        ("This week in Breda, now also in Tilburg", "en", ["Breda", "Tilburg"]),
        ("Until May in Breda, now in Tilburg", "en", ["Tilburg"]),
        ("I came from Breda to Tilburg and receive there", "en", ["Tilburg"]),
        ("A zwollei lakásomban fogadlak", "hu", ["Zwolle"]),
        ("Egy zwollei vendégem szerint kedves vagyok", "hu", []),
        ("selam leeuwardendeyim gel bana", "tr", ["Leeuwarden"]),
    ],
)
def test_a_town_counts_only_where_one_works(text: str, language: str, expected: list[str]) -> None:
    assert [municipality_name(code) for code in municipalities(find_places(text, language))] == expected
