"""When a message may leave: daytime, never on Sunday, never in an organisation's quiet hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from outreach.organisations import Organisation

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST_HOUR, LAST_HOUR = 10, 20  # an organisation may narrow this, never widen it
SUNDAY = 7


def closed(organisation: Organisation, moment: datetime) -> str:
    """Why nothing may be sent at this moment, in Dutch; "" when the window is open."""
    local = moment.astimezone(AMSTERDAM)
    if local.isoweekday() == SUNDAY:
        return "op zondag wordt niets verstuurd"
    first, last = hours(organisation)
    if not first <= local.hour < last:
        return f"versturen kan van {first}:00 tot {last}:00 uur"
    if any(quiet.first <= local.hour < quiet.last for quiet in organisation.quiet_hours):
        return f"{organisation.id} heeft nu stille uren"
    return ""


def hours(organisation: Organisation) -> tuple[int, int]:
    """First and last local hour, both limits narrowed by the office hours."""
    office = organisation.office_hours
    if office is None:
        return FIRST_HOUR, LAST_HOUR
    return max(FIRST_HOUR, office.first), min(LAST_HOUR, office.last)


def next_opening(organisation: Organisation, moment: datetime) -> datetime | None:
    """The first whole hour from `moment` on at which the window is open; None when it never opens."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    for step in range(24 * 8):
        candidate = max(hour + timedelta(hours=step), moment)
        if not closed(organisation, candidate):
            return candidate
    return None
