"""Storage is tested on both databases it promises to work on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage.database import connect, migrate

SERVICES = Path(__file__).parents[2] / "scripts" / "services.sh"


@pytest.fixture(scope="session")
def postgres_url(missing_service) -> Iterator[str]:
    started = subprocess.run(["sh", SERVICES, "start-postgres"], capture_output=True, text=True, check=False)
    if started.returncode:
        missing_service("PostgreSQL", started.stderr)
    folder, url = started.stdout.split()
    yield url
    subprocess.run(["sh", SERVICES, "stop-postgres", folder], check=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database."""
    if request.param == "sqlite":
        engine = connect(f"sqlite:///{tmp_path / 'peil.db'}")
    else:
        engine = connect(request.getfixturevalue("postgres_url"))
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    migrate(engine)
    yield engine
    engine.dispose()
