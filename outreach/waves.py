"""A wave: one organisation, one template, its recipients; approved as a whole, for exactly these texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.errors import Refused
from domain.messages import MessageState, OutreachMessage
from domain.outreach import Channel, LegalOpinion, Wave, WaveState
from domain.people import named, same_person
from outreach.choose import Recipient
from outreach.lint import lint
from outreach.organisations import Organisation
from outreach.templates import Template, digest
from outreach.words import Words

# A night less than a week: the next weekly wave must find the people of a forgotten one free.
LAPSES = timedelta(days=6)
OPINION_LASTS = timedelta(days=366)  # as long as a legal dossier at most


def draft(
    recipients: Iterable[Recipient],
    templates: Mapping[str, Mapping[str, Template]],
    *,
    helper: str,
    organisation: Organisation,
    salt: str,
) -> list[tuple[str, OutreachMessage]]:
    """One draft per recipient, paired with its advertiser. `templates` is name -> language -> template."""
    return [
        (one.advertiser, _message(one, templates, helper=helper, organisation=organisation, salt=salt))
        for one in recipients
    ]


def arm(advertiser: str, names: Sequence[str]) -> str:
    """Which of several templates an advertiser gets: by a hash, so the same one always gets the same."""
    number = int.from_bytes(hashlib.sha256(f"{'|'.join(sorted(names))} {advertiser}".encode()).digest()[:8], "big")
    return sorted(names)[number % len(names)]


def lint_all(
    messages: Iterable[OutreachMessage],
    templates: Mapping[str, Mapping[str, Template]],
    words: Mapping[str, Words],
    *,
    helper: str,
    organisation: Organisation,
) -> list[str]:
    """What is wrong with the texts of these messages, one Dutch line per template and fault."""
    used = {(message.template.split("/")[1], message.language) for message in messages}
    found = []
    for name, language in sorted(used):
        one = templates[name][language]
        for fault in lint(one, words, helper=helper, organisation=organisation.name):
            found.append(f"{one.id} ({one.where}): {fault.reason}")
    return found


def wave_digest(
    messages: Iterable[OutreachMessage], *, organisation: Organisation, channel: Channel, helper: str, target: str = ""
) -> str:
    """SHA-256 (hex) of everything an approval is about."""
    pairs = sorted((one.contact_key, one.text_digest) for one in messages)
    chosen = [target] if target else []  # none in a wave from before target groups, whose approval still holds
    about = [organisation.id, organisation.name, organisation.sender, channel, helper, *chosen, pairs]
    return hashlib.sha256(json.dumps(about, ensure_ascii=False).encode()).hexdigest()


def lapsed(wave: Wave, now: datetime) -> str:
    """Why a wave is too old to go on with, in Dutch; "" when it is not. Locked waves no longer lapse."""
    if wave.state in {WaveState.PROPOSED, WaveState.APPROVED} and wave.made < now - LAPSES:
        return f"ronde {wave.id} is verlopen: er is een nieuwere meting, stel een nieuwe ronde voor"
    return ""


def approve(wave: Wave, by: str, seen: str, organisation: Organisation, now: datetime) -> Wave:
    """The wave with one approval more; approved once there are as many as the organisation asks for.

    Raises Refused: own wave, twice the same person, another digest than the approver saw, wrong state, lapsed.
    Raises BadInput for no name at all.
    """
    by = named(by)
    if reason := lapsed(wave, now):
        raise Refused(reason)
    if wave.state is not WaveState.PROPOSED:
        raise Refused(f"ronde {wave.id}: alleen een voorgestelde ronde kan goedgekeurd worden")
    if same_person(by, wave.author):
        raise Refused(f"{by} stelde deze ronde samen en kan die niet zelf goedkeuren")
    if any(same_person(by, other) for other in wave.approved_by):
        raise Refused(f"{by} keurde deze ronde al goed; er is een tweede persoon nodig")
    if seen != wave.digest:
        raise Refused("deze goedkeuring hoort bij een andere tekst of andere ontvangers: bekijk de ronde opnieuw")
    approved_by = (*wave.approved_by, by)
    enough = len(approved_by) >= organisation.approvals
    return replace(wave, approved_by=approved_by, state=WaveState.APPROVED if enough else WaveState.PROPOSED)


def lock_objection(
    wave: Wave,
    messages: Iterable[OutreachMessage],
    organisation: Organisation,
    opinions: Iterable[LegalOpinion],
    texts: Mapping[str, str],
    now: datetime,
) -> str:
    """Why this wave cannot be made ready, in Dutch; "" when it can. `texts` is version to digest of its text."""
    messages, opinions = list(messages), list(opinions)
    if reason := lapsed(wave, now) or _unapproved(wave, messages, organisation):
        return reason
    for version in sorted({one.template for one in messages}):
        about = version, texts.get(version, "")
        if reason := opinion_objection(organisation.id, about, wave.channel, opinions, now.date()):
            return reason
    return ""


def _unapproved(wave: Wave, messages: Iterable[OutreachMessage], organisation: Organisation) -> str:
    """Why the approval does not hold for what lies here now, in Dutch; "" when it does."""
    if wave.state is not WaveState.APPROVED:
        return f"ronde {wave.id} is niet goedgekeurd"
    if reason := organisation.objection():
        return reason
    if not organisation.helper(wave.helper):
        return f"{wave.helper} is geen hulpverlener (meer) van {organisation.id}: stel de ronde opnieuw voor"
    today = wave_digest(
        messages, organisation=organisation, channel=wave.channel, helper=wave.helper, target=wave.target
    )
    if today != wave.digest:
        return "tekst, afzender, doelgroep of ontvangers zijn na de goedkeuring veranderd: stel de ronde opnieuw voor"
    if len(wave.approved_by) < organisation.approvals:
        return f"{organisation.id} vraagt nu {organisation.approvals} goedkeuringen: stel de ronde opnieuw voor"
    return ""


def unusable(opinion: LegalOpinion, by: str, today: date) -> str:
    """Why an opinion cannot be recorded like this, in Dutch; "" when it can."""
    if not (opinion.lawyer and opinion.reference and by.strip()):
        return "noem wie het advies gaf, het kenmerk ervan en wie het vastlegt"
    if not today < opinion.valid_until <= today + OPINION_LASTS:
        return f"--until: een advies geldt vanaf nu en hoogstens {OPINION_LASTS.days} dagen; daarna is een nieuw nodig"
    return ""


def about_the_same(opinion: LegalOpinion, known: Iterable[LegalOpinion]) -> LegalOpinion:
    """This opinion about the texts that the one of the same reference is about, when there is one."""
    wanted = opinion.organisation, opinion.channel, opinion.template, opinion.reference
    kept = (one for one in known if (one.organisation, one.channel, one.template, one.reference) == wanted)
    return next((replace(opinion, covers=one.covers) for one in kept), opinion)


def opinion_objection(
    organisation: str, about: tuple[str, str], channel: Channel, opinions: Iterable[LegalOpinion], today: date
) -> str:
    """Why no legal opinion covers this text, in Dutch; "" when one does. `about` is its version and its digest."""
    opinions, version = list(opinions), about[0]
    if covering(organisation, about, channel, opinions, today):
        return ""
    template = version.split("/")[1]
    fitting = [
        one for one in opinions if (one.organisation, one.channel, one.template) == (organisation, channel, template)
    ]
    if not fitting:
        return (
            f"er is geen juridisch advies voor {organisation} via {channel} met bericht '{template}'; "
            "ongevraagde berichten zijn in Nederland ook voor een goed doel aan regels gebonden"
        )
    if all(one.valid_until <= today for one in fitting):
        return f"het juridisch advies voor {organisation} via {channel} met '{template}' is verlopen"
    return (
        f"het juridisch advies voor {organisation} via {channel} gaat niet over de tekst van {version}: "
        "leg die aan de jurist voor en leg het nieuwe advies vast met `peil outreach opinion`"
    )


def covering(
    organisation: str, about: tuple[str, str], channel: Channel, opinions: Iterable[LegalOpinion], today: date
) -> list[LegalOpinion]:
    """The valid opinions on this text; `about` is its version and its digest."""
    version, text = about
    asked = organisation, channel, version.split("/")[1]
    return [
        one
        for one in opinions
        if (one.organisation, one.channel, one.template) == asked
        and one.valid_until > today
        and text
        and one.covers.get(version) == text
    ]


def _message(
    one: Recipient,
    templates: Mapping[str, Mapping[str, Template]],
    *,
    helper: str,
    organisation: Organisation,
    salt: str,
) -> OutreachMessage:
    template = templates[arm(one.advertiser, list(templates))][one.language]
    text = template.filled(helper=helper, organisation=organisation.name)
    return OutreachMessage(
        id=hashlib.sha256(f"{salt} {one.contact} {template.id}".encode()).hexdigest()[:32],
        contact_key=one.contact,
        language=template.language,
        template=template.id,
        text_digest=digest(text),
        state=MessageState.DRAFT,
    )
