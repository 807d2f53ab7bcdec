"""Words and phrases of a pack as one pattern, and whether a phrase is denied where it stands.

Everything here reads a bare text: accents are often left out, so rules and texts meet without them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeAlias

# Latin letters with a mark become the plain letter; one sign for one sign, so that spans stay what they are.
_MARKED = {code: unicodedata.normalize("NFD", chr(code))[0] for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))}
_BARE = {code: plain for code, plain in _MARKED.items() if plain.isascii()} | {
    ord(odd): plain for odd, plain in zip("łŁøØđĐıёЁ’‘ʼ", "lLoOdDiеЕ'''", strict=True)
}


def bare(text: str) -> str:
    """The text without accents, as long as it was: "éves" and "eves" are one word to a rule."""
    return text if text.isascii() else text.translate(_BARE)


# Where the reach of a "no" ends: a comma, the end of a sentence, or a word that turns it round.
_TURN = (
    r"maar|wel|alleen|but|only|just|pero|solo|mas|so|apenas|dar|doar|numai|но|само|только|лишь|але|тільки|лише|ma"
    r"|soltanto|aber|sondern|nur|mais|seulement|ale|tylko|jen|pouze|csak|hanem|ama|sadece"
)
_ANSWER = r"(?:(?<=\bnee)|(?<=\bno)|(?<=\bnein)|(?<=\bnon)|(?<=\bnie)|(?<=\bne)|(?<=\bnem)|(?<=\bнет))\s*[/\-]"
_STOP = rf"[,.!?;:\n()|•]|{_ANSWER}"
_CLAUSE = re.compile(rf"{_STOP}|(?<!\w)(?:{_TURN})(?!\w)", re.IGNORECASE)
# "I don't receive on Sundays" denies a Sunday, not the work.
_ONLY_THEN = re.compile(
    r"[\s(]{0,2}(?:(?:on|after|before|without|during|voor|tijdens|zonder|am|nach|vor|ohne|apres|avant|sans|despues|antes"
    r"|sin|depois|sem|aos|dupa|inainte|fara|po|przed|bez|после|до|без|след|преди|dopo|prima|senza|di\sdomenica)\s"
    r"|(?:op|na)\s(?:\d|\w*(?:dag|dagen|weekend|avond)\b|\w+uur))",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"_[\s\-]+|[\s\-]+|.", re.DOTALL)
_GAP = r"[\s\-]{1,12}"  # bounded: a run of spaces may begin a phrase anywhere in it, and a page of them is no rarity
_Tree: TypeAlias = "dict[str, _Tree]"  # what a phrase may go on with, sign by sign; "" where one may end
REACH = 34  # characters in which a denial is looked for


def alternatives(phrases: Iterable[str]) -> str:
    """Any of the phrases as a pattern for a bare text, longest first; a `*` is any beginning or ending of a word.

    Spaces and hyphens in a phrase may be written as one or more of either; a word `_` stands for none, one or two.
    Phrases that begin alike share their beginning: read several times faster than one after the other.
    """
    tree: _Tree = {}
    for phrase in phrases:
        branch = tree
        for sign in _SIGNS.findall(bare(phrase.strip()).lower()):
            branch = branch.setdefault(" " if sign[0] in " -" else sign, {})
        branch[""] = {}
    return _written(tree) or r"(?!)"


def either(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words of a bare text."""
    return re.compile(rf"(?<!\w)(?:{alternatives(phrases)})(?!\w)", re.IGNORECASE)


def _written(tree: _Tree) -> str:
    """The tree as a pattern that prefers the longest phrase, letters before wildcards."""
    branches = [_sign(sign) + _written(tree[sign]) for sign in sorted(tree, key=_letters_first) if sign]
    if not branches:
        return ""
    if len(branches) == 1 and "" not in tree:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if '' in tree else ''}"


def _letters_first(sign: str) -> tuple[bool, str]:
    return sign[:1] in ("*", "_"), sign


def _sign(sign: str) -> str:
    if sign[0] == "_":
        return rf"(?:\w+{_GAP}){{0,2}}?"
    return r"\w*" if sign == "*" else _GAP if sign == " " else re.escape(sign)


def clauses(turns: Iterable[str], joins: Iterable[str], denials: Iterable[str]) -> re.Pattern[str]:
    """Where a "no" ends in one language: at a "but", a condition, a reason, or an "and" before another "no"."""
    again = rf"(?:{alternatives(joins)})(?=\s+(?:{alternatives(denials)})(?!\w))"
    return re.compile(rf"{_STOP}|(?<!\w)(?:{alternatives(turns)})(?!\w)|(?<!\w){again}", re.IGNORECASE)


def nearby(text: str, start: int, end: int, clause: re.Pattern[str] = _CLAUSE) -> tuple[str, str]:
    """What stands before and behind the stretch in its own clause, as far as a denial reaches."""
    return clause.split(text[max(0, start - REACH) : start])[-1], clause.split(text[end : end + REACH])[0]


def denied(
    text: str,
    start: int,
    end: int,
    before: re.Pattern[str],
    after: re.Pattern[str],
    clause: re.Pattern[str] = _CLAUSE,
) -> bool:
    """Whether the stretch is denied in its own clause: "geen escort", "escort doe ik niet"."""
    behind = text[end : end + REACH]
    if _ONLY_THEN.match(behind) or (
        (no := after.match(behind.lstrip())) and _ONLY_THEN.match(behind.lstrip(), no.end())
    ):
        return False
    answered = after.match(behind.lstrip(" :=-?")) is not None  # a form: "Escort: nee"
    ahead, following = nearby(text, start, end, clause)
    return answered or before.search(ahead) is not None or after.search(following) is not None


def blank(found: re.Match[str]) -> str:
    """As many zero characters as the match is long, so that positions stay what they are."""
    return "\x00" * len(found[0])
