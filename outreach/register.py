"""The shared register: who was approached when, by whom, in hashes that only key holders can compare."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from domain.errors import BadInput
from domain.outreach import Entry, Exchange

BETWEEN = timedelta(days=180)
MOST_WITHOUT_REPLY = 2
FORMAT = "peilmoment contact register 3"


def objection(past: Sequence[Entry], now: datetime, before: int = 0) -> str:
    """Why this person may not be approached now, in Dutch; "" when it is allowed.

    `before` counts older approaches, past their term, that nobody answered. A moment in the future (a clock that
    jumped) counts as recent: doubt means silence.
    """
    if any(now - one.at < BETWEEN for one in past):
        return "in de laatste 180 dagen benaderd"
    silent = 0
    for one in sorted(past, key=lambda entry: entry.at, reverse=True):
        if one.answered:
            break
        silent += 1
    else:
        silent += before
    return "twee keer benaderd zonder antwoord" if silent >= MOST_WITHOUT_REPLY else ""


def first_of(person: str, installations: Iterable[str]) -> str:
    """Which of several installations that plan the same person may go: a fixed lot that all of them draw alike."""
    return min(installations, key=lambda one: hashlib.sha256(f"{person} {one}".encode()).hexdigest())


def must_wait(told_in: int, heard: Mapping[str, int], partners: Iterable[str]) -> str:
    """Why an approach told in export `told_in` must wait, in Dutch; "" once every partner has heard of it.

    `heard` is, per partner, the newest of our exports that it had taken in when it wrote to us. Whoever has heard
    of our plan plans around it, so that only plans made before can collide, and those are in its file: `first_of`
    decides about them alike on both sides (Ricart and Agrawala 1981, with files for messages).
    """
    for partner in partners:
        if heard.get(partner, 0) < told_in:
            return f"{partner} weet nog niet van deze ronde: wissel eerst uit met `peil register export` en `import`"
    return ""


def write_exchange(exchange: Exchange, *, key_check: str) -> str:
    """The exchange file: a first line that proves which register key was used, then one per entry, plan and opt-out."""
    head = {
        "format": FORMAT,
        "key": key_check,
        "from": exchange.installation,
        "number": exchange.number,
        "seen": dict(exchange.seen),
    }
    lines = [json.dumps(head, sort_keys=True)]
    lines += [json.dumps(asdict(one) | {"at": one.at.isoformat()}, sort_keys=True) for one in exchange.entries]
    lines += [json.dumps({"reserved": person}) for person in sorted(exchange.reserved)]
    lines += [json.dumps({"refused": person}) for person in sorted(exchange.refused)]
    return "\n".join(lines) + "\n"


def read_exchange(text: str, *, key_check: str) -> Exchange:
    """An exchange file. Raises BadInput naming the line; nothing is taken from a bad file."""
    lines = text.splitlines()
    head = _line(lines[0], 1) if lines else {}
    if head.get("format") != FORMAT:
        raise BadInput("regel 1: dit is geen uitwisselbestand van het contactregister")
    if head.get("key") != key_check:
        raise BadInput("regel 1: dit bestand is met een andere registersleutel gemaakt; vergelijken kan niet")
    name, number, seen = head.get("from"), head.get("number"), head.get("seen")
    if not isinstance(name, str) or not isinstance(number, int) or not isinstance(seen, dict):
        raise BadInput("regel 1: verwacht from, number en seen")
    if not all(isinstance(one, int) for one in seen.values()):
        raise BadInput("regel 1: seen telt per installatie een getal")
    entries: list[Entry] = []
    people: dict[str, set[str]] = {"reserved": set(), "refused": set()}
    for place, line in enumerate(lines[1:], start=2):
        if line.strip():
            data = _line(line, place)
            kind = next((kind for kind in people if kind in data), None)
            if kind:
                people[kind].add(_person(data[kind], place))
            else:
                entries.append(_entry(data, place))
    return Exchange(
        name, number, seen, tuple(entries), reserved=frozenset(people["reserved"]), refused=frozenset(people["refused"])
    )


def _person(key: object, number: int) -> str:
    if not isinstance(key, str) or len(key) != 32:
        raise BadInput(f"regel {number}: een sleutel van 32 tekens is nodig")
    return key


def _entry(data: Mapping[str, Any], number: int) -> Entry:
    try:
        at = datetime.fromisoformat(str(data["at"]))
        person, origin, answered = _person(data["person"], number), data["origin"], data["answered"]
    except (KeyError, ValueError) as error:
        raise BadInput(f"regel {number}: verwacht person, at, origin en answered ({error})") from error
    if at.tzinfo is None or not isinstance(origin, str):
        raise BadInput(f"regel {number}: een herkomst en een tijdstip met tijdzone zijn nodig")
    return Entry(person, at, origin[:100], answered is True)


def _line(line: str, number: int) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"regel {number}: geen geldige JSON ({error.msg})") from error
    if not isinstance(data, dict):
        raise BadInput(f"regel {number}: verwacht een object")
    return data
