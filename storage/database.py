"""Opens the database: SQLite in PEIL_HOME by default, PostgreSQL by URL, one schema for both."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, inspect
from sqlalchemy.exc import OperationalError

from domain.errors import SetupError, StorageFull

__all__ = ["Connection", "Engine", "connect", "migrate", "reading", "require_schema"]  # two for those who pass them on

_BUSY_SECONDS = 30
_FULL = ("disk is full", "disk i/o error", "no space left", "disk full", "could not extend file")


def connect(url: str) -> Engine:
    """An engine for `url` (sqlite:///... or postgresql+psycopg://...)."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url)
    event.listen(engine, "handle_error", _explain, retval=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine for reading only: on SQLite its transactions never wait for a writer."""
    return engine.execution_options(reading=True)


def durable(engine: Engine) -> Engine:
    """The same engine for what may not be forgotten: on SQLite a commit is on disk before it returns."""
    return engine.execution_options(durable=True)


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version. Raises SetupError when the database cannot be reached."""
    from alembic import command  # here: every other start of the house is half a second faster without
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        raise SetupError(f"De database is niet bereikbaar: {error.orig}. Controleer PEIL_DATABASE_URL.") from error


def require_schema(engine: Engine) -> None:
    """Raises SetupError when `peil init` has not been run on this database."""
    try:
        ready = inspect(engine).has_table("alembic_version")
    except OperationalError as error:
        raise SetupError(f"De database is niet bereikbaar: {error.orig}. Controleer PEIL_DATABASE_URL.") from error
    if not ready:
        raise SetupError("De database is nog leeg. Voer eerst `peil init` uit.")


def _explain(context: ExceptionContext) -> BaseException | None:
    """A full disk gets one clear line; the transaction is undone, so what was stored before stays whole."""
    said = str(context.original_exception).casefold()
    if not any(sign in said for sign in _FULL):
        return None
    return StorageFull(
        f"De schijf van de database is vol of weigert te schrijven ({said.strip()}). Maak ruimte en start "
        "opnieuw: wat al bewaard was, is er nog, en het werk gaat verder waar het bleef."
    )


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Python's driver would open transactions on its own, and too late: SQLAlchemy's begin does it below.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")  # with WAL a power cut may lose the last commit, never the file
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # IMMEDIATE: a transaction that reads and then writes would fail at once when another one wrote in between.
    options = connection.get_execution_options()
    # Looked at each time, because the pool hands the same connection to both kinds of work.
    wanted = "FULL" if options.get("durable") else "NORMAL"
    if connection.info.get("synchronous") != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
        connection.info["synchronous"] = wanted
    if options.get("reading"):
        connection.exec_driver_sql("BEGIN")
        return
    with _next_in_line(connection.engine.url.database):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _next_in_line(database: str | None) -> Iterator[None]:
    """Held while waiting for SQLite's one write lock, over all processes; freed by the system when one dies.

    SQLite lets waiters poll at growing intervals: without a door, whoever writes without a pause keeps a STOP out
    for seconds.
    """
    if not database or database == ":memory:":
        yield
        return
    handle = os.open(f"{database}-door", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
