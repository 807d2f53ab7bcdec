"""Answers from a file, for a wave that went out as a file: a phone app's or a provider's export."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.house import House
from app.sending import receive
from domain.errors import BadInput
from outreach.gateways.gateway import Incoming
from pipelines.phone import read_phone

SENDERS, TEXTS, TIMES, NAMES = ("from", "van", "afzender"), ("text", "tekst", "bericht"), ("at", "tijd"), ("id",)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many answers were new and known, and the lines (1 is the heading) that could not be read."""

    new: int
    known: int
    unreadable: tuple[int, ...]


def import_answers(house: House, path: Path, now: datetime) -> Imported:
    """Take in every answer of a CSV file with columns `from` and `text`, and `at` or `id` where it has them.

    A line that cannot be read keeps no other from being heard: one of those may say STOP. Doing it again changes
    nothing. Raises BadInput for a file without these columns.
    """
    new, known, unreadable = 0, 0, []
    for line, (sender, text, which) in _rows(path):
        phone = read_phone(sender)
        if phone is None:
            unreadable.append(line)
            continue
        name = house.keyring.content(f"{phone.e164}\x1f{which or text}")
        if receive(house, Incoming(f"file {name}", phone.e164, text), now):
            new += 1
        else:
            known += 1
    return Imported(new, known, tuple(unreadable))


def _rows(path: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Line number with sender, text, and what tells two alike answers apart."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=";" if heading.count(";") > heading.count(",") else ",")
            columns = [name.strip().casefold() for name in next(reader, [])]
            places = [_place(columns, names) for names in (SENDERS, TEXTS, TIMES, NAMES)]
            if places[0] is None or places[1] is None:
                raise BadInput(f"{path}: de eerste regel moet de kolommen `from` en `text` noemen")
            for row in reader:
                sender, text, at, name = ("" if at is None or at >= len(row) else row[at].strip() for at in places)
                if sender or text:
                    yield reader.line_num, (sender, text, name or (f"{at}\x1f{text}" if at else ""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path} is niet te lezen als CSV in UTF-8: {type(error).__name__}") from error


def _place(columns: list[str], names: tuple[str, ...]) -> int | None:
    return next((columns.index(name) for name in names if name in columns), None)
