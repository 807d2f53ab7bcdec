"""Linking comes out of both databases as it went in, and a second run touches only what changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest
from sqlalchemy import Engine, event

from dedup.link import Linkage, link
from domain.weeks import Week
from storage.collections import open_measurements, save_contents, save_sightings
from storage.frames import linking_input, series_input
from storage.keys import Keyring, create_keys
from storage.linking import load_advertisements, load_all_links, load_groups, load_identities, save_linkage
from storage.tables.ads import contents, sightings

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = Week(2026, 3).index
KEPT = timedelta(days=14)


def ad(code: str, phone: str | None, name: str) -> dict[str, object]:
    said = {"content_hash": code, "municipality": "GM0344", "age": 30, "price_hour": 150.0, "work_type": "escort"}
    keyed = {"gender": "woman", "name_key": name, "name_tokens": name, "contact_key": phone, "sketch": b""}
    return said | keyed


ADS = [ad("a1", "p1", "roos"), ad("b1", "p1", "roos"), ad("c1", None, "iris")]


def store(engine: Engine, weeks: dict[str, list[int]], ads: list[dict[str, object]] = ADS) -> None:
    """Ads by code, on the source that their letter names, in the weeks given."""
    rows = [(code[0], code, FIRST + week, code) for code, seen in weeks.items() for week in seen]
    seen = pl.DataFrame(rows, schema=["source", "code", "week", "content_hash"], orient="row")
    with engine.begin() as connection:
        open_measurements(connection, seen, "d", AT)
        ids = save_contents(connection, pl.DataFrame(ads, infer_schema_length=None))
        save_sightings(connection, seen, ids, AT)


def relink(engine: Engine, keyring: Keyring) -> Linkage:
    with engine.begin() as connection:
        taken = linking_input(connection, keyring, now=AT, text_kept=KEPT)
        found = link(*taken, previous=load_advertisements(connection))
        save_linkage(connection, found, AT)
    return found


def test_what_is_read_is_what_was_stored(engine: Engine, tmp_path: Path) -> None:
    store(engine, {"a1": [0, 1, 5], "b1": [1], "c1": [2]})
    found = relink(engine, create_keys(tmp_path / "keys.json"))
    with engine.connect() as connection:
        stored, who = load_advertisements(connection), load_identities(connection)
        seen, measured = series_input(connection)
    assert stored.sort("advertisement").equals(found.advertisements.select(stored.columns).sort("advertisement"))
    assert who.select("code", "week").sort("code", "week").rows() == [
        ("a1", FIRST), ("a1", FIRST + 1), ("a1", FIRST + 5), ("b1", FIRST + 1), ("c1", FIRST + 2)
    ]  # fmt: skip
    assert seen.height == 5
    assert seen.select("age", "price_hour", "work_types").unique().rows() == [(30, 150.0, ["escort"])]
    assert measured.height == 5


def test_a_week_more_writes_that_week_only(engine: Engine, tmp_path: Path) -> None:
    store(engine, {"a1": [0, 1], "b1": [0, 1], "c1": [0]})
    keyring = create_keys(tmp_path / "keys.json")
    relink(engine, keyring)
    store(engine, {"c1": [1]})
    written: list[str] = []

    def watch(_one: object, _two: object, statement: str, parameters: object, *_: object) -> None:
        if "uniques" in statement and not statement.lstrip().startswith("SELECT"):
            written.extend([statement] * (len(parameters) if isinstance(parameters, list) else 1))

    event.listen(engine, "before_cursor_execute", watch)
    relink(engine, keyring)
    assert len(written) == 1


@pytest.mark.parametrize("seed", range(4))
def test_linking_every_week_leaves_what_linking_all_at_once_finds(engine: Engine, tmp_path: Path, seed: int) -> None:
    keyring, (ads, weeks) = create_keys(tmp_path / "keys.json"), market(seed)
    for until in (3, 5, 8, 11):
        store(engine, {code: [week for week in seen if week < until] for code, seen in weeks.items()}, ads)
        if until == 8:  # an ad that is erased takes its links along
            with engine.begin() as connection:
                connection.execute(sightings.delete().where(sightings.c.code == "a1"))
            del weeks["a1"]
        relink(engine, keyring)
    with engine.connect() as connection:
        full = link(*linking_input(connection, keyring, now=AT, text_kept=KEPT))
        stored, why, who = load_advertisements(connection), load_all_links(connection), load_identities(connection)
        together = load_groups(connection)
    assert "a1" not in stored["code"]
    assert stored["advertiser"].n_unique() < stored.height
    assert why["refused"].n_unique() > 1
    fixed = pl.exclude("advertiser")
    assert rows(stored.select(fixed)) == rows(full.advertisements.select(stored.columns).select(fixed))
    ids = stored.join(full.advertisements, on="advertisement").select("advertiser", "advertiser_right").unique()
    assert ids.height == stored["advertiser"].n_unique() == full.advertisements["advertiser"].n_unique()
    assert rows(why) == rows(full.links)
    assert rows(who.select(fixed)) == rows(full.uniques.select(who.columns).select(fixed))
    members = full.groups.select("kind", "group", advertisement="advertisements").explode("advertisement")
    assert rows(together) == rows(members)


def market(seed: int) -> tuple[list[dict[str, object]], dict[str, list[int]]]:
    """Ads of few people with fewer phones, and the weeks in which each was seen."""
    draw = Random(seed)
    codes = [f"{source}{number}" for source in "abc" for number in range(15)]
    ads = [ad(code, draw.choice([None, "p1", "p2", "p3"]), draw.choice(["roos", "iris", "anna"])) for code in codes]
    ads = [each | {"age": draw.choice([23, 24, 35, 46])} for each in ads]
    return ads, {code: list(range(draw.randrange(6), draw.randrange(7, 11))) for code in codes}


def rows(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(frame.rows(), key=str)


def test_a_text_is_read_within_its_retention_only(engine: Engine, tmp_path: Path) -> None:
    keyring = create_keys(tmp_path / "keys.json")
    store(engine, {"a1": [0], "b1": [0]})
    with engine.begin() as connection:
        connection.execute(contents.update().values(sealed_text=keyring.seal("een tekst")))
        connection.execute(sightings.update().where(sightings.c.code == "b1").values(seen_at=AT - 2 * KEPT))
        texts, _ = linking_input(connection, keyring, now=AT, text_kept=KEPT)
    assert sorted(texts["redacted"].to_list(), key=str) == [None, None, "een tekst"]


def test_an_empty_database_gives_empty_frames(engine: Engine, tmp_path: Path) -> None:
    with engine.connect() as connection:
        said, seen = linking_input(connection, create_keys(tmp_path / "keys.json"), now=AT, text_kept=KEPT)
        counted, measured = series_input(connection)
    assert said.is_empty() and seen.is_empty() and counted.is_empty() and measured.is_empty()  # noqa: PT018
