"""The scheduler: exactly one run per slot, also with two of them, after downtime and when the clock changes."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep, time

import pytest
from typer.testing import CliRunner

import app.schedule
from app.cli import app as peil
from app.clock import now
from app.house import House
from app.schedule import AMSTERDAM, JOBS, Job, due, find_job, lead, leading, overview, run_due, run_job
from benchmarks.offers import new_house
from domain.errors import Refused
from domain.weeks import Week
from sandbox.network import until
from storage.dossiers import suspend_source
from storage.runs import RunState, begin_run, end_run, run_state

MONDAY = datetime(2026, 3, 2, 5, tzinfo=UTC)


class Ran:
    """A job's work that counts its runs."""

    def __init__(self, fails: int = 0) -> None:
        self.weeks: list[Week] = []
        self.fails = fails

    def __call__(self, house: House, week: Week, at: datetime) -> str:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("+31600000012 must not be logged")
        self.weeks.append(week)
        return "gedaan"


def weekly(work: Ran) -> Job:
    return Job("measure", "test", work, 4, 30, weekday=0)


@pytest.mark.parametrize("job", [job for job in JOBS if job.minutes is None], ids=lambda job: job.name)
def test_every_slot_comes_exactly_once_also_when_the_clock_changes(job: Job) -> None:
    """Both nights of 2027 included: on 31 October half past two comes twice."""
    moment, end = datetime(2026, 1, 1, tzinfo=AMSTERDAM), datetime(2028, 1, 1, tzinfo=AMSTERDAM)
    slots, previous = [], None
    while (fired := job.trigger.get_next_fire_time(previous, moment)) is not None and fired < end:
        slots.append(job.slot(fired))
        previous, moment = fired, fired + timedelta(microseconds=1)
    assert len(slots) == len(set(slots)) == (730 if job.weekday is None else 104)
    assert job.hour not in {2, 3} or (job.hour, job.minute) == (3, 30)


def test_a_run_is_not_repeated_and_the_next_slot_is_new(house: House) -> None:
    work = Ran()
    job = weekly(work)
    assert due(house, job, MONDAY)
    assert run_job(house, job, MONDAY) == "gedaan"
    assert not due(house, job, MONDAY + timedelta(days=6))
    assert run_job(house, job, MONDAY + timedelta(days=3)) == "al gedaan"
    assert due(house, job, MONDAY + timedelta(days=7))
    assert work.weeks == [Week(2026, 10)]


def test_what_was_missed_in_downtime_is_caught_up_for_the_week_it_is(house: House) -> None:
    work = Ran()
    run_job(house, weekly(work), MONDAY + timedelta(days=24, hours=3))
    assert work.weeks == [Week(2026, 13)]
    before = datetime(2026, 3, 30, 2, tzinfo=UTC)  # Monday, before its hour: last week's run is what is due
    assert not due(house, weekly(work), before)


def test_a_failure_is_noted_without_data_and_tried_again(house: House, caplog: pytest.LogCaptureFixture) -> None:
    work = Ran(fails=1)
    job = weekly(work)
    assert run_job(house, job, MONDAY) == "mislukt: RuntimeError"
    assert "0600000012" not in caplog.text.replace("+31", "0")
    with house.engine.connect() as connection:
        assert run_state(connection, "measure", "all", Week(2026, 10)) is RunState.FAILED
    assert due(house, job, MONDAY)
    assert run_job(house, job, MONDAY) == "gedaan"


@pytest.mark.parametrize(
    ("state", "approved", "again"),
    [(RunState.FAILED, True, True), (RunState.FAILED, False, False), (RunState.DONE, True, False)],
    ids=["was down", "may not be visited", "measured"],
)
def test_a_source_that_could_not_be_measured_gets_another_chance_the_same_week(
    workshop, monkeypatch: pytest.MonkeyPatch, state: RunState, approved: bool, again: bool
) -> None:
    house, week = workshop.house, Week(2026, 2)
    with house.engine.begin() as connection:
        if not approved:
            suspend_source(connection, "sandbox_a", "vraag", "Kim", MONDAY)
        begin_run(connection, "crawl", "sandbox_a", week, MONDAY)
        end_run(connection, "crawl", "sandbox_a", week, state, MONDAY)
    measured: list[Week] = []
    monkeypatch.setattr(app.schedule, "measure", lambda house, week, at: measured.append(week) or "gemeten")
    run_job(house, find_job("again"), workshop.moment() + timedelta(days=1))
    assert measured == [week] * again


def test_two_schedulers_give_exactly_one_run(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Ran()
    monkeypatch.setattr(app.schedule, "JOBS", (weekly(work),))
    other = new_house(house.settings.home)
    start = threading.Barrier(2)

    def scheduler(one: House, holder: str) -> None:
        start.wait()
        with leading(one, holder) as ours:
            if ours:
                run_due(one, MONDAY)

    threads = [threading.Thread(target=scheduler, args=pair) for pair in ((house, "a"), (other, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert work.weeks == [Week(2026, 10)]


def test_a_second_scheduler_waits_until_the_first_has_gone(house: House) -> None:
    assert lead(house, "a", MONDAY)
    assert not lead(house, "b", MONDAY + timedelta(seconds=89))
    assert lead(house, "a", MONDAY + timedelta(seconds=60))
    assert lead(house, "b", MONDAY + timedelta(seconds=151)), "a killed scheduler frees its place by not renewing"


def test_the_list_says_what_is_done_and_to_do(house: House) -> None:
    run_job(house, find_job("remind"), MONDAY)
    lines = overview(house, MONDAY)
    assert any(line.startswith("remind") and "gedaan" in line for line in lines)
    assert any(line.startswith("measure") and "nog te doen" in line for line in lines)
    assert "planner: er draait geen planner" in lines
    with pytest.raises(Refused, match="er is geen taak"):
        find_job("onbekend")


RACER = """
import sys
from datetime import datetime
from pathlib import Path
from time import sleep, time
import app.schedule as schedule
from benchmarks.offers import new_house

home, url, mark, start = sys.argv[1:]
house = new_house(Path(home), url)

def work(house, week, at):
    with open(mark, "a") as file:
        file.write(f"{week}\\n")
    sleep(0.5)
    return "gedaan"

job = schedule.Job("measure", "test", work, 4, 30, weekday=0)
schedule.JOBS = (job,)
sleep(max(0, float(start) - time()))
for _ in range(8):
    moment = datetime.fromisoformat("2026-03-02T05:00+00:00")
    with schedule.leading(house, schedule.this_process()) as ours:
        if ours:
            schedule.run_due(house, moment)
    sleep(0.02)
print("ready")
"""


def test_two_scheduler_processes_on_one_database_give_exactly_one_run(house: House, tmp_path: Path) -> None:
    mark, start = tmp_path / "runs.txt", time() + 4
    arguments = [str(house.settings.home), house.settings.database_url, str(mark), str(start)]
    racers = [
        subprocess.Popen([sys.executable, "-c", RACER, *arguments], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert [racer.communicate(timeout=60)[0] for racer in racers] == ["ready\n", "ready\n"]
    assert mark.read_text() == "2026-W10\n"


def test_a_killed_scheduler_leaves_its_run_to_the_next(house: House) -> None:
    """SIGKILL while a job works: the ledger says running, the lease ends by itself, the run is done again."""
    work = Ran()
    job = weekly(work)
    with house.engine.begin() as connection:
        assert begin_run(connection, job.name, *job.slot(MONDAY), MONDAY)
    assert lead(house, "killed", MONDAY)
    later = MONDAY + timedelta(seconds=91)
    assert lead(house, "next", later)
    assert due(house, job, later)
    assert run_job(house, job, later) == "gedaan"
    assert work.weeks == [Week(2026, 10)]


UNITS = sorted((Path(__file__).parents[2] / "docs" / "systemd").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_every_unit_starts_a_command_that_exists(unit: Path) -> None:
    [line] = [line for line in unit.read_text().splitlines() if line.startswith("ExecStart=")]
    words = line.partition("bin/peil ")[2].split()
    assert words
    assert CliRunner().invoke(peil, [*words, "--help"]).exit_code == 0


def test_the_timer_starts_the_unit_beside_it() -> None:
    [timer] = UNITS[0].parent.glob("*.timer")
    assert timer.with_suffix(".service") in UNITS
    assert "Persistent=true" in timer.read_text(), "what was missed while the machine was off is caught up"


def test_the_commands_list_jobs_and_run_one_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEIL_HOME", str(house.settings.home))
    monkeypatch.setenv("PEIL_DATABASE_URL", house.settings.database_url)

    def run(*words: str) -> str:
        return CliRunner().invoke(peil, ["schedule", *words]).output

    assert [line.split()[0] for line in run("list").splitlines()[: len(JOBS)]] == [job.name for job in JOBS]
    assert "opgeruimd" in run("run-now", "retain")
    assert run("run-now", "retain") == "retain: al gedaan\n"
    assert lead(house, "another", now())
    refused = CliRunner().invoke(peil, ["schedule", "run-now", "retain"])
    assert "er draait al een planner" in str(refused.exception)


FOR_EVER = """
import sys
from pathlib import Path
from time import sleep
import app.schedule as schedule
from benchmarks.offers import new_house

home, url, mark = sys.argv[1:]

def work(house, week, at):
    with open(mark, "a") as file:
        file.write("run\\n")
    sleep(1)
    return "gedaan"

schedule.JOBS = (schedule.Job("measure", "test", work, 4, 30, weekday=0),)
schedule.run_for_ever(new_house(Path(home), url), lambda told: print(told, flush=True))
"""


def test_two_schedulers_that_keep_running_do_the_work_once(house: House, tmp_path: Path) -> None:
    mark = tmp_path / "runs.txt"
    arguments = [str(house.settings.home), house.settings.database_url, str(mark)]
    pair = [
        subprocess.Popen([sys.executable, "-c", FOR_EVER, *arguments], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        until(mark.exists, 30)
        slot = find_job("measure").slot(now())
        until(lambda: _state(house, *slot) is RunState.DONE, 30)
        sleep(2)
        assert all(one.poll() is None for one in pair), "both are still there, one of them waiting"
        assert mark.read_text() == "run\n"
    finally:
        for one in pair:
            one.kill()
            one.communicate()


def _state(house: House, day: str, week: Week) -> RunState | None:
    with house.engine.connect() as connection:
        return run_state(connection, "measure", day, week)
