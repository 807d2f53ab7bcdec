"""What waits for a person, told once by e-mail where mail.yml says to whom."""

from __future__ import annotations

import logging
import os
import smtplib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from hashlib import sha256
from typing import ClassVar

from app.attention import Notice, Role
from app.house import House
from config.reader import line_of, read_record
from domain.errors import ConfigError
from storage.database import reading
from storage.notices import note_told, was_told

log = logging.getLogger(__name__)
TIMEOUT = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class MailSettings:
    """mail.yml. `to` is a role, or role and organisation as in `hulpverlener demonstratie`, to an address.

    Without `user` no password is asked for; with it PEIL_MAIL_PASSWORD is, over STARTTLS.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    server: str
    sender: str
    to: Mapping[str, str]
    port: int = 25
    user: str = ""


def send_mail(house: House, found: Iterable[Notice], now: datetime) -> int:
    """Send each notice once a day to whom mail.yml names for it; how many. Without that file nobody gets mail.

    A mail server that is down loses nothing: what was not sent is tried at the next round. Raises ConfigError.
    """
    path = house.settings.home / "mail.yml"
    if not path.exists():
        return 0
    told = read_record(path, MailSettings)
    for key in told.to:
        if key.split()[0] not in set(Role):
            problem = f"'{key}' is geen rol: {', '.join(Role)}"
            raise ConfigError(str(path), line_of(path, ("to", key)), problem)
    return sum(_send_one(house, told, one, now) for one in found)


def _send_one(house: House, told: MailSettings, one: Notice, now: datetime) -> bool:
    address = told.to.get(f"{one.role} {one.organisation}".strip()) or told.to.get(one.role)
    if not address:
        return False
    # Words that change with every minute are no other news; a count that rises is.
    about = sha256(f"{one}|{address}|{now.date()}".encode()).hexdigest()[:32]
    with reading(house.engine).connect() as connection:
        if was_told(connection, about):
            return False
    try:
        _submit(told, address, one)  # outside any transaction: a slow mail server may not keep a STOP waiting
    except (OSError, smtplib.SMTPException) as error:
        log.error("mail was not sent: %s", type(error).__name__)
        return False
    with house.engine.begin() as connection:
        note_told(connection, about, now)
    return True


def _submit(told: MailSettings, address: str, one: Notice) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Peilmoment: nood" if one.urgent else "Peilmoment: er wacht iets op u"
    mail["From"], mail["To"] = told.sender, address
    mail.set_content(f"{one}\n\nMeer: `peil status` op de machine van Peilmoment.\n")
    server = smtplib.SMTP(told.server, told.port, timeout=TIMEOUT)
    try:
        if told.user:
            server.starttls()
            server.login(told.user, os.environ.get("PEIL_MAIL_PASSWORD", ""))
        server.send_message(mail)
        with suppress(smtplib.SMTPException, OSError):  # a rude goodbye does not undo what was taken
            server.quit()
    finally:
        server.close()
