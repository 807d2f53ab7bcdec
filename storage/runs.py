"""The ledger of weekly work: what was done for which source and week, and what is still to do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select, update

from domain.weeks import Week
from storage.tables.crawls import runs
from storage.upsert import insert_on

EVERYTHING = "all"  # the source of a step that concerns all sources together


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def begin_run(connection: Connection, job: str, source: str, week: Week, at: datetime) -> bool:
    """Enter a run in the ledger. False when it was done already; an interrupted one starts again."""
    if run_state(connection, job, source, week) is RunState.DONE:
        return False
    add = insert_on(connection, runs)
    connection.execute(
        add.on_conflict_do_update(
            index_elements=["job", "source", "week"],
            set_={"state": add.excluded.state, "started": add.excluded.started},
        ),
        {"job": job, "source": source, "week": week, "state": RunState.RUNNING, "started": at},
    )
    return True


def end_run(
    connection: Connection, job: str, source: str, week: Week, state: RunState, at: datetime, detail: str = ""
) -> None:
    connection.execute(
        update(runs)
        .where(runs.c.job == job, runs.c.source == source, runs.c.week == week)
        .values(state=state, finished=at, detail=detail)
    )


def run_state(connection: Connection, job: str, source: str, week: Week) -> RunState | None:
    found = connection.execute(
        select(runs.c.state).where(runs.c.job == job, runs.c.source == source, runs.c.week == week)
    ).scalar()
    return RunState(found) if found else None
