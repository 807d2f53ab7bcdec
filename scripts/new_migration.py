"""For maintainers: writes the migration from the newest schema version to the tables in the code.

Usage: .venv/bin/python scripts/new_migration.py "what changes"
"""

from __future__ import annotations

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

from storage.database import connect, migrate

engine = connect("sqlite://")
migrate(engine)
config = Config()
config.set_main_option("script_location", str(Path(__file__).parents[1] / "storage" / "migrations"))
with engine.begin() as connection:
    config.attributes["connection"] = connection
    number = len(list((Path(__file__).parents[1] / "storage" / "migrations" / "versions").glob("*.py"))) + 1
    script = command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=f"{number:04d}")
    path = Path(script.path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "# ###" not in line), encoding="utf-8")
