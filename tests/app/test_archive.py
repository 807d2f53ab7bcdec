"""`peil crawl --archive` keeps pages for a while, sealed, and only of this machine; `peil replay` reads them again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta

from app.clock import now
from app.jobs import retain
from domain.weeks import Week
from storage.audit import history
from storage.tables.ads import contents, sightings

START = Week(2026, 2)


def replayed(workshop, path, output) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "replay", str(path), "--source", "sandbox_a", "--output", str(output)]
    return subprocess.run(command, capture_output=True, text=True, env=workshop.env, check=False)


def test_an_archived_crawl_is_read_again_to_the_same_variables(workshop, tmp_path) -> None:
    done = workshop.peil("crawl", "sandbox_a", "--archive")
    assert done.returncode == 0, done.stderr
    (path,) = workshop.house.settings.archives.iterdir()
    sealed = path.read_bytes()
    some = next(ad for ad in workshop.population.online(START) if ad.source == "sandbox_a")
    assert some.text[:40].encode() not in sealed
    assert b"WARC/1" not in sealed
    outputs = [tmp_path / "opnieuw.jsonl", tmp_path / "nogmaals.jsonl"]
    first, second = ([json.loads(line) for line in _read(workshop, path, output)] for output in outputs)
    with workshop.house.engine.connect() as connection:
        stored = connection.execute(
            sightings.join(contents, contents.c.id == sightings.c.content)
            .select()
            .with_only_columns(sightings.c.code, contents.c.municipality, contents.c.age, contents.c.price_hour)
            .where(~contents.c.under_18)
        ).all()
        assert [row.action for row in history(connection, "sandbox_a")].count("replay") == 2
    assert Counter((row["municipality"], row["age"], row["price_hour"]) for row in first) == Counter(
        (row.municipality, row.age, row.price_hour) for row in stored
    )
    codes = [{row["code"] for row in rows} for rows in (first, second)]
    assert len(codes[0]) == len(first)
    assert not codes[0] & codes[1]  # no row leads to another file, or back to the database
    assert not codes[0] & {row.code for row in stored}


def _read(workshop, path, output) -> list[str]:
    read = replayed(workshop, path, output)
    assert read.returncode == 0, read.stderr
    return output.read_text(encoding="utf-8").splitlines()


def test_an_archive_that_is_not_there_leaves_no_output(workshop, tmp_path) -> None:
    read = replayed(workshop, tmp_path / "niets.warc.gz", tmp_path / "leeg.jsonl")
    assert read.returncode == 2
    assert "bestaat niet" in read.stderr
    assert not list(tmp_path.glob("leeg*"))


def test_without_asking_nothing_is_archived(workshop) -> None:
    assert workshop.peil("crawl", "sandbox_a").returncode == 0
    assert not workshop.house.settings.archives.exists()


def test_the_weekly_clean_up_erases_archives_past_their_term(workshop) -> None:
    workshop.peil("crawl", "sandbox_a", "--archive")
    retain(workshop.house, START, now() + timedelta(days=6))
    assert list(workshop.house.settings.archives.iterdir())
    retain(workshop.house, START, now() + timedelta(days=8))
    assert not list(workshop.house.settings.archives.iterdir())


def test_a_site_elsewhere_is_never_archived(workshop) -> None:
    path = workshop.source_file("sandbox_a")
    text = path.read_text().replace("127.0.0.1", "markt.example")
    path.with_name("markt.yml").write_text(text.replace("delay: 0", "delay: 2"))
    command = [sys.executable, "-m", "app", "crawl", "markt", "--archive"]
    done = subprocess.run(command, capture_output=True, text=True, env=workshop.env, check=False)
    assert done.returncode != 0
    assert "127.0.0.1" in done.stderr
    assert not workshop.house.settings.archives.exists()
    with workshop.house.engine.connect() as connection:
        assert not [row for row in history(connection, "markt") if row.action == "crawl began"]
