"""Reads a text the way a person sees it: plain digits, plain spaces, no mark-up, no invisible signs.

The cleaned text keeps a way back, so that every span is told in characters of the original.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

_TAG = r"</?[A-Za-z!][^<>]{0,400}>"
_ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});"
_MARKED = r"\w[\u0300-\u036f]+"  # a letter with loose accents: normal in some encodings, piled up in zalgo
_MOJIBAKE = r"â‚¬|Ã[\u0080-\u00bf]"  # UTF-8 read as Windows-1252
# Everything but plain ASCII, letters of the scripts we read and ordinary punctuation is looked at.
_PLAIN = r"\n\t -~¡-©«¬®-±´-¸»¿-ɏͰ-ԯ\u0600-\u065f\u066e-\u06ef\u0e00-\u0e4f\u1e00-\u1eff‘-”„•…€₽₴一-鿿"
_ODD = re.compile(f"{_TAG}|{_ENTITY}|{_MOJIBAKE}|{_MARKED}|[^{_PLAIN}]")
_BLOCK = re.compile(r"</?(?:br|p|div|li|tr|h\d|ul|ol|table)\b", re.IGNORECASE)
_LINK = re.compile(r"(?:tel:|sms:|wa\.me/|whatsapp|callto:)[^\"'\s>]*", re.IGNORECASE)

_SIGNS = {"\x80": "€", "🅾": "O", "⭕": "O", "−": "-", "½": "½", "¼": "¼", "¾": "¾"} | dict.fromkeys(
    "\r\u2028\u2029\x85", "\n"
)
# Per Unicode category: zero-width signs, variation selectors and keycap frames go; odd spaces are spaces.
_KINDS = {"Cf": "", "Mn": "", "Me": "", "Cc": " ", "Zs": " ", "Cs": " ", "Pd": "-"}


@dataclass(frozen=True, slots=True)
class Clean:
    """Cleaned text; `moved` pairs positions in it with positions in the original where they differ."""

    text: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch in characters of the original text."""
        return self._origin(start), max(self._origin(end - 1) + 1, self._origin(start)) if end > start else 0

    def _origin(self, at: int) -> int:
        piece = bisect_right(self.starts, at) - 1
        here = self.origins[piece] + at - self.starts[piece]
        return min(here, self.origins[piece + 1] - 1) if piece + 1 < len(self.origins) else here


def clean(text: str) -> Clean:
    """The text with every odd sign replaced by what it stands for. Linear in its length; never raises."""
    changes = ((odd.start(), odd.end(), _plain(odd[0])) for odd in _ODD.finditer(text))
    return rewritten(text, [change for change in changes if change[2] != text[change[0] : change[1]]])


def rewritten(text: str, changes: Iterable[tuple[int, int, str]]) -> Clean:
    """The text with each stretch (start, end, instead), in order, replaced, and the way back."""
    pieces: list[str] = []
    starts, origins = [0], [0]
    done = length = 0
    for start, end, instead in changes:
        pieces += (text[done:start], instead)
        length += start - done + len(instead)
        done = end
        starts += (length - len(instead), length)
        origins += (start, end)
    pieces.append(text[done:])
    return Clean("".join(pieces), tuple(starts), tuple(origins))


def _plain(odd: str) -> str:
    if len(odd) > 1:
        return _plain_group(odd)
    digit = unicodedata.digit(odd, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(odd)
    known = _SIGNS.get(odd) or _KINDS.get(kind)
    if known is not None:
        return known
    return unicodedata.normalize("NFKC", odd) if kind[0] in "LNP" else odd


def _plain_group(odd: str) -> str:
    if odd.startswith("<"):
        link = _LINK.search(odd)
        return f" {link[0]} " if link else "\n" if _BLOCK.match(odd) else " "
    if odd.startswith("&"):
        return html.unescape(odd).replace("\xa0", " ")
    if odd == "â‚¬":
        return "€"
    if odd.startswith("Ã"):
        return odd.encode("latin-1", "ignore").decode("utf-8", "ignore") or odd
    return unicodedata.normalize("NFC", odd)[0]


_LETTERS = str.maketrans({"ĳ": "ij", "ı": "i", "ł": "l", "ø": "o", "đ": "d"})


def fold(word: str) -> str:
    """A word without case and accents: Enschedé and ENSCHEDE meet."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.casefold().translate(_LETTERS))
    return "".join(sign for sign in apart if not unicodedata.combining(sign) or sign == "\u0306")
