"""Drafts an offer of help per probable advertiser; a person approves, nothing is sent from here.

Who gets one never depends on a signal or a score: this room does not know them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.contacts import LineType
from domain.messages import OutreachMessage
from domain.observations import LanguageStatus, Observation
from outreach.templates import Template, digest


class SetAside(StrEnum):
    """Why an advertiser gets no draft; each reason is counted for the person who approves."""

    NO_NUMBER = "geen nummer"
    NOT_MOBILE = "geen mobiel nummer"
    UNDER_18 = "mogelijk minderjarig"
    LANGUAGE_UNSURE = "taal niet zeker"
    NO_TEMPLATE = "geen bericht in deze taal"
    BEFORE = "eerder benaderd of in concept"


@dataclass(frozen=True, slots=True)
class Drafts:
    """Drafts with the advertiser each is for, and how many were set aside per reason."""

    messages: tuple[tuple[str, OutreachMessage], ...]
    set_aside: Mapping[SetAside, int]


def draft_offers(
    ads: Iterable[tuple[str, Observation]],
    *,
    lines: Mapping[str, LineType],
    templates: Mapping[str, Template],
    helper: str,
    organisation: str,
    before: frozenset[str],
) -> Drafts:
    """One draft per advertiser from (advertiser, observation) pairs of complete measurements.

    `lines` holds the kind of line per contact key within its retention, `before` the advertisers and
    contact keys that already had a message. An advertiser with any doubt (stated under 18) gets none.
    """
    by_advertiser: dict[str, list[Observation]] = {}
    for advertiser, observation in ads:
        by_advertiser.setdefault(advertiser, []).append(observation)
    drafts: dict[str, tuple[str, OutreachMessage]] = {}
    aside: Counter[SetAside] = Counter()
    for advertiser, observations in sorted(by_advertiser.items()):
        chosen = _choose(advertiser, observations, lines, templates, before)
        if isinstance(chosen, SetAside):
            aside[chosen] += 1
        elif chosen.contact_key in drafts:  # two advertisers behind one number: one message
            aside[SetAside.BEFORE] += 1
        else:
            drafts[str(chosen.contact_key)] = advertiser, _draft(chosen, templates, helper, organisation)
    return Drafts(tuple(drafts.values()), dict(aside))


def _choose(
    advertiser: str,
    observations: list[Observation],
    lines: Mapping[str, LineType],
    templates: Mapping[str, Template],
    before: frozenset[str],
) -> Observation | SetAside:
    if any(one.under_18 for one in observations):
        return SetAside.UNDER_18
    if advertiser in before or any(one.contact_key in before for one in observations):
        return SetAside.BEFORE
    reachable = [one for one in observations if one.contact_key in lines]
    if not reachable:
        return SetAside.NO_NUMBER
    mobile = [one for one in reachable if lines[str(one.contact_key)] is LineType.MOBILE]
    if not mobile:
        return SetAside.NOT_MOBILE
    sure = [one for one in mobile if one.language.status is LanguageStatus.CONFIRMED]
    if not sure:
        return SetAside.LANGUAGE_UNSURE
    fitting = [one for one in sure if one.language.code in templates]
    return fitting[0] if fitting else SetAside.NO_TEMPLATE


def _draft(one: Observation, templates: Mapping[str, Template], helper: str, organisation: str) -> OutreachMessage:
    template = templates[str(one.language.code)]
    text = template.filled(helper=helper, organisation=organisation)
    return OutreachMessage(
        id=hashlib.sha256(f"{one.contact_key} {template.id}".encode()).hexdigest()[:32],
        contact_key=str(one.contact_key),
        language=template.language,
        template=template.id,
        text_digest=digest(text),
    )
