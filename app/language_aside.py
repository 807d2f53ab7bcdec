"""Ads whose language the program is not sure of: what a person needs to decide in which one to write, and no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.house import House
from app.offers import Plan, find_organisation, newest_week, preview
from app.texts import texts
from domain.errors import BadInput, Refused
from domain.observations import Observation
from outreach.organisations import Organisation
from storage.database import durable
from storage.language_choices import save_choice

NOBODY = "geen"  # a person's choice to leave somebody alone


@dataclass(frozen=True, slots=True)
class Unsure:
    """One text: `text` is masked, `guesses` the languages the program hesitates between."""

    key: str
    guesses: tuple[str, ...]
    text: str = field(repr=False)


def helper_of(house: House, organisation: str, by: str) -> tuple[Organisation, str]:
    """The organisation and its helper's name as written there. Raises Refused for anybody else."""
    one = find_organisation(house, organisation)
    if reason := one.objection():
        raise Refused(reason)
    if not (helper := one.helper(by)):
        raise Refused(f"{by} is geen hulpverlener van {organisation}; zie `helpers` in organisations.yml")
    return one, helper


def languages(house: House) -> tuple[str, ...]:
    """Every language in which there is an offer."""
    return tuple(sorted(texts(("offer",), house)["offer"]))


def set_aside(house: House, organisation: str, by: str, now: datetime) -> list[Unsure]:
    """Texts of the newest measurement that only a person can place, in this organisation's region and target group.

    Whoever may not be approached for any other reason is not among them.
    """
    one, _ = helper_of(house, organisation, by)
    chosen = preview(house, Plan(one, ""), newest_week(house), now)
    return [Unsure(ad.content_hash, _guesses(ad), ad.redacted) for ad in chosen.unsure if ad.redacted]


def decide(house: House, organisation: str, by: str, key: str, language: str, now: datetime) -> str:
    """A helper says in which language a text speaks, or that its advertiser is to be left alone; the key in full.

    Raises BadInput for another language, and for a text that is not on the list.
    """
    if language not in {*languages(house), NOBODY}:
        raise BadInput(f"kies een taal waarin een bericht bestaat ({', '.join(languages(house))}), of {NOBODY}")
    one, helper = helper_of(house, organisation, by)
    known = [unsure.key for unsure in set_aside(house, organisation, by, now) if unsure.key.startswith(key)]
    if len(known) != 1 or len(key) < 8:
        raise BadInput("noem een van de teksten op de lijst, met minstens acht tekens van haar sleutel")
    code = "" if language == NOBODY else language
    with durable(house.engine).begin() as connection:
        save_choice(connection, known[0], code, organisation=one.id, by=helper, at=now)
    return known[0]


def _guesses(ad: Observation) -> tuple[str, ...]:
    return tuple(code for code in (ad.language.code, ad.language.second) if code)
