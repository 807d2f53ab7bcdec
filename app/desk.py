"""dashboard.helping.Helping for one helper of one organisation of this installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.attention import Role, notices
from app.clock import Clock, now, spoken
from app.house import House
from app.language_aside import decide, helper_of, languages, set_aside
from app.replying import WORDS, answers_of, settle, unaddressed
from app.revealing import show_number
from dashboard.helping import Answer, Text
from domain.errors import Refused
from domain.outreach import URGENT
from storage.replies import FIRST


@dataclass(frozen=True, slots=True)
class Desk:
    """What this helper may see and do, asked of storage afresh each time."""

    house: House
    organisation: str
    helper: str
    clock: Clock = now

    @classmethod
    def of(cls, house: House, organisation: str, by: str, clock: Clock = now) -> Desk:
        """Raises Refused for an organisation that cannot send, or somebody who does not work there."""
        one, helper = helper_of(house, organisation, by)
        return cls(house, one.id, helper, clock)

    @property
    def languages(self) -> Sequence[str]:
        return languages(self.house)

    def notices(self) -> Sequence[tuple[str, bool]]:
        return [
            (one.text, one.urgent)
            for one in notices(self.house, self.clock())
            if one.role is Role.HELPER and one.organisation == self.organisation
        ]

    def answers(self) -> Sequence[Answer]:
        at = self.clock()
        rows = [*answers_of(self.house, self.organisation, at), *unaddressed(self.house, at)]
        rows.sort(key=lambda row: (FIRST.get(row.code, len(FIRST)), row.at))  # a cry to nobody is not below a doubt
        return [
            Answer(row.id, WORDS[row.code], spoken(row.at), row.helper or "niemand", row.pointer, row.code in URGENT)
            for row in rows
        ]

    def settle(self, answer: str) -> None:
        if not settle(self.house, answer, self.helper, self.clock()):
            raise Refused("dit antwoord is al afgehandeld")

    def number(self, answer: str, reason: str) -> str:
        return show_number(self.house, answer, self.helper, reason, self.clock())

    def unsure(self) -> Sequence[Text]:
        found = set_aside(self.house, self.organisation, self.helper, self.clock())
        return [Text(one.key, one.guesses, one.text) for one in found]

    def decide(self, key: str, language: str) -> None:
        decide(self.house, self.organisation, self.helper, key, language, self.clock())
