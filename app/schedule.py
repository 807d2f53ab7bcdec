"""What runs by itself: jobs declared in code, a ledger that says what is still to do, one scheduler at a time.

APScheduler only says when to look. Whether a job must run is decided by the run ledger, so that downtime is
caught up, a doubled trigger does nothing, and a renamed function cannot lose its job.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Lock, Thread

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from app.apart import crawls_apart
from app.attention import notices
from app.clock import AMSTERDAM, measuring_week, now, spoken
from app.house import House
from app.jobs import retain
from app.mail import send_mail
from app.objections import recover, remember_all
from app.offers import lapse
from app.reminders import expiring
from app.sending import reconcile, send
from app.weekly import run_week
from config.sources import read_sources
from domain.errors import Refused, SetupError
from domain.weeks import Week
from legal.gate import Gate
from storage.database import reading
from storage.dossiers import load_review
from storage.leases import free_lease, holder_of, take_lease
from storage.runs import EVERYTHING, RunState, begin_run, end_run, run_state

log = logging.getLogger(__name__)
LEASE, LASTING, RENEW = "scheduler", timedelta(seconds=90), 20  # seconds between renewals
Work = Callable[[House, Week, datetime], str]


@dataclass(frozen=True, slots=True)
class Job:
    """Something that must be done once per `every`, at or after its hour; local time in Europe/Amsterdam.

    `weekday` None means every day. `minutes` instead makes it a job without ledger, at that interval.
    Hours avoid 02-03: that hour is missing once a year, and comes twice once a year.
    """

    name: str
    about: str
    work: Work
    hour: int = 0
    minute: int = 0
    weekday: int | None = None
    minutes: int | None = None

    @property
    def trigger(self) -> CronTrigger | IntervalTrigger:
        if self.minutes is not None:
            return IntervalTrigger(minutes=self.minutes, timezone=AMSTERDAM)
        return CronTrigger(day_of_week=self.weekday, hour=self.hour, minute=self.minute, timezone=AMSTERDAM)

    def due_since(self, moment: datetime) -> datetime | None:
        """The last time this job should have begun, at or before `moment`; None for an interval job."""
        if self.minutes is not None:
            return None
        local = moment.astimezone(AMSTERDAM)
        start = local.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        back = 0 if self.weekday is None else (local.weekday() - self.weekday) % 7
        start -= timedelta(days=back)
        return start if start <= local else start - timedelta(days=1 if self.weekday is None else 7)

    def slot(self, moment: datetime) -> tuple[str, Week]:
        """Where the ledger notes this run: a week, or a day within it."""
        since = self.due_since(moment) or moment
        day = EVERYTHING if self.weekday is not None else since.astimezone(AMSTERDAM).date().isoformat()
        return day, measuring_week(since)


_STATES = {None: "nog te doen", RunState.DONE: "gedaan", RunState.FAILED: "mislukt", RunState.RUNNING: "bezig"}


def measure(house: House, week: Week, at: datetime) -> str:
    told: list[str] = []
    with crawls_apart(house.settings) as crawls:
        run_week(house, week, at=None, tell=told.append, crawls=crawls)
    return "\n".join(told)


def measure_again(house: House, week: Week, at: datetime) -> str:
    """What could not be measured when its time came, such as a source that was down, gets another chance each day."""
    with reading(house.engine).connect() as connection:
        left = [
            source.name
            for source in read_sources(house.settings.sources)
            if run_state(connection, "crawl", source.name, week) is RunState.FAILED
            and Gate.of(source, load_review(connection, source.name)).opens(at).allowed
        ]
    return measure(house, week, at) if left else "elke bron die bezocht mag worden is deze week gemeten"


def tidy(house: House, week: Week, at: datetime) -> str:
    remember_all(house)
    lapsed = lapse(house, at)
    return f"{retain(house, week, at)}; {lapsed} rondes verlopen"


def deliver(house: House, week: Week, at: datetime) -> str:
    from app.gateways import open_gateways

    recover(house)
    try:
        return str(send(house, open_gateways(house), now))
    except SetupError as error:
        return f"niet verstuurd: {error}"


def ask(house: House, week: Week, at: datetime) -> str:
    from app.gateways import open_gateways

    try:
        return str(reconcile(house, open_gateways(house), at))
    except SetupError as error:
        return f"niet nagevraagd: {error}"


def remind(house: House, week: Week, at: datetime) -> str:
    return "; ".join(expiring(house, at)) or "geen dossier verloopt binnenkort"


def alarm(house: House, week: Week, at: datetime) -> str:
    """Who may be in need is named every few minutes until a person has read it; nothing answers them but a person."""
    found = notices(house, at)
    mailed = send_mail(house, found, at)
    told = "; ".join(str(one) for one in found if one.urgent) or "niemand in nood"
    return f"{told}; {mailed} per e-mail gemeld" if mailed else told


JOBS = (
    Job("measure", "weekmeting van elke bron, koppelen, tellen, ronde voorstellen", measure, 4, 30, weekday=0),
    Job("again", "bronnen die deze week nog niet compleet gemeten zijn, nog eens", measure_again, 13, 0),
    Job("retain", "opruimen wat voorbij zijn bewaartermijn is", tidy, 3, 30),
    Job("remind", "herinneren aan dossiers die verlopen", remind, 9, 0),
    Job("send", "versturen wat klaarstaat, binnen het venster", deliver, minutes=1),
    Job("reconcile", "navragen bij de gateway", ask, minutes=5),
    Job("alarm", "antwoorden die als nood klinken, en wat verder op een mens wacht", alarm, minutes=1),
)


def find_job(name: str) -> Job:
    for job in JOBS:
        if job.name == name:
            return job
    raise Refused(f"er is geen taak {name}; wel: {', '.join(job.name for job in JOBS)}")


def due(house: House, job: Job, moment: datetime) -> bool:
    """Whether the ledger says that this job still has to run."""
    if job.due_since(moment) is None:
        return True
    day, week = job.slot(moment)
    with reading(house.engine).connect() as connection:
        return run_state(connection, job.name, day, week) is not RunState.DONE


def run_job(house: House, job: Job, moment: datetime) -> str:
    """Run a job and note it in the ledger. A failure is noted, logged and tried again later; it stops no other."""
    day, week = job.slot(moment)
    in_ledger = job.minutes is None
    if in_ledger:
        with house.engine.begin() as connection:
            if not begin_run(connection, job.name, day, week, moment):
                return "al gedaan"
    try:
        told, state = job.work(house, week, moment), RunState.DONE
    except Exception as error:  # noqa: BLE001 - whatever a job does, the scheduler lives on
        log.error("job %s failed: %s", job.name, type(error).__name__)  # the message could hold data
        told, state = f"mislukt: {type(error).__name__}", RunState.FAILED
    if in_ledger:
        with house.engine.begin() as connection:
            end_run(connection, job.name, day, week, state, now(), told)
    return told


def run_due(house: House, moment: datetime) -> dict[str, str]:
    """Do everything that is due, one after another. What each job said."""
    return {job.name: run_job(house, job, moment) for job in JOBS if due(house, job, moment)}


def lead(house: House, holder: str, moment: datetime) -> bool:
    """Take or keep the one lease; False while another scheduler holds it."""
    with house.engine.begin() as connection:
        return take_lease(connection, LEASE, holder, moment, LASTING)


@contextmanager
def leading(house: House, holder: str) -> Iterator[bool]:
    """Hold the lease for as long as the work takes, renewed from a thread of its own. Yields whether it is ours."""
    done = Event()

    def renew() -> None:
        while not done.wait(RENEW):
            lead(house, holder, now())

    keeper = Thread(target=renew, daemon=True)
    ours = lead(house, holder, now())
    keeper.start()
    try:
        yield ours
    finally:
        done.set()
        keeper.join()
        with house.engine.begin() as connection:
            free_lease(connection, LEASE, holder)


def run_for_ever(house: House, tell: Callable[[str], None]) -> None:
    """The scheduler: holds the lease and runs jobs until it is stopped. A second one waits its turn."""
    holder = this_process()
    busy = {job.name: Lock() for job in JOBS}
    scheduler = BlockingScheduler(
        timezone=AMSTERDAM,
        executors={"default": ThreadPoolExecutor(4)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def guarded(job: Job) -> None:
        if not busy[job.name].acquire(blocking=False):
            return  # its other trigger came while it was running
        try:
            if lead(house, holder, now()) and due(house, job, now()):
                tell(f"{job.name}: {run_job(house, job, now())}")
        finally:
            busy[job.name].release()

    for job in JOBS:
        scheduler.add_job(guarded, job.trigger, args=(job,), id=job.name)
        if job.minutes is None:  # what was missed while nobody ran, or failed, is found within the quarter
            again = IntervalTrigger(minutes=15)
            scheduler.add_job(guarded, again, args=(job,), id=f"{job.name} again", next_run_time=now())
    with leading(house, holder):
        scheduler.start()


def this_process() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def overview(house: House, moment: datetime) -> list[str]:
    """Each job, when it runs next and how its last run went; and who holds the lease."""
    lines = []
    with reading(house.engine).connect() as connection:
        for job in JOBS:
            nearest = job.trigger.get_next_fire_time(None, moment)
            when = spoken(nearest) if nearest else "-"
            day, week = job.slot(moment)
            state = run_state(connection, job.name, day, week) if job.minutes is None else None
            note = f"elke {job.minutes} min" if job.minutes else _STATES[state]
            lines.append(f"{job.name:<10} {when}  {note:<12} {job.about}")
        lines.append(f"planner: {holder_of(connection, LEASE, moment) or 'er draait geen planner'}")
    names = ", ".join(source.name for source in read_sources(house.settings.sources))
    return [*(str(one) for one in notices(house, moment)), *lines, f"bronnen: {names}"]
