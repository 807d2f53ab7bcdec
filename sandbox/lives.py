"""Who is online in which week: lives that start, pause, resume and end for good."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sandbox.profile import Profile

Presence = npt.NDArray[np.bool_]  # advertisers x weeks
HISTORY = 400  # weeks before the period in which lives may have begun


def live(rng: np.random.Generator, advertisers: int, weeks: int, profile: Profile) -> Presence:
    """Presence of exactly `advertisers` lives, each online in at least one of `weeks` weeks.

    Lives begin at a steady rate, so a period starts with people who were already there and
    numbers neither grow nor shrink by construction.
    """
    found: list[Presence] = []
    while sum(map(len, found)) < advertisers:
        lives = _cohort(rng, advertisers, weeks, profile)
        found.append(lives[lives.any(axis=1)])
    everyone = np.concatenate(found)
    return everyone[rng.permutation(len(everyone))[:advertisers]]


def reach(rng: np.random.Generator, presence: Presence, total: int) -> Presence:
    """The same lives with exactly `total` weeks online: single weeks off or on inside a span.

    Lives of one or two weeks stay as they are, so that one-time ads keep their number.
    """
    surplus = int(presence.sum()) - total
    seen = presence.cumsum(axis=1)
    between = (seen > 0) & _before_last(presence)
    full = presence & (seen > 1) & (seen[:, -1:] > 2)
    cells = np.flatnonzero(between & (full if surplus > 0 else ~presence))
    if abs(surplus) > len(cells):
        raise ValueError(f"cannot reach {total} weeks online from {int(presence.sum())}")
    changed = presence.copy()
    changed.flat[rng.permutation(cells)[: abs(surplus)]] = surplus < 0
    return changed


def _before_last(presence: Presence) -> Presence:
    """Cells after which the life is seen again."""
    later = presence[:, ::-1].cumsum(axis=1)[:, ::-1] - presence
    return np.asarray(later > 0)


def _cohort(rng: np.random.Generator, advertisers: int, weeks: int, profile: Profile) -> Presence:
    size = max(2_000, 5 * advertisers)
    start = rng.integers(-HISTORY, weeks, size)
    kind = rng.choice(len(profile.life_shares), size, p=profile.life_shares)
    span = rng.geometric(1 / np.array(profile.life_weeks)[kind])
    reaches = start + span > 0
    return _walk(rng, start[reaches], (start + span)[reaches], weeks, profile)


def _walk(
    rng: np.random.Generator,
    start: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
    weeks: int,
    profile: Profile,
) -> Presence:
    """Two states, online and paused; the pause rate differs per advertiser, the season per week."""
    low, high = profile.pause
    pause = low + (high - low) * rng.beta(1.2, 1.8, len(start))
    resume = np.clip(profile.resume * rng.uniform(0.5, 1.5, len(start)), 0, 1)
    season = 1 + 0.25 * np.sin(np.arange(weeks) / 5.2)
    online = rng.random(len(start)) < resume / (resume + pause)
    presence = np.zeros((len(start), weeks), dtype=np.bool_)
    for week in range(weeks):
        draw = rng.random(len(start))
        online = np.where(online, draw >= pause * season[week], draw < resume) | (start == week)
        presence[:, week] = online & (start <= week) & (week < end)
    return presence
