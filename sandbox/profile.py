"""How an invented market behaves: every rate in one record, set to the figures of the 2021 sector study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

SOURCES = ("sandbox_a", "sandbox_b", "sandbox_c")


def _table(**rows: float) -> Mapping[str, float]:
    return MappingProxyType(rows)


_FILL = MappingProxyType(
    {
        "sandbox_a": _table(work_types=0.99, origin=0.80, age=0.98, price_hour=0.80, municipality=0.99),
        "sandbox_b": _table(work_types=0.96, origin=0.55, age=0.92, price_hour=0.56, municipality=0.96),
        "sandbox_c": _table(work_types=0.98, origin=0.74, age=0.96, price_hour=0.65, municipality=0.98),
    }
)


@dataclass(frozen=True, slots=True)
class Profile:
    """Rates per advertiser, per ad or per week online; shares lie between 0 and 1.

    The life rates give the study's weekly series (about 7,000 ads, 1,000-2,000 new against the
    previous week, about 400 closed) for 27,866 advertisers in 52 weeks; `sandbox/calibrate.py` shows both.
    """

    name: str = "base"
    # sources and lives
    sources: Mapping[str, float] = field(
        default_factory=lambda: _table(sandbox_a=0.558, sandbox_b=0.294, sandbox_c=0.148)
    )
    b_also_on_a: float = 0.118
    c_also_on_a: float = 0.02
    moves_source: float = 0.02  # continues on another site after a pause
    life_shares: tuple[float, ...] = (0.02, 0.38, 0.45, 0.15)  # once, weeks, months, years
    life_weeks: tuple[float, ...] = (1, 6, 22.5, 98)  # mean span of each
    pause: tuple[float, float] = (0.03, 0.40)  # weekly chance to pause: lowest and highest advertiser
    resume: float = 0.39
    # changes per week online
    edit: float = 0.05
    change_price: float = 0.012
    change_place: float = 0.012
    change_phone: float = 0.004
    change_name: float = 0.0015
    change_language: float = 0.0005
    # reposts under a new code
    repost_after_pause: float = 0.11
    repost_while_online: float = 0.004
    after_pause: float = 5  # changes of place and number are this much likelier after a pause
    heavy_edit: float = 0.08  # share of edits that rewrite half the text
    heavy_repost: float = 0.2  # share of reposts that do
    fresh_start: float = 0.004  # chance to come back from a pause under a new name, number and code
    # shared things
    from_template: float = 0.04
    templates: int = 60  # texts that are copied
    bilingual: float = 0.08
    in_duo: float = 0.008
    in_agency: float = 0.012
    in_third_party: float = 0.007
    hidden_phone: float = 0.02  # ads on A or B without a readable number
    recycled_phone: float = 0.02  # chance to get a number somebody left, if that was long enough ago
    # share of ads with a value, per source; together the study's fill rates (type 98, origin 72, age 96,
    # price 71, municipality 98 %)
    fill: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: _FILL)


BASE = Profile()
HARD = replace(
    BASE,
    name="hard",
    from_template=0.33,
    templates=150,
    edit=0.09,
    heavy_edit=0.45,
    heavy_repost=0.5,
    fresh_start=0.022,
    change_phone=0.012,
    change_name=0.015,
    change_language=0.012,
    change_place=0.025,
    repost_after_pause=0.17,
    repost_while_online=0.008,
    hidden_phone=0.15,
    in_duo=0.02,
    in_agency=0.04,
)
PROFILES = {profile.name: profile for profile in (BASE, HARD)}
