"""On which sites each advertiser is, and in which weeks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sandbox.lives import Presence, reach
from sandbox.posting import Channel
from sandbox.profile import SOURCES, Profile


def settle(
    rng: np.random.Generator, presence: Presence, profile: Profile, totals: Mapping[str, int] | None
) -> list[list[Channel]]:
    """The channels of each advertiser, the earliest first; `totals` fixes the weeks online per source."""
    channels: list[list[Channel]] = [[] for _ in presence]
    for name, weeks in zip(SOURCES, _spread(rng, presence, profile), strict=True):
        members = np.flatnonzero(weeks.any(axis=1))
        online = reach(rng, weeks[members], totals[name]) if totals else weeks[members]
        for member, row in zip(members.tolist(), online, strict=True):
            channels[member].append(Channel(name, tuple(np.flatnonzero(row).tolist())))
    for own in channels:
        own.sort(key=lambda channel: channel.weeks[0])
    return channels


def _spread(rng: np.random.Generator, presence: Presence, profile: Profile) -> list[Presence]:
    """Presence per source: one home each, some on A as well, some who move to another site."""
    everyone, weeks = len(presence), presence.shape[1]
    home = rng.choice(len(SOURCES), everyone, p=list(profile.sources.values()))
    next_home = rng.choice(len(SOURCES), everyone, p=list(profile.sources.values()))
    moves_in = np.where(rng.random(everyone) < profile.moves_source, rng.integers(1, weeks, everyone), weeks)
    also_on_a = rng.random(everyone) < np.array([0, profile.b_also_on_a, profile.c_also_on_a])[home]
    late = np.arange(weeks) >= moves_in[:, None]
    place: npt.NDArray[np.int64] = np.where(late, next_home[:, None], home[:, None])
    return [presence & ((place == 0) | also_on_a[:, None]), presence & (place == 1), presence & (place == 2)]
