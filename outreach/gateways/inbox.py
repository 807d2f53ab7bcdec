"""The organisation's own inbox: a Maildir folder that any mail program reads. We keep only the pointer."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path


def deliver(inbox: str, *, helper: str, ref: str, text: str) -> str:
    """Put an answer in the helper's folder; returns where it is. Raises OSError when the disk refuses."""
    folder = Path(inbox) / _folder(helper)
    folder.parent.mkdir(parents=True, exist_ok=True)
    mail = EmailMessage()
    mail["Subject"] = f"Antwoord op bericht {ref[:8]}"
    mail["To"] = helper
    mail.set_content(text)
    return f"inbox {folder.name}/{mailbox.Maildir(folder, create=True).add(mail)}"


def _folder(helper: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in helper.lower()) or "team"
