"""Keeps waves, their approvals and the legal opinions behind them; every step is in the audit log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from domain.errors import Refused
from domain.messages import MessageState
from domain.outreach import Channel, LegalOpinion, Wave, WaveState
from domain.weeks import Week
from storage.audit import append
from storage.messages import move
from storage.tables.messages import messages
from storage.tables.outreach import approvals, opinions, template_versions, waves
from storage.upsert import insert_on


def save_wave(connection: Connection, wave: Wave, week: Week, set_aside: Mapping[str, int]) -> None:
    """Store a new wave. Raises Refused when its name is taken."""
    row = {
        "id": wave.id,
        "organisation": wave.organisation,
        "channel": wave.channel,
        "templates": " ".join(wave.templates),
        "helper": wave.helper,
        "author": wave.author,
        "digest": wave.digest,
        "state": wave.state,
        "week": week,
        "made": wave.made,
        "target": wave.target,
        "set_aside": json.dumps(set_aside, ensure_ascii=False),
    }
    added = insert_on(connection, waves).on_conflict_do_nothing().returning(waves.c.id)
    if connection.execute(added.values(row)).first() is None:
        raise Refused(f"ronde {wave.id} bestaat al; bekijk die met `peil outreach wave show {wave.id}`")
    append(connection, wave.author, "wave proposed", wave.id, {"digest": wave.digest}, wave.made)


def load_wave(connection: Connection, name: str) -> Wave:
    """Raises Refused when there is no such wave."""
    row = connection.execute(select(waves).where(waves.c.id == name)).first()
    if row is None:
        raise Refused(f"er is geen ronde {name}; `peil outreach wave list` toont ze")
    return _wave(connection, row)


def load_waves(connection: Connection, state: WaveState | None = None) -> list[Wave]:
    """Waves, oldest first."""
    rows = select(waves).order_by(waves.c.made, waves.c.id)
    if state is not None:
        rows = rows.where(waves.c.state == state)
    return [_wave(connection, row) for row in connection.execute(rows).all()]


def set_aside(connection: Connection, name: str) -> Mapping[str, int]:
    """How many were left out of a wave, per reason."""
    found = connection.execute(select(waves.c.set_aside).where(waves.c.id == name)).scalar_one()
    counts: Mapping[str, int] = json.loads(found)
    return counts


def wave_counts(connection: Connection, name: str) -> Mapping[str, int]:
    """Messages per state."""
    counts: dict[str, int] = {}
    for state in connection.execute(select(messages.c.state).where(messages.c.wave == name)).scalars():
        counts[state] = counts.get(state, 0) + 1
    return counts


def save_approval(connection: Connection, wave: Wave, by: str, at: datetime) -> None:
    """Store one approval and what it makes of the wave. `wave` is as outreach.waves.approve returned it."""
    connection.execute(insert(approvals), {"wave": wave.id, "by": by, "digest": wave.digest, "at": at})
    _become(connection, wave.id, WaveState.PROPOSED, wave.state)
    if wave.state is WaveState.APPROVED:
        move(connection, wave.id, MessageState.APPROVED, approved_by=", ".join(wave.approved_by))
    append(connection, by, "wave approved", wave.id, {"digest": wave.digest, "state": wave.state}, at)


def lock_wave(
    connection: Connection, wave: Wave, keyed: Mapping[str, tuple[str, str]], by: str, at: datetime
) -> tuple[int, int]:
    """Make a wave ready to send; messages locked and withdrawn.

    `keyed` holds register and suppression key per contact. A contact without them has no number any more.
    """
    _become(connection, wave.id, WaveState.APPROVED, WaveState.LOCKED)
    rows = connection.execute(
        select(messages.c.id, messages.c.contact).where(
            messages.c.wave == wave.id, messages.c.state == MessageState.APPROVED
        )
    ).all()
    for row in rows:
        known = keyed.get(row.contact)
        values: dict[str, Any] = (
            {"state": MessageState.WITHDRAWN, "reason": "het nummer is niet meer bewaard"}
            if known is None
            else {"state": MessageState.LOCKED, "person": known[0], "suppress": known[1]}
        )
        connection.execute(update(messages).where(messages.c.id == row.id).values(values))
    locked = sum(row.contact in keyed for row in rows)
    append(connection, by, "wave locked", wave.id, {"messages": locked, "withdrawn": len(rows) - locked}, at)
    return locked, len(rows) - locked


def stop_wave(connection: Connection, name: str, by: str, reason: str, at: datetime) -> int:
    """Stop a wave; what was not sent is withdrawn. How many messages that were."""
    stopped = move(connection, name, MessageState.WITHDRAWN, reason=reason)
    connection.execute(update(waves).where(waves.c.id == name).values(state=WaveState.STOPPED))
    append(connection, by, "wave stopped", name, {"reason": reason, "withdrawn": stopped}, at)
    return stopped


def lapse_waves(connection: Connection, before: datetime, at: datetime) -> int:
    """End what was proposed before that moment and never locked; its people are free for a newer wave."""
    old = select(waves.c.id).where(waves.c.state.in_([WaveState.PROPOSED, WaveState.APPROVED]), waves.c.made < before)
    names = connection.execute(old).scalars().all()
    for name in names:
        left = move(connection, name, MessageState.WITHDRAWN, reason="niet op tijd goedgekeurd en klaargezet")
        connection.execute(update(waves).where(waves.c.id == name).values(state=WaveState.LAPSED))
        append(connection, "peil", "wave lapsed", name, {"withdrawn": left}, at)
    return len(names)


def keep_versions(connection: Connection, digests: Mapping[str, str]) -> None:
    """Remember what each template version says. Raises Refused when one says something else than before."""
    for version, now in digests.items():
        connection.execute(
            insert_on(connection, template_versions).on_conflict_do_nothing(), {"id": version, "digest": now}
        )
        known = connection.execute(select(template_versions.c.digest).where(template_versions.c.id == version)).scalar()
        if known != now:
            raise Refused(
                f"sjabloon {version} is gewijzigd nadat het in gebruik kwam: zet de oude tekst terug en maak een "
                f"nieuw bestand met een hogere version"
            )


def save_opinion(connection: Connection, opinion: LegalOpinion, by: str, at: datetime) -> None:
    """Store an opinion; the same reference stored again changes its lawyer and its end, as when it is cut short.

    Raises Refused when it is about other texts than before: those a lawyer read once, others are another opinion.
    """
    row = {
        "organisation": opinion.organisation,
        "channel": opinion.channel,
        "template": opinion.template,
        "reference": opinion.reference,
        "lawyer": opinion.lawyer,
        "valid_until": opinion.valid_until,
        "stored_by": by,
        "at": at,
        "covers": json.dumps(dict(opinion.covers), sort_keys=True),
    }
    add = insert_on(connection, opinions)
    said = {name: add.excluded[name] for name in ("lawyer", "valid_until", "stored_by", "at")}
    keys = ["organisation", "channel", "template", "reference"]
    same = opinions.c.covers == add.excluded.covers
    add = add.on_conflict_do_update(index_elements=keys, set_=said, where=same)
    if connection.execute(add.returning(opinions.c.reference), row).first() is None:
        raise Refused(f"{opinion.reference} gaat over andere teksten; geef dit advies een nieuw kenmerk")
    detail = {"channel": opinion.channel, "template": opinion.template, "until": str(opinion.valid_until)}
    detail["texts"] = " ".join(sorted(opinion.covers))
    append(connection, by, "legal opinion stored", opinion.organisation, detail, at)


def load_opinions(connection: Connection) -> list[LegalOpinion]:
    return [
        LegalOpinion(
            row.organisation,
            Channel(row.channel),
            row.template,
            row.lawyer,
            row.reference,
            row.valid_until,
            json.loads(row.covers),
        )
        for row in connection.execute(select(opinions).order_by(opinions.c.at))
    ]


def _become(connection: Connection, name: str, before: WaveState, then: WaveState) -> None:
    changed = connection.execute(
        update(waves).where(waves.c.id == name, waves.c.state == before).values(state=then)
    ).rowcount
    if not changed:
        raise Refused(f"ronde {name} is intussen door iemand anders veranderd: bekijk die opnieuw")


def _wave(connection: Connection, row: Row[Any]) -> Wave:
    by = connection.execute(select(approvals.c.by).where(approvals.c.wave == row.id).order_by(approvals.c.at)).scalars()
    return Wave(
        id=row.id,
        organisation=row.organisation,
        channel=Channel(row.channel),
        templates=tuple(row.templates.split()),
        helper=row.helper,
        author=row.author,
        digest=row.digest,
        state=WaveState(row.state),
        made=row.made,
        approved_by=tuple(by),
        target=row.target,
    )
