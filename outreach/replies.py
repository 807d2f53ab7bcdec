"""Reads an answer for one thing only: must we stop, and does a person have to look at once?"""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.outreach import ReplyCode
from outreach.words import Words, find, folded, nothing_but, plain

_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")


def read_reply(text: str, words: Mapping[str, Words]) -> ReplyCode:
    """The code of an answer in any of the template languages. Never raises; doubt is for a person."""
    lists = words.values()
    courtesy = {word for one in lists for part in one.courtesy for word in plain(part)}
    spoken = plain(_DRAWN_OUT.sub(r"\1", text))  # "heeelp"
    said = [word for word in spoken if word not in courtesy] or spoken
    if any(find(spoken, one.distress) or find(spoken, one.young) or find(said, one.distress) for one in lists):
        return ReplyCode.DISTRESS
    if nothing_but(said, [entry for one in lists for entry in one.distress_alone]):
        return ReplyCode.DISTRESS
    stops = [entry for one in lists for entry in one.stop]
    if nothing_but(said, stops):
        return ReplyCode.STOP
    refused = any(find(spoken, one.refusal) for one in lists)
    refused = refused or nothing_but(said, [entry for one in lists for entry in (*one.refusal_alone, *one.stop)])
    return ReplyCode.HOLD if refused or find(spoken, stops) or find(folded(text), stops) else ReplyCode.ANSWER
