"""Reads an answer for one thing only: must we stop, and does a person have to look at once?"""

from __future__ import annotations

from collections.abc import Mapping

from domain.outreach import ReplyCode
from outreach.words import Words, find, plain

_COURTESY = frozenset({"please", "pls", "aub", "svp", "bitte", "graag", "ok", "oke"})


def read_reply(text: str, words: Mapping[str, Words]) -> ReplyCode:
    """The code of an answer in any of the template languages. Never raises; doubt is for a person."""
    spoken = plain(text)
    stops = [one for language in words.values() for one in language.stop]
    distress = [one for language in words.values() for one in language.distress]
    if find(spoken, distress):
        return ReplyCode.DISTRESS
    rest = [word for word in spoken if word not in _COURTESY]
    if rest and all(find([word], stops) for word in rest):
        return ReplyCode.STOP
    return ReplyCode.HOLD if find(spoken, stops) else ReplyCode.ANSWER
