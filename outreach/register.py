"""The shared register: who was approached when, by whom, in hashes that only key holders can compare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from domain.errors import BadInput
from domain.outreach import Entry

BETWEEN = timedelta(days=180)
MOST_WITHOUT_REPLY = 2
FORMAT = "peilmoment contact register 1"


def objection(past: Sequence[Entry], now: datetime) -> str:
    """Why this person may not be approached now, in Dutch; "" when it is allowed.

    A moment in the future (a clock that jumped) counts as recent: doubt means silence.
    """
    if any(now - one.at < BETWEEN for one in past):
        return "in de laatste 180 dagen benaderd"
    silent = 0
    for one in sorted(past, key=lambda entry: entry.at, reverse=True):
        if one.answered:
            break
        silent += 1
    return "twee keer benaderd zonder antwoord" if silent >= MOST_WITHOUT_REPLY else ""


def write_entries(entries: Iterable[Entry], *, key_check: str) -> str:
    """The exchange file: a first line that proves which register key was used, then one line per entry."""
    head = json.dumps({"format": FORMAT, "key": key_check})
    lines = [json.dumps(asdict(one) | {"at": one.at.isoformat()}, sort_keys=True) for one in entries]
    return "\n".join([head, *lines]) + "\n"


def read_entries(text: str, *, key_check: str) -> list[Entry]:
    """Entries of an exchange file. Raises BadInput naming the line; nothing is taken from a bad file."""
    lines = text.splitlines()
    head = _line(lines[0], 1) if lines else {}
    if head.get("format") != FORMAT:
        raise BadInput("regel 1: dit is geen uitwisselbestand van het contactregister")
    if head.get("key") != key_check:
        raise BadInput("regel 1: dit bestand is met een andere registersleutel gemaakt; vergelijken kan niet")
    return [_entry(line, number) for number, line in enumerate(lines[1:], start=2) if line.strip()]


def _entry(line: str, number: int) -> Entry:
    data = _line(line, number)
    try:
        at = datetime.fromisoformat(str(data["at"]))
        person, origin, answered = data["person"], data["origin"], data["answered"]
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"regel {number}: verwacht person, at, origin en answered ({error})") from error
    if at.tzinfo is None or not isinstance(person, str) or len(person) != 32 or not isinstance(origin, str):
        raise BadInput(f"regel {number}: een sleutel van 32 tekens en een tijdstip met tijdzone zijn nodig")
    return Entry(person, at, origin[:100], answered is True)


def _line(line: str, number: int) -> dict[str, str | bool]:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"regel {number}: geen geldige JSON ({error.msg})") from error
    if not isinstance(data, dict):
        raise BadInput(f"regel {number}: verwacht een object")
    return data
