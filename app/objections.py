"""Objections: stored in the database, and as keys beside it, so that restoring a backup forgets none."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.clock import now
from app.house import House
from pipelines.phone import read_phone
from storage.audit import append, happened
from storage.database import durable, reading
from storage.objections import Suppression, object_ad, object_number, restore, suppression_rows

MANY, TURNED_AWAY = "many objections", "objection turned away"  # as the audit log names them
# The same words whether or not we know the number or the ad: the answer must tell nothing to anyone.
ANSWER = "Uw bezwaar is opgenomen. Wat er was, is gewist; wat later gezien wordt, blijft buiten beschouwing."
UNREADABLE = "Dit is geen telefoonnummer dat wij kunnen lezen. Schrijf het als +31612345678, of noem bron en code."


def object_to(house: House, at: datetime, *, phone: str = "", source: str = "", code: str = "", how: str) -> str:
    """Take in one objection, by number or by ad. Always the same answer, except for what is no number at all."""
    engine = durable(house.engine)
    if code:
        with engine.begin() as connection:
            about = object_ad(connection, house.keyring, source, code, how, at)
    else:
        found = read_phone(phone)
        if found is None:
            return UNREADABLE
        with engine.begin() as connection:
            about = [object_number(connection, house.keyring, found.e164, how, at)]
    for one in about:
        _remember(_copy(house), one)
    return ANSWER


def recover(house: House) -> int:
    """Put back objections that a restored backup does not have; how many. Done before every round of sending."""
    path = _copy(house)
    if not path.exists():
        return 0
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    whole = [row for row in rows if len(row) in {3, 4}]  # a line cut off by a crash is no objection
    kept = [Suppression(key, linked, datetime.fromisoformat(at), *person) for key, linked, at, *person in whole]
    with house.engine.begin() as connection:
        return restore(connection, kept)


def remember_all(house: House) -> None:
    """Bring the copy up to date with objections that came as an answer to a message."""
    known = {line.split()[0] for line in _copy(house).read_text().splitlines()} if _copy(house).exists() else set()
    with reading(house.engine).connect() as connection:
        for one in suppression_rows(connection):
            if one.key not in known:
                _remember(_copy(house), one)


def _copy(house: House) -> Path:
    return house.settings.home / "objections.txt"


def _remember(path: Path, one: Suppression) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(" ".join(filter(None, (one.key, one.linked, one.at.isoformat(), one.person))) + "\n")
        file.flush()
        os.fsync(file.fileno())


@dataclass(frozen=True, slots=True)
class StoredObjections:
    """dashboard.objections.Objections over one installation."""

    house: House

    def object_to(self, phone: str, source: str, code: str) -> bool:
        return object_to(self.house, now(), phone=phone, source=source, code=code, how="page") != UNREADABLE

    def alarm(self, count: int) -> None:
        with self.house.engine.begin() as connection:
            append(connection, "peil", MANY, "page", {"in an hour": count}, now())

    def turned_away(self) -> None:
        """Noted once a day: that it happened is for a person, how often is in nobody's power to stretch the log."""
        with self.house.engine.begin() as connection:
            if not happened(connection, TURNED_AWAY, now() - timedelta(days=1)):
                append(connection, "peil", TURNED_AWAY, "page", {}, now())
