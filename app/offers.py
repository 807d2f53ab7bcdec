"""Chooses who may get an offer of help and proposes a wave; people approve it, app/sending.py sends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from app.house import House
from app.kept_out import kept_out, opted_out
from app.texts import text_digests, texts, words
from config.settings import CONFIG, DeploymentType
from config.sources import read_catalogue
from domain.crawls import Outcome
from domain.errors import Refused
from domain.messages import MessageState, OutreachMessage
from domain.outreach import Channel, Wave, WaveState
from domain.people import named
from domain.weeks import Week
from legal.dossier import outreach_allowed
from outreach.choose import EVERYONE, Chosen, Known, SetAside, choose
from outreach.organisations import Organisation, Target, load_organisations
from outreach.register import BETWEEN, first_of, must_wait, objection
from outreach.templates import digest
from outreach.waves import LAPSES, draft, lint_all, lock_objection, wave_digest
from storage.crawls import load_crawls
from storage.database import Connection, durable, reading
from storage.dossiers import load_review, sources_with_dossier
from storage.eligibility import contacts_of
from storage.language_choices import choices
from storage.linking import load_advertisements
from storage.messages import load_messages, save_drafts, under_way, withdraw
from storage.objections import held
from storage.observations import load_observations
from storage.register import refused_now
from storage.reservations import heard, mine, others
from storage.vault import blinded, line_types
from storage.waves import keep_versions, lapse_waves, load_opinions, load_wave, lock_wave, save_wave

DEMO = "demonstratie"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person asks for: whose offer, in which words, to how many."""

    organisation: Organisation
    helper: str
    templates: tuple[str, ...] = ("offer",)
    channel: Channel = Channel.KANNEL
    cap: int | None = None
    target: Target = EVERYONE

    @property
    def meant_for(self) -> str:
        """Whom this wave is for, in Dutch: what the organisation always chooses, and what was chosen for this wave."""
        return f"van de organisatie: {self.organisation.target}; van deze ronde: {self.target}"


def organisations(house: House) -> Mapping[str, Organisation]:
    """The installation's own organisations.yml, else the unverified examples.

    The invented organisation of the demonstration exists only in a demonstration.
    """
    own = house.settings.home / "organisations.yml"
    known = load_organisations(own if own.exists() else CONFIG / "organisations.yml")
    if house.settings.deployment.type != DeploymentType.DEMO:
        return {name: one for name, one in known.items() if name != DEMO}
    return known


def find_organisation(house: House, name: str) -> Organisation:
    known = organisations(house)
    if name not in known:
        raise Refused(f"er is geen organisatie {name}; `peil outreach organisations` toont ze")
    return known[name]


def advertisers_by_ad(advertisements: pl.DataFrame) -> dict[tuple[str, str], str]:
    """The advertiser of each source and code; of a code given out twice the newest."""
    rows = advertisements.sort("incarnation").select("source", "code", "advertiser").iter_rows()
    return {(source, code): advertiser for source, code, advertiser in rows}


def preview(house: House, plan: Plan, week: Week, now: datetime) -> Chosen:
    """Who would get an offer from the complete measurements of a week, and who would not, and why."""
    retention = house.settings.deployment.retention
    with reading(house.engine).connect() as connection:
        silent = _silent_sources(connection)
        visits = [one for one in load_crawls(connection) if one.source not in silent]
        complete = {one.id for one in visits if one.week == week and one.outcome is Outcome.COMPLETE}
        observed = load_observations(connection, house.keyring, week, now=now, text_kept=retention.text)
        who = advertisers_by_ad(load_advertisements(connection))
        keyed = blinded(connection, house.keyring, now=now, kept=retention.vault)
        refused = refused_now(connection, keyed, objection, now)
        young, recruiting = kept_out(connection)
        known = Known(
            lines=line_types(connection, now=now, kept=retention.vault),
            minors=young,
            recruiters=recruiting,
            opted_out=opted_out(connection, keyed),
            held=held(connection),
            recent=frozenset(contact for contact, reason in refused.items() if "180" in reason),
            silent=frozenset(contact for contact, reason in refused.items() if "180" not in reason),
            before=under_way(connection, now, BETWEEN),
            languages=choices(connection, house.remembers(now)),
        )
    languages = frozenset.intersection(*(frozenset(one) for one in texts(plan.templates, house).values()))
    ads = ((who[one.source, one.code], one) for one in observed if one.crawl in complete)
    return choose(
        ads, known=known, organisation=plan.organisation, languages=languages, cap=plan.cap, target=plan.target
    )


def _silent_sources(connection: Connection) -> set[str]:
    """Sources whose dossier does not allow messages. Without any dossier nothing was visited."""
    catalogue, names = read_catalogue(), sources_with_dossier(connection)
    reviews = {name: load_review(connection, name) for name in names}
    return {name for name, review in reviews.items() if review and not outreach_allowed(review, catalogue)}


def newest_week(house: House) -> Week:
    """The newest week with a complete measurement. Raises Refused when there is none."""
    with reading(house.engine).connect() as connection:
        weeks = [one.week for one in load_crawls(connection) if one.outcome is Outcome.COMPLETE]
    if not weeks:
        raise Refused("er is nog geen complete meting; een ronde begint bij wat nu zichtbaar is")
    return max(weeks)


def propose(house: House, plan: Plan, week: Week, now: datetime, *, author: str, name: str) -> tuple[Wave, Chosen]:
    """Choose, draft, lint and propose a wave.

    Raises Refused for a helper who does not work there, for nobody to write to (and why), and naming every fault of
    the texts; BadInput for no name.
    """
    author = named(author)
    organisation = plan.organisation
    helper = organisation.helper(plan.helper)
    if not helper:
        raise Refused(
            f"{plan.helper or 'niemand'} is geen hulpverlener van {organisation.id} "
            f"(wel: {', '.join(organisation.helpers) or 'nog niemand'}): antwoorden gaan naar wie het bericht noemt; "
            "zie `helpers` in organisations.yml"
        )
    plan = replace(plan, helper=helper)
    lapse(house, now)
    chosen = preview(house, plan, week, now)
    if not chosen.recipients:
        left_out = ", ".join(f"{number} {reason}" for reason, number in sorted(chosen.set_aside.items()))
        raise Refused(f"er is niemand om een bericht aan voor te stellen ({left_out or 'geen advertenties'})")
    written = texts(plan.templates, house)
    drafts = draft(chosen.recipients, written, helper=plan.helper, organisation=plan.organisation, salt=name)
    messages = [message for _, message in drafts]
    if faults := lint_all(messages, written, words(), helper=plan.helper, organisation=plan.organisation):
        raise Refused("de berichten kunnen zo niet weg:\n" + "\n".join(f"  - {fault}" for fault in faults))
    wave = Wave(
        id=name,
        organisation=plan.organisation.id,
        channel=plan.channel,
        templates=plan.templates,
        helper=plan.helper,
        author=author,
        digest=wave_digest(
            messages,
            organisation=plan.organisation,
            channel=plan.channel,
            helper=plan.helper,
            target=plan.meant_for,
        ),
        state=WaveState.PROPOSED,
        made=now,
        target=plan.meant_for,
    )
    proposed = [(advertiser, replace(one, state=MessageState.PROPOSED)) for advertiser, one in drafts]
    with house.engine.begin() as connection:
        keep_versions(connection, {one.id: digest(one.text) for per in written.values() for one in per.values()})
        save_wave(connection, wave, week, {str(reason): count for reason, count in chosen.set_aside.items()})
        save_drafts(connection, proposed, week, now, name)
    return wave, chosen


def make_ready(house: House, name: str, by: str, now: datetime) -> tuple[int, int]:
    """Lock an approved wave: messages ready and withdrawn. Raises Refused with what still stands in the way.

    Withdrawn is whoever is not in the newest complete measurement, turned out to be possibly under 18 or a recruiter
    after the wave was proposed, opted out here or elsewhere, or is another installation's. All but the first and last
    are asked once more at sending, with holds and the register.
    """
    with reading(house.engine).connect() as connection:
        wave, messages = load_wave(connection, name), load_messages(connection, house.remembers(now), wave=name)
        opinions = load_opinions(connection)
    organisation = find_organisation(house, wave.organisation)
    if reason := lock_objection(wave, messages, organisation, opinions, text_digests(wave.templates, house), now):
        raise Refused(reason)
    kept = house.settings.deployment.retention.vault
    with durable(house.engine).begin() as connection:
        keyed = blinded(connection, house.keyring, now=now, kept=kept)
        fresh = contacts_of(connection, newest_week(house))
        out = _withdraw_kept_out(connection, messages, opted_out(connection, keyed))
        keyed = {key: two for key, two in keyed.items() if key in fresh}
        left = [one for one in messages if one.id not in out]
        taken = _taken_elsewhere(connection, house, {one.id: keyed.get(one.contact_key) for one in left}, now)
        withdraw(connection, taken, "een andere installatie gaat voor")
        ready, gone = lock_wave(connection, wave, keyed, by, now)
    return ready, gone + len(taken) + len(out)


def lapse(house: House, now: datetime) -> int:
    """End what was proposed too long ago; how many waves."""
    with durable(house.engine).begin() as connection:
        return lapse_waves(connection, now - LAPSES, now)


def _withdraw_kept_out(
    connection: Connection, messages: Iterable[OutreachMessage], refused: frozenset[str]
) -> frozenset[str]:
    """Take back what would reach a possible minor, a recruiter or who opted out, as is known by now."""
    found: set[str] = set()
    reasons = (SetAside.UNDER_18, SetAside.RECRUITER, SetAside.OPTED_OUT)
    for keys, reason in zip((*kept_out(connection), refused), reasons, strict=True):
        hit = [one.id for one in messages if one.contact_key in keys and one.state is MessageState.APPROVED]
        withdraw(connection, hit, reason)
        found.update(hit)
    return frozenset(found)


def _taken_elsewhere(
    connection: Connection, house: House, people: Mapping[str, tuple[str, str] | None], now: datetime
) -> list[str]:
    """Messages whose person another installation may approach. Raises Refused while a partner has not heard of us."""
    me, partners = house.settings.deployment.organisation, house.settings.deployment.register_partners
    if not partners:
        return []
    ours, theirs = mine(connection, me), others(connection, me, now)
    told = {name: ours_heard for name, (_, ours_heard) in heard(connection).items()}
    taken = []
    for message, keys in people.items():
        if keys is None:  # no longer shown, or its number is erased: it will not go out anyway
            continue
        person, contenders = keys[0], theirs.get(keys[0], [])
        if person in ours:
            if reason := must_wait(ours[person], told, partners):
                raise Refused(reason)
            if contenders and first_of(person, [me, *contenders]) != me:
                taken.append(message)
        elif contenders:
            taken.append(message)
        else:
            raise Refused("deze ronde is nog niet aangemeld bij de andere installaties: `peil register export`")
    return taken
