"""When a helper may see one clear number: own region, a reason, and not too many a day."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta

from outreach.organisations import Organisation

SHOWN_WITHIN = timedelta(days=28)  # as long as a number may be kept at most
LONGEST_REASON = 200  # letters
NO_ADDRESS = "zet geen nummer of adres in de reden, en geen naam: die blijft in het logboek staan"
_NUMBER = re.compile(r"\d(?:[\s.-]?\d){5,}")


def reason_objection(reason: str) -> str:
    """Why this is no reason that can be kept, in Dutch; "" when it is. The log holds it for ever."""
    words = [word for word in reason.split() if any(letter.isalpha() for letter in word)]
    if len(words) < 2 or len(reason) > LONGEST_REASON:
        return f"schrijf in minstens twee woorden (hooguit {LONGEST_REASON} tekens) waarom u dit nummer nodig hebt"
    if _NUMBER.search(reason) or "@" in reason:
        return NO_ADDRESS
    return ""


def reveal_objection(organisation: Organisation, shown: Collection[str | None], revealed_today: int) -> str:
    """Why this organisation's helper may not see the number, in Dutch; "" when it may.

    `shown` are the municipalities (CBS codes, None where an ad names none) where the number stood of late.
    """
    if organisation.regions and not shown:
        return f"dit nummer is gewist, of stond de laatste {SHOWN_WITHIN.days} dagen in geen advertentie"
    if not any(organisation.works_in(place) for place in shown or (None,)):
        return f"dit nummer staat buiten de regio van {organisation.id}"
    if revealed_today >= organisation.reveals_a_day:
        return f"vandaag zijn al {organisation.reveals_a_day} nummers getoond; morgen weer, of vraag een collega"
    return ""
