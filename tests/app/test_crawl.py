"""What a user may rely on when a source is visited: no dossier no request, and nothing lost by a kill."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time

import pytest
from sqlalchemy import func, select

from domain.crawls import Outcome
from domain.weeks import Week
from storage.crawls import load_certificates, load_crawls
from storage.tables.ads import contacts, sightings

START = Week(2026, 2)


def on_site(workshop, name: str, week: Week = START) -> int:
    return sum(ad.source == name for ad in workshop.population.online(week))


def seen(workshop, week: Week = START) -> int:
    with workshop.house.engine.connect() as connection:
        return connection.execute(
            select(func.count()).select_from(sightings).where(sightings.c.week == week)
        ).scalar_one()


def test_a_permitted_source_is_seen_whole(workshop) -> None:
    done = workshop.peil("crawl", "sandbox_a")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # nothing of the libraries below, in their language, about what no user can change
    assert "compleet" in done.stdout
    assert seen(workshop) == on_site(workshop, "sandbox_a")


def test_a_file_changed_by_one_byte_sends_no_request_and_says_why(workshop) -> None:
    path = workshop.source_file("sandbox_a")
    path.write_bytes(path.read_bytes() + b"\n")
    done = workshop.peil("crawl", "sandbox_a")
    assert len(workshop.town.requests) == 0
    assert done.returncode == 1
    assert "geweigerd" in done.stdout
    assert "gewijzigd" in done.stdout or "bestand" in done.stdout


def test_an_expired_dossier_sends_no_request_and_says_why(workshop) -> None:
    late = START + 60
    workshop.town.go_to(START)
    done = workshop.peil("crawl", "sandbox_a", week=late)
    assert len(workshop.town.requests) == 0
    assert "verlopen" in done.stdout


def test_a_source_without_a_dossier_sends_no_request(workshop) -> None:
    workshop.source_file("sandbox_a").rename(workshop.source_file("andere"))
    done = workshop.peil("crawl", "andere")
    assert len(workshop.town.requests) == 0
    assert "geen juridisch dossier" in done.stdout


def test_a_refused_crawl_is_a_gap_with_its_reason(workshop) -> None:
    path = workshop.source_file("sandbox_a")
    path.write_bytes(path.read_bytes() + b"\n")
    workshop.peil("crawl", "sandbox_a")
    with workshop.house.engine.connect() as connection:
        (crawl,) = load_crawls(connection)
    assert crawl.outcome is Outcome.REFUSED
    assert crawl.reasons


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_crawl_killed_at_a_random_moment_goes_on_without_loss_or_doubles(workshop, seed: int) -> None:
    chance = random.Random(seed)
    kills = 0
    for _ in range(3):
        running = subprocess.Popen(
            workshop.command("crawl", "sandbox_a"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=workshop.env
        )
        target = len(workshop.town.requests) + chance.randint(2, 25)
        while running.poll() is None and len(workshop.town.requests) < target:
            time.sleep(0.005)
        if running.poll() is None:
            running.kill()
            kills += 1
        running.communicate()
    assert kills
    done = workshop.peil("crawl", "sandbox_a")
    assert done.returncode == 0, done.stdout + done.stderr
    assert seen(workshop) == on_site(workshop, "sandbox_a")
    with workshop.house.engine.connect() as connection:
        (certificate, *_) = load_certificates(connection, "sandbox_a")
    assert certificate.crawl.outcome is Outcome.COMPLETE


def test_an_unreachable_site_is_one_clear_line_and_a_gap(workshop) -> None:
    path = workshop.source_file("sandbox_b")
    address = workshop.town.url("sandbox_b").removeprefix("http://")
    path.write_text(path.read_text().replace(address, "127.0.0.1:1"))
    workshop.go_to(START)
    done = workshop.peil("crawl", "sandbox_b")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "mislukt" in done.stdout
    assert "sandbox_b" in done.stdout


@pytest.mark.parametrize("words", [("crawl", "sandbox_a"), ("weekly",)], ids=["crawl", "weekly"])
def test_ctrl_c_ends_tidily_and_running_again_goes_on(workshop, words: tuple[str, ...]) -> None:
    workshop.town.misbehave("sandbox_a", "status_429_recovering", after=20, seconds=2.0)  # caught in the middle
    running = subprocess.Popen(
        workshop.command(*words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=workshop.env, start_new_session=True,
    )  # fmt: skip
    while len(workshop.town.requests) < 15:
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to everything that runs in it
    told, _ = running.communicate(timeout=60)
    assert running.returncode not in {0, -signal.SIGKILL}
    assert "Traceback" not in told
    workshop.town.behave("sandbox_a")
    done = workshop.peil(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "sandbox_a 2026-W02: compleet" in done.stdout


def test_a_wrong_key_in_a_source_file_is_one_line_with_its_place(workshop) -> None:
    path = workshop.source_file("sandbox_a")
    path.write_text("titel: x\n" + path.read_text())
    done = workshop.peil("crawl", "sandbox_a")
    assert done.returncode == 2
    assert "sandbox_a.yml:1" in done.stderr
    assert "titel" in done.stderr
    assert len(workshop.town.requests) == 0


def test_a_moved_clock_is_refused_for_a_real_site(workshop) -> None:
    path = workshop.source_file("sandbox_a")
    text = path.read_text().replace(workshop.town.url("sandbox_a").removeprefix("http://"), "winkel.example")
    path.write_text(text.replace("delay: 0", "delay: 2"))
    done = workshop.peil("crawl", "sandbox_a")
    assert done.returncode == 2
    assert "127.0.0.1" in done.stderr


def test_nothing_clear_is_left_behind(workshop) -> None:
    for name in ("sandbox_a", "sandbox_b"):
        assert workshop.peil("crawl", name).returncode == 0
    home = workshop.house.settings.home
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    ads = [ad for ad in workshop.population.online(START) if ad.source != "sandbox_c"]
    with workshop.house.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(contacts)).scalar_one() > 20
    for ad in ads:
        assert ad.code.encode() not in kept
        assert ad.text[:60].encode() not in kept
        if ad.phone:
            for spelling in (ad.phone, "0" + ad.phone[3:], ad.phone[3:]):
                assert spelling.encode() not in kept, json.dumps({"source": ad.source})


def test_a_full_disk_is_one_clear_line_and_running_again_goes_on(workshop) -> None:
    database = workshop.house.settings.home / "peilmoment.db"
    blocks = (database.stat().st_size + 100_000) // 512  # room for a part of the crawl only
    limited = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh", *workshop.command("crawl", "sandbox_a")]
    full = subprocess.run(limited, capture_output=True, text=True, env=workshop.env, check=False)
    assert full.returncode != 0
    assert "Traceback" not in full.stderr, full.stderr[-1500:]
    assert "schijf" in full.stdout + full.stderr
    before = seen(workshop)
    done = workshop.peil("crawl", "sandbox_a")
    assert done.returncode == 0, done.stdout + done.stderr
    assert before < seen(workshop) == on_site(workshop, "sandbox_a")
