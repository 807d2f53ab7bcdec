"""Who may get an offer: one per probable advertiser, never by a score, every refusal counted.

This room does not know signals. Contact keys that must stay out are handed in by the caller.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.contacts import LineType
from domain.observations import LanguageStatus, Observation
from outreach.organisations import Organisation, Target

EVERYONE = Target()


class SetAside(StrEnum):
    """Why an advertiser gets no draft; each reason is counted for the person who approves."""

    UNDER_18 = "mogelijk minderjarig"
    RECRUITER = "nummer van een werver"
    OPTED_OUT = "afgemeld"
    HELD = "wacht op een mens"
    RECENT = "in de laatste 180 dagen benaderd"
    SILENT = "twee keer benaderd zonder antwoord"
    BEFORE = "eerder benaderd of in concept"
    NO_NUMBER = "geen nummer"
    MACHINE = "097-nummer, geen mens"
    NOT_MOBILE = "geen mobiel nummer"
    ELSEWHERE = "buiten de regio"
    NOT_TARGET = "buiten de doelgroep"
    LANGUAGE_UNSURE = "taal niet zeker, voor een mens"
    NO_TEMPLATE = "geen bericht in deze taal"
    OVER_CAP = "boven het maximum van deze ronde"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beforehand, all of it by contact key unless said otherwise.

    `lines` holds numbers within their retention. `minors` ever stated under 18, `recruiters` stood in
    recruiting ads, `before` has a message under way (contact keys and advertisers).
    """

    lines: Mapping[str, LineType]
    minors: frozenset[str] = frozenset()
    recruiters: frozenset[str] = frozenset()
    opted_out: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    recent: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Recipient:
    advertiser: str
    contact: str
    language: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who was chosen, in a fixed order, and how many were set aside per reason."""

    recipients: tuple[Recipient, ...]
    set_aside: Mapping[SetAside, int] = field(default_factory=dict)


def choose(
    ads: Iterable[tuple[str, Observation]],
    *,
    known: Known,
    organisation: Organisation,
    languages: frozenset[str],
    cap: int | None = None,
    target: Target = EVERYONE,
) -> Chosen:
    """Recipients from (advertiser, observation) pairs of the newest complete measurements, who fall in the target
    group of the organisation and in that of this wave.

    The order, and so who falls under the cap, is that of a hash: no property of an ad can steer it.
    """
    by_advertiser: dict[str, list[Observation]] = {}
    minors = set(known.minors)
    for advertiser, ad in ads:
        by_advertiser.setdefault(advertiser, []).append(ad)
        if ad.under_18 and ad.contact_key:
            minors.add(ad.contact_key)  # whoever else answers this number, it is left alone
    taken: dict[str, Recipient] = {}
    aside: Counter[SetAside] = Counter()
    for advertiser in sorted(by_advertiser, key=_lot):
        found = _recipient(advertiser, by_advertiser[advertiser], known, minors, organisation, target, languages)
        if isinstance(found, SetAside):
            aside[found] += 1
        elif found.contact in taken:  # two advertisers behind one number: one message
            aside[SetAside.BEFORE] += 1
        elif cap is not None and len(taken) >= cap:
            aside[SetAside.OVER_CAP] += 1
        else:
            taken[found.contact] = found
    return Chosen(tuple(taken.values()), dict(aside))


def _lot(advertiser: str) -> str:
    return hashlib.sha256(advertiser.encode()).hexdigest()


def _recipient(
    advertiser: str,
    ads: list[Observation],
    known: Known,
    minors: set[str],
    organisation: Organisation,
    target: Target,
    languages: frozenset[str],
) -> Recipient | SetAside:
    keys = {ad.contact_key for ad in ads if ad.contact_key}
    if any(ad.under_18 for ad in ads) or keys & minors:
        return SetAside.UNDER_18
    for reason, keep_out in (
        (SetAside.RECRUITER, known.recruiters),
        (SetAside.OPTED_OUT, known.opted_out),
        (SetAside.HELD, known.held),
        (SetAside.RECENT, known.recent),
        (SetAside.SILENT, known.silent),
        (SetAside.BEFORE, known.before),
    ):
        if keys & keep_out or (reason is SetAside.BEFORE and advertiser in keep_out):
            return reason
    return _one_ad(advertiser, ads, known.lines, organisation, target, languages)


def _one_ad(
    advertiser: str,
    ads: list[Observation],
    lines: Mapping[str, LineType],
    organisation: Organisation,
    target: Target,
    languages: frozenset[str],
) -> Recipient | SetAside:
    """The ad whose number and language the message will use; each filter names its own reason."""

    def in_target(ad: Observation) -> bool:
        return organisation.target.fits(ad) and target.fits(ad)

    left = ads
    for reason, fits in (
        (SetAside.NO_NUMBER, lambda ad: ad.contact_key in lines),
        (SetAside.MACHINE, lambda ad: lines[ad.contact_key] is not LineType.MACHINE),
        (SetAside.NOT_MOBILE, lambda ad: lines[ad.contact_key] is LineType.MOBILE),
        (SetAside.ELSEWHERE, lambda ad: organisation.works_in(ad.municipality)),
        (SetAside.NOT_TARGET, in_target),
        (SetAside.LANGUAGE_UNSURE, lambda ad: ad.language.status is LanguageStatus.CONFIRMED),
        (SetAside.NO_TEMPLATE, lambda ad: ad.language.code in languages),
    ):
        left = [ad for ad in left if fits(ad)]
        if not left:
            return reason
    ad = min(left, key=lambda one: (one.source, one.code))
    return Recipient(advertiser, str(ad.contact_key), str(ad.language.code))
