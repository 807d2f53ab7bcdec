"""How invented sites write what a record says: names of languages, prices, numbers, slugs."""

from __future__ import annotations

import re
import unicodedata

from sandbox.records import Advertisement

LANGUAGES = {
    "nl": "Nederlands", "en": "Engels", "es": "Spaans", "ro": "Roemeens", "hu": "Hongaars",
    "pl": "Pools", "pt": "Portugees", "bg": "Bulgaars", "de": "Duits", "fr": "Frans",
    "ru": "Russisch", "it": "Italiaans", "tr": "Turks", "cs": "Tsjechisch", "uk": "Oekraïens",
    "th": "Thai", "zh": "Chinees", "ar": "Arabisch",
}  # fmt: skip
GENDERS = {"woman": "Vrouw", "man": "Man"}


def slug(title: str) -> str:
    """`Lief & rustig in Gouda` becomes `lief-rustig-in-gouda`; never empty."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "advertentie"


def thousands(number: int) -> str:
    """`1234` as a Dutch page prints it: `1.234`."""
    return f"{number:,}".replace(",", ".")


def prices(ad: Advertisement) -> tuple[tuple[str, int], ...]:
    """Rows of a price table (duration, whole euros) around the hourly price; empty without a price."""
    hour = ad.price_hour
    if hour is None:
        return ()
    return (("30 minuten", _tens(hour * 0.6)), ("1 uur", hour), ("2 uur", _tens(hour * 1.85)))


def national(phone: str) -> str:
    """`+31600000012` as `0600000012`."""
    return "0" + phone.removeprefix("+31")


def grouped(phone: str) -> str:
    """`+31600000012` as `06-00 00 00 12`."""
    number = national(phone)
    return f"{number[:2]}-" + " ".join(number[i : i + 2] for i in range(2, len(number), 2))


def _tens(amount: float) -> int:
    return round(amount / 10) * 10
