"""How many SMS segments a text takes, and what that costs. smsutil counts GSM-7 and UCS-2."""

from __future__ import annotations

import smsutil


def segments(text: str) -> int:
    """Segments of a text: 160 characters for one or 153 each in GSM-7; 70 or 67 beyond it."""
    return len(smsutil.split(text).parts)


def is_gsm(text: str) -> bool:
    """Whether GSM-7 can carry the text; a gateway told otherwise turns letters into question marks."""
    return bool(smsutil.is_valid_gsm(text))


def cost(texts: list[str], cents: int) -> int:
    """Price in cents of sending each text once."""
    return sum(segments(text) for text in texts) * cents
