"""What robots, terms and TDM files said, then and now. A change is a reason to stop and let people read."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from domain.certificates import Kind, Snapshot

LONGEST_DIFF = 40  # lines; the whole texts are stored beside it
WHAT = {Kind.ROBOTS: "robots.txt", Kind.TERMS: "de gebruiksvoorwaarden", Kind.TDM: "het TDM-voorbehoud"}
CHANGED = {Kind.ROBOTS: "is gewijzigd", Kind.TERMS: "zijn gewijzigd", Kind.TDM: "is gewijzigd"}


def snapshot(kind: Kind, url: str, text: str, taken: datetime) -> Snapshot:
    """`text` with white space evened out, so that only words count as a change."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    plain = "\n".join(line for line in lines if line)
    return Snapshot(kind, url, hashlib.sha256(plain.encode()).hexdigest(), plain, taken)


def document(kind: Kind, url: str, what: str, contents: bytes, taken: datetime) -> Snapshot:
    """A PDF or another file that is no page: every byte counts as a change, for its words cannot be compared."""
    digest = hashlib.sha256(contents).hexdigest()
    return Snapshot(kind, url, digest, f"document ({what}, {len(contents)} bytes), SHA-256 {digest}", taken)


def is_document(contents: bytes) -> bool:
    """Whether this is a PDF, whatever its name or header says."""
    return contents.lstrip().startswith(b"%PDF-")


def change(then: Snapshot, now: Snapshot) -> str:
    """A readable difference, "" when nothing changed: '- ' was, '+ ' is."""
    if then.digest == now.digest:
        return ""
    lines = difflib.unified_diff(then.text.splitlines(), now.text.splitlines(), "eerst", "nu", lineterm="", n=1)
    return "\n".join(list(lines)[:LONGEST_DIFF])


def changes(then: Mapping[Kind, Snapshot], now: Mapping[Kind, Snapshot]) -> str:
    """Why the source must be suspended, with the difference; "" when all that was known is unchanged."""
    told = []
    for kind, earlier in then.items():
        if kind not in now:
            told.append(f"{WHAT[kind]}: niet meer te lezen op {earlier.url}")
        elif difference := change(earlier, now[kind]):
            told.append(f"{WHAT[kind]} {CHANGED[kind]}:\n{difference}")
    return "\n".join(told)


def reserves(tdmrep: str, headers: Mapping[str, str], meta: str | None) -> bool:
    """Whether text and data mining is reserved: tdmrep.json, the `tdm-reservation` header or meta tag.

    Source: TDM Reservation Protocol, W3C community group final report (2024).
    """
    if headers.get("tdm-reservation", "").strip() == "1" or (meta or "").strip() == "1":
        return True
    if not tdmrep.strip():
        return False
    try:
        rules = json.loads(tdmrep)
    except ValueError:
        return True  # unreadable: the careful reading is that something is reserved
    rules = rules if isinstance(rules, list) else [rules]
    return any(isinstance(rule, dict) and str(rule.get("tdm-reservation")) == "1" for rule in rules)
