"""Who may get an offer: one per probable advertiser, never by a score, every refusal counted.

This room does not know signals. Contact keys that must stay out are handed in by the caller.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.contacts import LineType
from domain.observations import Language, LanguageStatus, Observation
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
    LEFT_ALONE = "door een mens met rust gelaten"
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
    languages: Mapping[str, str] = field(default_factory=dict)
    """What a person decided about a text, by content hash: its language, or "" to leave the advertiser alone."""


@dataclass(frozen=True, slots=True)
class Recipient:
    advertiser: str
    contact: str
    language: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who was chosen, in a fixed order, and how many were set aside per reason; `unsure` holds the ads of whom nothing
    but the language stands in the way."""

    recipients: tuple[Recipient, ...]
    set_aside: Mapping[SetAside, int] = field(default_factory=dict)
    unsure: tuple[Observation, ...] = ()


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
        by_advertiser.setdefault(advertiser, []).append(_decided(ad, known.languages))
        if ad.under_18 and ad.contact_key:
            minors.add(ad.contact_key)  # whoever else answers this number, it is left alone
    taken: dict[str, Recipient] = {}
    aside: Counter[SetAside] = Counter()
    unsure: list[Observation] = []
    for advertiser in sorted(by_advertiser, key=_lot):
        found = _recipient(advertiser, by_advertiser[advertiser], known, minors, organisation, target, languages)
        if isinstance(found, Observation):
            aside[SetAside.LANGUAGE_UNSURE] += 1
            unsure.append(found)
        elif isinstance(found, SetAside):
            aside[found] += 1
        elif found.contact in taken:  # two advertisers behind one number: one message
            aside[SetAside.BEFORE] += 1
        elif cap is not None and len(taken) >= cap:
            aside[SetAside.OVER_CAP] += 1
        else:
            taken[found.contact] = found
    return Chosen(tuple(taken.values()), dict(aside), tuple(unsure))


def _decided(ad: Observation, languages: Mapping[str, str]) -> Observation:
    """The ad in the language that a person recognised, which counts as confirmed."""
    code = languages.get(ad.content_hash)
    return replace(ad, language=Language(code, LanguageStatus.CONFIRMED)) if code else ad


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
) -> Recipient | SetAside | Observation:
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
    return _one_ad(advertiser, ads, known, organisation, target, languages)


def _one_ad(
    advertiser: str,
    ads: list[Observation],
    known: Known,
    organisation: Organisation,
    target: Target,
    languages: frozenset[str],
) -> Recipient | SetAside | Observation:
    """The ad whose number and language the message will use; each filter names its own reason. An ad comes back as it
    is when a person must say in which language it speaks."""
    lines = known.lines

    def in_target(ad: Observation) -> bool:
        return organisation.target.fits(ad) and target.fits(ad)

    left = ads
    for reason, fits in (
        (SetAside.NO_NUMBER, lambda ad: ad.contact_key in lines),
        (SetAside.MACHINE, lambda ad: lines[ad.contact_key] is not LineType.MACHINE),
        (SetAside.NOT_MOBILE, lambda ad: lines[ad.contact_key] is LineType.MOBILE),
        (SetAside.ELSEWHERE, lambda ad: organisation.works_in(ad.municipality)),
        (SetAside.NOT_TARGET, in_target),
        (SetAside.LEFT_ALONE, lambda ad: known.languages.get(ad.content_hash) != ""),
        (SetAside.LANGUAGE_UNSURE, lambda ad: ad.language.status is LanguageStatus.CONFIRMED),
        (SetAside.NO_TEMPLATE, lambda ad: ad.language.code in languages),
    ):
        before, left = left, [ad for ad in left if fits(ad)]
        if not left:
            return _first(before) if reason is SetAside.LANGUAGE_UNSURE else reason
    ad = _first(left)
    return Recipient(advertiser, str(ad.contact_key), str(ad.language.code))


def _first(ads: list[Observation]) -> Observation:
    return min(ads, key=lambda one: (one.source, one.code))
