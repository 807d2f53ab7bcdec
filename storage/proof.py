"""Proves that dossiers are as they were written: the audit log, which is chained, holds a seal of every version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from storage.tables.audit import audit
from storage.tables.dossiers import dossiers

SEAL = "seal"  # its key in the detail of an audit row
_SEALED = ("source", "version", "state", "act", "by", "record")


def seal(row: Mapping[str, Any]) -> str:
    """The SHA-256 (hex) of one version as it is kept."""
    told = [row["at"].isoformat(timespec="microseconds"), *(row[name] for name in _SEALED)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def first_altered(connection: Connection, source: str | None = None) -> tuple[str, int] | None:
    """Source and version of the first dossier row that was edited, removed or inserted beside the log.

    Only as good as the log itself: check that with `first_broken` too.
    """
    logged = _logged(connection)
    kept = {(row.source, row.version): seal(row._asdict()) for row in connection.execute(select(dossiers))}
    for key in sorted(kept.keys() | logged.keys()):
        if source in {None, key[0]} and (key not in kept or logged.get(key, "") not in {None, kept[key]}):
            return key
    return None


def _logged(connection: Connection) -> dict[tuple[str, int], str | None]:
    """The seal of each version; None for what was logged before seals existed."""
    rows = select(audit.c.subject, audit.c.detail).where(audit.c.action.startswith("dossier "))
    details = [(row.subject, json.loads(row.detail)) for row in connection.execute(rows)]
    return {(subject, told["version"]): told.get(SEAL) for subject, told in details}
