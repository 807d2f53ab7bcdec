"""Sends what is locked, inside the window, each message at most once; learns what became of it."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.brake import brakes
from app.house import House
from app.kept_out import reason_to_keep_out
from app.offers import organisations
from app.texts import text_digests, versions, words
from domain.errors import Refused
from domain.message_states import DUTCH
from domain.messages import MessageState
from domain.outreach import Channel, Claim, Ready, Reply, ReplyCode
from outreach.gateways.gateway import Doubt, Gateway, Incoming, Outgoing
from outreach.gateways.inbox import deliver
from outreach.organisations import Organisation
from outreach.register import objection
from outreach.replies import read_reply
from outreach.templates import digest
from outreach.waves import opinion_objection
from outreach.window import closed
from pipelines.phone import read_phone
from storage.audit import append
from storage.database import durable, reading
from storage.objections import object_number
from storage.replies import count_stray, known_replies, not_handed_on, point_to, take_reply
from storage.sending import (
    abandon,
    claim,
    give_up,
    in_doubt,
    is_waiting,
    learn,
    not_sent,
    number_for,
    record,
    unconfirm,
    unfinished,
    waiting,
)
from storage.waves import load_opinions

HANDS_OFF = timedelta(minutes=2)  # a sender that has not come back by then is gone
LOOK_AGAIN = 100  # messages
NO_REPORT = timedelta(days=7)  # after this a gateway sends no delivery report any more


@dataclass(frozen=True, slots=True)
class Told:
    """What a round of sending did: messages per state, and why it ended early, if it did."""

    counts: Mapping[str, int] = field(default_factory=dict)
    stopped: str = ""

    def __str__(self) -> str:
        words = {str(state): dutch for state, dutch in DUTCH.items()}
        counts = sorted((words.get(what, what), number) for what, number in self.counts.items())
        told = ", ".join(f"{number} {what}" for what, number in counts) or "niets te doen"
        return f"{told}; {self.stopped}" if self.stopped else told


def holder() -> str:
    """This process, as others see it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def send(
    house: House,
    gateways: Mapping[Channel, Gateway],
    clock: Callable[[], datetime],
    *,
    limit: int | None = None,
) -> Told:
    """Send what is ready, at most `limit` messages. Stops when a gateway is broken; what may not go now is passed
    over, so that a paused template or a closed window keeps nobody else's message back."""
    counts: Counter[str] = Counter()
    known, paused = organisations(house), brakes(house, clock())
    with reading(house.engine).connect() as connection:
        ready = waiting(connection)
        opinions = load_opinions(connection)
    tried = 0
    for one in ready:
        organisation = known.get(one.organisation)
        if organisation is None or organisation.objection():
            counts["wacht: organisatie niet (meer) gecontroleerd"] += 1
        elif one.channel not in gateways:
            counts[f"wacht: zet {one.channel} in gateway.yml (docs/outreach.md), of stel de ronde anders voor"] += 1
        elif reason := (
            opinion_objection(one.organisation, _about(house, one), one.channel, opinions, clock().date())
            or paused.get(one.offer)
            or closed(organisation, clock())
        ):
            counts[f"wacht: {reason}"] += 1
        elif tried != limit:
            tried += 1
            state, broken = send_one(house, gateways[one.channel], organisation, one, clock)
            counts[state] += 1
            if broken:
                return Told(dict(counts), broken)
            if tried % LOOK_AGAIN == 0:  # harm that shows while a large wave goes out stops the rest of it
                paused = brakes(house, clock())
    return Told(dict(counts))


def send_one(
    house: House,
    gateway: Gateway,
    organisation: Organisation,
    one: Ready,
    clock: Callable[[], datetime],
) -> tuple[str, str]:
    """Claim, submit, record. Returns the Dutch outcome, and why the gateway is broken if it is."""
    with reading(house.engine).connect() as connection:
        if not is_waiting(connection, one.message):  # another sender was first: no need to wait for the write lock
            return "overgeslagen", ""
    engine = durable(house.engine)
    origin = f"{house.settings.deployment.organisation}/{organisation.id}"
    with engine.begin() as connection:
        claimed = claim(connection, one.message, holder=holder(), origin=origin, rule=objection, now=clock())
    if claimed is None:
        return "overgeslagen", ""
    with engine.begin() as connection:
        try:
            text = _text(house, claimed, one.helper, organisation)
            if reason := reason_to_keep_out(connection, claimed.contact):  # a newer measurement may know more
                raise Refused(reason)
        except Refused as error:
            give_up(connection, claimed, str(error))
            return "ingetrokken", ""
        number = number_for(
            connection,
            house.keyring,
            claimed,
            by=f"{organisation.id}/{one.helper}",
            now=clock(),
            kept=house.settings.deployment.retention.vault,
        )
        if number is None:
            return "ingetrokken", ""
        # Inside this transaction on purpose: whoever objects meanwhile waits until it is known what was sent.
        receipt = gateway.submit(Outgoing(claimed.ref, organisation.sender, number, text))
        record(connection, claimed, receipt.state, receipt.reason, clock())
        if receipt.opted_out:
            object_number(connection, house.keyring, number, "provider", clock())
    return receipt.state, receipt.reason if receipt.broken else ""


def reconcile(house: House, gateways: Mapping[Channel, Gateway], now: datetime) -> Told:
    """Ask each gateway's own record about messages in doubt, and take in reports and answers that were missed."""
    counts: Counter[str] = Counter()
    engine = durable(house.engine)
    with engine.begin() as connection:
        counts["onbekend geworden"] += abandon(connection, now - HANDS_OFF)
        counts["zonder bericht van bezorging"] += unconfirm(connection, now - NO_REPORT)
        doubts = [Doubt(f"{row.id}-{row.attempt}", row.claimed) for row in in_doubt(connection)]
    for gateway in gateways.values():
        found = gateway.evidence(doubts, now)
        with reading(house.engine).connect() as connection:
            open_ones = unfinished(connection)
            known = known_replies(connection, [answer.id for answer in found.answers])
        for ref, states in found.states.items():
            if ref.rpartition("-")[0] in open_ones:
                for state in states:
                    counts[_conclude(house, ref, state, now)] += 1
        for answer in found.answers:
            if answer.id not in known:
                counts["antwoord uit het logboek"] += receive(house, answer, now)
    return Told({state: number for state, number in counts.items() if state and number})


def report(house: House, ref: str, state: MessageState, now: datetime) -> bool:
    """One delivery report. False when it belongs to nothing we sent."""
    message, _, attempt = ref.rpartition("-")
    with durable(house.engine).begin() as connection:
        known = attempt.isdigit() and len(attempt) < 6 and learn(connection, message, int(attempt), state, now)
        if not known:
            count_stray(connection, "dlr", now.date())
    return known


def receive(house: House, answer: Incoming, now: datetime) -> bool:
    """One answer: what follows from it is durable when this returns. False when it was known and handed on already.

    Its words go to the organisation's own inbox, when it has one; here only an outcome and a pointer stay.
    """
    phone = read_phone(answer.sender)
    if phone is None:
        with durable(house.engine).begin() as connection:
            count_stray(connection, "mo", now.date())
        return False
    code = read_reply(answer.text, words())
    if answer.damaged and code is ReplyCode.ANSWER:  # the lost letters may have said stop or help
        code = ReplyCode.HOLD
    reply = Reply(answer.id, house.keyring.phone(phone.e164), code, now)
    with durable(house.engine).begin() as connection:
        taken = take_reply(connection, house.keyring, reply, phone.e164, now)
    with durable(house.engine).begin() as connection:  # also for an answer we were killed at before
        waiting = not_handed_on(connection, reply.id)
        if waiting is not None:
            point_to(connection, waiting.id, _hand_on(house, waiting, answer.text))
    return taken is not None or waiting is not None


def settle_by_hand(house: House, message: str, by: str, evidence: str, sent: bool, now: datetime) -> str:
    """A person says what became of an unknown message, and how they know. Raises Refused for any other message."""
    if not evidence.strip():
        raise Refused("zonder bewijs blijft een bericht onbekend")
    with durable(house.engine).begin() as connection:
        found = {row.id: row.attempt for row in in_doubt(connection)}
        if message not in found:
            raise Refused(f"bericht {message} is niet onbekend; `peil outreach unknown list` toont de werklijst")
        append(connection, by, "unknown settled", message, {"sent": sent, "evidence": evidence}, now)
        if sent:
            learn(connection, message, found[message], MessageState.SUBMITTED, now)
            return "Vastgelegd: verstuurd."
        not_sent(connection, message, found[message], f"niet verstuurd volgens {by}")
        return "Vastgelegd: niet verstuurd; het staat weer klaar."


def _about(house: House, one: Ready) -> tuple[str, str]:
    """The version of a message and the digest of what it says now, "" when its file is gone."""
    return one.template, text_digests((one.offer[1],), house).get(one.template, "")


def _hand_on(house: House, reply: Reply, text: str) -> str:
    if reply.organisation is None:
        return "geen organisatie: dit nummer kreeg van ons geen bericht"
    organisation = organisations(house).get(reply.organisation)
    if organisation is None:
        return f"{reply.organisation} staat niet (meer) in organisations.yml; de woorden staan op de gateway"
    if not organisation.inbox:
        return f"telefoon {organisation.sender}"
    try:
        return deliver(organisation.inbox, helper=reply.helper or "", ref=reply.message or reply.id, text=text)
    except OSError as error:
        return f"niet in de inbox te zetten ({error.strerror}); kijk op de gateway"


def _text(house: House, claimed: Claim, helper: str, organisation: Organisation) -> str:
    """The exact text that was approved. Raises Refused when the template says something else by now."""
    template = versions((claimed.template.split("/")[1],), house).get(claimed.template)
    text = template.filled(helper=helper, organisation=organisation.name) if template else ""
    if digest(text) != claimed.text_digest:
        raise Refused("de tekst is na de goedkeuring veranderd")
    return text


def _conclude(house: House, ref: str, state: MessageState, now: datetime) -> str:
    message, _, attempt = ref.rpartition("-")
    if not attempt.isdigit():
        return ""
    with durable(house.engine).begin() as connection:
        if state is MessageState.LOCKED:
            freed = not_sent(connection, message, int(attempt), "bewezen niet verstuurd")
            return "bewezen niet verstuurd, staat weer klaar" if freed else ""
        return "bevestigd" if learn(connection, message, int(attempt), state, now) else ""
