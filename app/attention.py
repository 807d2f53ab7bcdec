"""What waits for a person, and for whom: cries for help first, then what stands still, then what will."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.brake import brakes
from app.clock import spoken
from app.house import House
from app.objections import MANY, TURNED_AWAY
from app.offers import organisations
from app.reminders import expiring
from domain.outreach import ReplyCode, WaveState
from storage.audit import happened
from storage.database import Connection, reading
from storage.replies import open_replies, stray_counts
from storage.reveals import REFUSED
from storage.sending import in_doubt
from storage.waves import load_waves

ANSWERS = {  # of one, and of more
    ReplyCode.DISTRESS: ("antwoord klinkt als nood: lees het nu", "antwoorden klinken als nood: lees ze nu"),
    ReplyCode.HOLD: ("antwoord houdt alles tegen tot een mens het las", "antwoorden houden alles tegen, lees ze"),
    ReplyCode.ANSWER: ("open antwoord", "open antwoorden"),
}
LOOK_BACK = timedelta(days=7)  # for what happened and asks for a look


class Role(StrEnum):
    """Who must act. The word is what people read."""

    HELPER = "hulpverlener"
    APPROVER = "goedkeurder"
    LAWYER = "jurist"
    PRIVACY = "privacyfunctionaris"
    OPERATOR = "beheerder"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that waits. `organisation` is "" for what concerns all of them; `text` holds keys and counts only."""

    role: Role
    text: str
    organisation: str = ""
    urgent: bool = False

    def __str__(self) -> str:
        who = f"{self.role} {self.organisation}".strip()
        return f"{'NOOD  ' if self.urgent else ''}{who}: {self.text}"


def notices(house: House, now: datetime) -> list[Notice]:
    """Everything that waits for a person at this moment, the urgent first."""
    with reading(house.engine).connect() as connection:
        found = [
            *_answers(connection, house, now),
            *_waves(connection),
            *_doubts(connection),
            *_unread(connection, now - LOOK_BACK),
            *_watched(connection, now - LOOK_BACK),
        ]
    found += [Notice(Role.HELPER, f"'{name}' is {why}", whose) for (whose, name), why in brakes(house, now).items()]
    found += [Notice(Role.LAWYER, line) for line in expiring(house, now)]
    return sorted(found, key=lambda one: not one.urgent)


def cries(house: House, now: datetime) -> list[Notice]:
    """Only what cannot wait."""
    with reading(house.engine).connect() as connection:
        return [one for one in _answers(connection, house, now) if one.urgent]


def _answers(connection: Connection, house: House, now: datetime) -> Iterator[Notice]:
    """Open answers per organisation. Of somebody we sent nothing to, every organisation hears; of an organisation
    that is not in the book any more only the operator, who can put it back."""
    known = organisations(house)
    able = [name for name, one in known.items() if not one.objection()] or [""]  # then it is for whoever looks
    counts: Counter[tuple[str, ReplyCode]] = Counter()
    oldest: dict[tuple[str, ReplyCode], datetime] = {}
    for row in open_replies(connection, house.remembers(now)):
        for name in able if row.organisation is None else [row.organisation]:
            key = name, ReplyCode(row.code)
            counts[key] += 1
            oldest[key] = min(row.at, oldest.get(key, row.at))
    for (name, code), number in counts.items():
        if code in ANSWERS and (name in known or not name):
            told = f"{number} {ANSWERS[code][number > 1]}, het oudste sinds {spoken(oldest[name, code])}"
            yield Notice(Role.HELPER, told, name, urgent=code is ReplyCode.DISTRESS)
    for name in sorted({name for name, _ in counts} - set(known) - {""}):
        if number := sum(counts[name, code] for code in ANSWERS):
            told = f"{number} open antwoorden aan {name} ziet niemand: zet die naam terug in organisations.yml"
            yield Notice(Role.OPERATOR, told, urgent=counts[name, ReplyCode.DISTRESS] > 0)


def _waves(connection: Connection) -> Iterator[Notice]:
    for wave in load_waves(connection, WaveState.PROPOSED):
        yield Notice(Role.APPROVER, f"ronde {wave.id} wacht op goedkeuring", wave.organisation)
    for wave in load_waves(connection, WaveState.APPROVED):
        yield Notice(Role.APPROVER, f"ronde {wave.id} is goedgekeurd en nog niet klaargezet", wave.organisation)


def _doubts(connection: Connection) -> Iterator[Notice]:
    if number := len(in_doubt(connection)):
        yield Notice(Role.OPERATOR, f"{number} keer onzeker of een bericht verstuurd is (peil outreach unknown list)")


def _unread(connection: Connection, since: datetime) -> Iterator[Notice]:
    counts = stray_counts(connection).items()
    if number := sum(count for (day, kind), count in counts if kind == "stop" and day >= since.date()):
        told = f"{number} keer meldde de aanbieder een afmelding zonder leesbaar nummer: zoek het daar op"
        yield Notice(Role.OPERATOR, f"{told} en voer het in (peil objection add)")


def _watched(connection: Connection, since: datetime) -> Iterator[Notice]:
    for action, words in (
        (REFUSED, "keer is een nummer geweigerd (peil outreach replies reveals)"),
        (MANY, "keer meer dan honderd bezwaren in een uur"),
        (TURNED_AWAY, "dagen waarop een bezwaar werd afgewezen omdat één verbinding er te veel deed"),
    ):
        if number := len(happened(connection, action, since)):
            yield Notice(Role.PRIVACY, f"{number} {words}, de laatste zeven dagen")
