"""Joins the referral to storage, paper and the audit log. It sends nothing: a person hands the letter over."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import AMSTERDAM
from app.house import House
from app.pdf import pdf
from config.reader import read_record
from domain.errors import BadInput, Refused
from pipelines.clean import clean
from pipelines.phone import find_phones
from pipelines.place import read_place
from pipelines.redact import redact
from signals import referring as rules
from signals.referral import Act, Content, Feedback, Field, Referral, Step
from storage.audit import append
from storage.database import Connection, reading
from storage.referrals import add_step, load_names, load_referral, load_steps, next_name, save_referral


@dataclass(frozen=True, slots=True)
class Known:
    """A referral as far as it has come, and everything that was done with it."""

    referral: Referral
    steps: Sequence[Step]


def propose(house: House, form: Path, by: str, at: datetime) -> Referral:
    """Store what the author wrote, ready for a second person. Raises ConfigError or Refused for what is wrong."""
    content = read_record(form, Content)
    _without_clear_details(content)
    with house.engine.begin() as connection:
        today = at.astimezone(AMSTERDAM).date()
        written = Referral(next_name(connection, today.year), _named(by), today, content)
        proposed = rules.propose(written)
        save_referral(connection, written, house.keyring.seal, at)
        _add(house, connection, proposed, Step(Act.PROPOSED, proposed.state, by, at), 1)
    return proposed


def assess(house: House, name: str, by: str, at: datetime, *, agrees: bool, note: str) -> Referral:
    """A second person agrees or not. Raises Refused when it is the author, or says nothing."""
    known = read(house, name, at)
    on = at.astimezone(AMSTERDAM).date()
    moved = rules.assess(known.referral, _named(by), on, agrees=agrees, note=note)
    return _take(house, known, moved, Step(Act.ASSESSED, moved.state, by, at, note))


def print_letter(house: House, name: str, by: str, at: datetime, path: Path) -> str:
    """Write the letter as PDF, for its owner only, and remember its SHA-256. Raises Refused before approval."""
    known = read(house, name, at)
    paper = pdf(rules.letter(known.referral, house.settings.deployment.organisation))
    digest = hashlib.sha256(paper).hexdigest()
    try:
        path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise BadInput(f"{path} bestaat al of kan niet geschreven worden; kies een nieuwe naam.") from error
    path.write_bytes(paper)
    _take(house, known, known.referral, Step(Act.PRINTED, known.referral.state, _named(by), at, digest=digest))
    return digest


def hand_over(house: House, name: str, by: str, at: datetime, paper: Path) -> Referral:
    """Note that a person handed this letter over. Raises Refused when it is not the letter printed here."""
    known = read(house, name, at)
    if not paper.is_file():
        raise BadInput(f"{paper} bestaat niet: geef de brief die u hebt overgedragen.")
    digest = hashlib.sha256(paper.read_bytes()).hexdigest()
    moved = rules.hand_over(known.referral, digest, known.steps)
    return _take(house, known, moved, Step(Act.HANDED_OVER, moved.state, _named(by), at, digest=digest))


def receive_feedback(house: House, name: str, by: str, at: datetime, said: Feedback) -> Referral:
    """Note one of four answers of the receiver, and nothing else."""
    known = read(house, name, at)
    moved = rules.receive_feedback(known.referral, said)
    return _take(house, known, moved, Step(Act.ANSWERED, moved.state, _named(by), at, feedback=said))


def read(house: House, name: str, at: datetime) -> Known:
    """Raises BadInput when there is no such referral, or it is past its term."""
    with reading(house.engine).connect() as connection:
        written = load_referral(connection, name, Referral, house.keyring.open, _kept_from(house, at))
        if written is None:
            raise BadInput(f"Doorverwijzing {name} bestaat niet; zie `peil signals refer list`.")
        steps = load_steps(connection, name, Step, house.keyring.open)
    return Known(rules.replay(written, steps), steps)


def show(house: House, name: str, by: str, at: datetime) -> Known:
    """The same for a person to read, which is itself noted."""
    known = read(house, name, at)
    with house.engine.begin() as connection:
        append(connection, _named(by), "referral read", name, {}, at)
    return known


def everything(house: House, at: datetime) -> list[Known]:
    """All referrals, oldest first."""
    with reading(house.engine).connect() as connection:
        names = load_names(connection, _kept_from(house, at))
    return [read(house, name, at) for name in names]


def refuse_request(house: House, by: str, asker: str, way: str, at: datetime) -> None:
    """Note an informal request for somebody's details. The answer is no: this software has no way to give them."""
    detail = {"asker": asker, "way": way, "answer": "geweigerd"}
    with house.engine.begin() as connection:
        append(connection, _named(by), "request for details refused", "request", detail, at)


def _kept_from(house: House, at: datetime) -> datetime:
    return at - house.settings.deployment.retention.referral


def _take(house: House, known: Known, moved: Referral, step: Step) -> Referral:
    with house.engine.begin() as connection:
        _add(house, connection, moved, step, len(known.steps) + 1)
    return moved


def _add(house: House, connection: Connection, referral: Referral, step: Step, number: int) -> None:
    add_step(connection, referral, step, number, house.keyring.seal)
    detail = {"state": step.state, "receiver": referral.content.receiver.name.lower(), "digest": step.digest}
    append(connection, step.by, f"referral {step.act}", referral.id, detail, step.at)


def _without_clear_details(content: Content) -> None:
    """Raises Refused for a number, address or handle in what was typed, and for a place finer than a municipality."""
    page = content.shared.get(Field.PUBLIC_PAGE, "")
    if page and not page.startswith(("https://", "http://")):
        raise Refused("De openbare pagina is een adres dat met https:// begint.")
    place = content.shared.get(Field.MUNICIPALITY, "")
    if place and read_place(place) is None:
        raise Refused(f"“{place}” is geen gemeente: fijner dan een gemeente wordt niets gedeeld.")
    for text in content.texts:
        plain = clean(text).text
        if find_phones(plain) or (text != page and redact(text) != plain):
            raise Refused("Er staat een nummer, adres of schermnaam in; haal dat weg, ook als het van uzelf is.")


def _named(by: str) -> str:
    if not by.strip():
        raise BadInput("Zeg wie dit doet, met --by.")
    return by.strip()
