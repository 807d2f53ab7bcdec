"""Words and phrases of a pack as one pattern, and whether a phrase is denied where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Where the reach of a "no" ends: a comma, the end of a sentence, or a word that turns it round.
_TURN = (
    r"maar|wel|alleen|but|only|just|pero|solo|sólo|mas|só|apenas|dar|doar|numai|но|само|только|лишь|але|тільки|лише|ma"
    r"|soltanto|aber|sondern|nur|mais|seulement|ale|tylko|jen|pouze|csak|hanem|ama|sadece"
)
_ANSWER = r"(?:(?<=\bnee)|(?<=\bno)|(?<=\bnein)|(?<=\bnon)|(?<=\bnie)|(?<=\bne)|(?<=\bnem)|(?<=\bнет))\s*[/\-]"
_CLAUSE = re.compile(rf"[,.!?;:\n()|•]|{_ANSWER}|(?<!\w)(?:{_TURN})(?!\w)", re.IGNORECASE)
# "I don't receive on Sundays" denies a Sunday, not the work.
_ONLY_THEN = re.compile(
    r"\W{0,2}(?:on|after|before|without|during|op|na|voor|tijdens|zonder|am|nach|vor|ohne|après|avant|sans|después|antes"
    r"|sin|depois|sem|aos|după|înainte|fără|po|przed|bez|после|до|без|після|след|преди|dopo|prima|senza|di\sdomenica)\s",
    re.IGNORECASE,
)
REACH = 30  # characters in which a denial is looked for


def alternatives(phrases: Iterable[str]) -> str:
    """Any of the phrases as a pattern, longest first; a `*` stands for any beginning or ending.

    Spaces and hyphens in a phrase may be written as one or more of either.
    """
    written = sorted({phrase.strip() for phrase in phrases}, key=len, reverse=True)
    return "|".join(map(_one, written)) or r"(?!)"


def either(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words."""
    return re.compile(rf"(?<!\w)(?:{alternatives(phrases)})(?!\w)", re.IGNORECASE)


def _one(phrase: str) -> str:
    words = r"[\s\-]+".join(re.escape(word) for word in re.split(r"[\s\-]+", phrase.strip("*")))
    return (r"\w*" if phrase.startswith("*") else "") + words + (r"\w*" if phrase.endswith("*") else "")


def denied(text: str, start: int, end: int, before: re.Pattern[str], after: re.Pattern[str]) -> bool:
    """Whether the stretch is denied in its own clause: "geen escort", "escort doe ik niet"."""
    ahead = _CLAUSE.split(text[max(0, start - REACH) : start])[-1]
    behind = text[end : end + REACH]
    if _ONLY_THEN.match(behind) or (
        (no := after.match(behind.lstrip())) and _ONLY_THEN.match(behind.lstrip(), no.end())
    ):
        return False
    answered = after.match(behind.lstrip(" :=-?")) is not None  # a form: "Escort: nee"
    return answered or before.search(ahead) is not None or after.search(_CLAUSE.split(behind)[0]) is not None


def blank(found: re.Match[str]) -> str:
    """As many zero characters as the match is long, so that positions stay what they are."""
    return "\x00" * len(found[0])
