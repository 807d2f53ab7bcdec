"""A way to reach someone, sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class LineType(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    MACHINE = "machine"  # 097x: machine-to-machine, never a person
    FOREIGN_MOBILE = "foreign_mobile"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone number as the rest of the house may know it: a key and a sealed value.

    Only storage/vault.py opens `sealed`.
    """

    key: str
    sealed: bytes = field(repr=False)
    line_type: LineType
    first_seen: datetime
    last_seen: datetime
