"""The words of a wave of offers: the wave, what allows it, who was approached before, how people answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Channel(StrEnum):
    KANNEL = "kannel"
    TWILIO = "twilio"
    FILE = "file"


class WaveState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    LOCKED = "locked"
    STOPPED = "stopped"
    LAPSED = "lapsed"  # nobody approved or locked it in time


@dataclass(frozen=True, slots=True)
class Wave:
    """One organisation's offer to its recipients, approved as a whole.

    `digest` covers sender, channel, helper, target group and every (recipient, text) pair: change one, lose the
    approval. `target` says in Dutch whom this wave was meant for.
    `templates` are the names of one template, or of two that are compared.
    """

    id: str
    organisation: str
    channel: Channel
    templates: tuple[str, ...]
    helper: str
    author: str
    digest: str
    state: WaveState
    made: datetime
    approved_by: tuple[str, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True)
class LegalOpinion:
    """A lawyer's written opinion that this organisation may use this template over this channel.

    `covers` are the texts that were read: version (such as `nl/offer/1`) to SHA-256 of its text.
    """

    organisation: str
    channel: Channel
    template: str
    lawyer: str
    reference: str
    valid_until: date
    covers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One approach in the shared register. `person` is keyed with the register key; `origin` names
    installation and organisation."""

    person: str
    at: datetime
    origin: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one installation tells another about its register.

    `number` rises with every export. `seen` holds, per other installation, the number of the newest file this one
    had taken in when it wrote. `reserved` are persons it plans to approach and `refused` those who opted out, there or
    at an installation it heard of; both keyed like those in `entries`.
    """

    installation: str
    number: int
    seen: Mapping[str, int]
    entries: tuple[Entry, ...]
    reserved: frozenset[str]
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BrakeRelease:
    """A person let an offer go on although many opted out; figures count anew from `at`."""

    organisation: str
    template: str
    by: str
    reason: str
    at: datetime


class ReplyCode(StrEnum):
    """What is kept of an answer; its words stay in the organisation's own phone or inbox."""

    STOP = "stop"  # nothing but a stop word: opted out everywhere
    HOLD = "hold"  # a stop word inside a sentence ("ik kan niet stoppen"): everything waits for a person
    DISTRESS = "distress"
    ANSWER = "answer"


URGENT = frozenset({ReplyCode.HOLD, ReplyCode.DISTRESS})


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer without its words. `pointer` says where the organisation itself finds them."""

    id: str
    contact: str
    code: ReplyCode
    at: datetime
    pointer: str = ""
    message: str | None = None
    organisation: str | None = None
    helper: str | None = None


@dataclass(frozen=True, slots=True)
class Reveal:
    """A helper of an organisation asks to see the number behind an answer. `reply` and `contact` are ids, in keys."""

    organisation: str
    helper: str
    reply: str
    contact: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that waits to be sent, with what its wave says about it."""

    message: str
    organisation: str
    channel: Channel
    helper: str
    template: str

    @property
    def offer(self) -> tuple[str, str]:
        """Organisation and template name: what a brake is about."""
        return self.organisation, self.template.split("/")[1]


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one message once. `ref` is what the gateway knows it by."""

    message: str
    attempt: int
    contact: str
    wave: str
    language: str
    template: str
    text_digest: str
    person: str
    suppress: str = field(repr=False)

    @property
    def ref(self) -> str:
        return f"{self.message}-{self.attempt}"
