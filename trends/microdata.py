"""Rows about single advertisers for researchers: in bands, with fresh numbers, and only when nobody stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex

import polars as pl

from domain.errors import Refused
from trends import shares
from trends.records import Studied, profiles

CHOICES = {
    "gender": shares.gender(),
    "work_combination": shares.work_combination(),
    "age_band": shares.bands("age", shares.EXPORT_AGES),
    "price_band": shares.price_band(),
    "times_seen": shares.bands("times_seen", (1, 4, 13, 26)),
    "municipality": shares.municipality(),
}
"""Columns a researcher may ask for; the text, the codes and the weeks are never among them."""

DEFAULT = ("gender", "work_combination")
GROUP = 10
"""Advertisers that must share every combination of values (k)."""


def microdata(study: Studied, columns: Sequence[str] = DEFAULT, group: int = GROUP) -> pl.DataFrame:
    """One row per probable advertiser: a fresh random `id` and `columns` in bands, in random order.

    Raises Refused for an unknown column, and when a combination of values is shared by fewer than `group`
    advertisers; the message says how many and which column to leave out.
    """
    unknown = [name for name in columns if name not in CHOICES]
    if unknown:
        raise Refused(f"kolom {', '.join(unknown)} gaat niet mee in een export; kies uit {', '.join(CHOICES)}")
    seen = study.records.group_by("advertiser").agg(times_seen=pl.col("week").n_unique())
    people = profiles(study.records).join(seen, on="advertiser")
    rows = people.select(CHOICES[name].cast(pl.String).alias(name) for name in columns)
    check_anonymous(rows, group)
    shuffled = rows.sample(fraction=1, shuffle=True)
    numbers = pl.Series("id", [token_hex(8) for _ in range(rows.height)], pl.String)
    return shuffled.with_columns(numbers).select("id", *columns)


def check_anonymous(rows: pl.DataFrame, group: int = GROUP) -> None:
    """Raises Refused when a combination of values in `rows` occurs fewer than `group` times."""
    alone = _in_small_groups(rows, rows.columns, group)
    if not alone:
        return
    left = {name: _in_small_groups(rows, [c for c in rows.columns if c != name], group) for name in rows.columns}
    best = min(left, key=lambda name: (left[name], name))
    after = "geen enkele" if not left[best] else str(left[best])
    raise Refused(
        f"{alone} van {rows.height} rijen delen hun combinatie van {', '.join(rows.columns)} met minder dan {group} "
        f"anderen en zouden herkenbaar zijn; laat {best} weg (dan nog {after} zulke rijen) of kies grovere klassen"
    )


def _in_small_groups(rows: pl.DataFrame, columns: Sequence[str], group: int) -> int:
    if not columns:
        return rows.height if rows.height < group else 0
    sizes = rows.group_by(columns).len()
    return int(sizes.filter(pl.col("len") < group)["len"].sum())
